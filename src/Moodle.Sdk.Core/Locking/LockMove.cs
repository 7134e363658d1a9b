using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Locking;

/// <summary>A component whose code is another than before.</summary>
/// <param name="From">Its entry in the lock that was replaced; null for one that is new.</param>
/// <param name="To">Its entry in the new lock; null for one that is dropped.</param>
public sealed record LockMove(LockedComponent? From, LockedComponent? To)
{
    /// <summary>Whose entry moved.</summary>
    public ComponentName Component => (To ?? From)!.Component;

    /// <summary>True when other code has the same version number: Moodle sees no upgrade and runs none.</summary>
    public bool IsUnderOneNumber => From is not null && To is not null && From.Version == To.Version && From.Code is not LockedCode.Folder && From.Code.Tree != To.Code.Tree;

    /// <summary>True when other commits of a customisation are carried onto it than before.</summary>
    private bool IsOfSeries => From is not null && To is not null && !(From.Series?.IsSame(To.Series) ?? To.Series is null);

    /// <summary>The move in one line: <c>mod_attendance 2024072400 (v1.2) -> 2025010100 (v1.3)</c>.</summary>
    public override string ToString() => (From, To) switch
    {
        (null, { } to) => $"{Component} {Describe(to, null)} is new",
        ({ } from, null) => $"{Component} {Describe(from, null)} is dropped",
        var (from, to) when from!.Code.IsSame(to!.Code) => $"{Component} {Describe(to, null)} customised by {Describe(from.Series)} -> {Describe(to.Series)}",
        var (from, to) => $"{Component} {Describe(from!, to)} -> {Describe(to!, from)}{(IsUnderOneNumber ? "; the number is the same, so Moodle will run no upgrade" : "")}",
    };

    /// <summary>What moved from one lock to the next, core first.</summary>
    internal static ImmutableArray<LockMove> Between(SiteLock? from, SiteLock to) =>
    [
        .. to.Components
            .Select(c => new LockMove(from?.Find(c.Component), c))
            .Where(m => m.From is null || !m.From.Code.IsSame(m.To!.Code) || m.IsOfSeries)
            .Concat((from?.Components ?? []).Where(c => to.Find(c.Component) is null).Select(c => new LockMove(c, null)))
            .OrderBy(m => m.Component),
    ];

    private static string Describe(CommitSeries? series) => series is null ? "nothing" : series.Commits is [.., var last] ? $"{series} up to {last}" : $"{series}";

    // Where name and number are those of the other side too, only the commit tells them apart.
    private static string Describe(LockedComponent c, LockedComponent? other) =>
        c.Code is LockedCode.Git git && c.Version == other?.Version && git.Name == other.Code.Name
            ? $"{c.Version} ({git.Name} at {git.Commit.Id.ToShortString()})"
            : c.Code is LockedCode.Folder folder ? folder.Path
            : $"{c.Version} ({c.Code.Name})";
}
