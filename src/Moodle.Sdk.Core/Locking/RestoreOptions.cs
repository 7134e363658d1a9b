using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Locking;

/// <summary>How a restore treats the lock.</summary>
public sealed record RestoreOptions
{
    /// <summary>Full path of the lock file.</summary>
    public required string LockFile { get; init; }

    /// <summary>True when a lock that is missing, or would change, is an error (RestoreLockedMode).</summary>
    public bool LockedMode { get; init; }

    /// <summary>True when every component is resolved anew (RestoreForceEvaluate).</summary>
    public bool ForceEvaluate { get; init; }

    /// <summary>Which components are resolved anew although their entries fit.</summary>
    public UpdateScope Update { get; init; } = new UpdateScope.None();
}

/// <summary>Which components an update moves.</summary>
public abstract record UpdateScope
{
    private UpdateScope()
    {
    }

    /// <summary>None: a plain restore.</summary>
    public sealed record None : UpdateScope;

    /// <summary>All of them.</summary>
    public sealed record Everything : UpdateScope;

    /// <summary>These alone.</summary>
    /// <param name="Components">Names as given; one that the site does not declare is an error.</param>
    public sealed record Only(ImmutableArray<string> Components) : UpdateScope;
}

/// <summary>What a restore came to.</summary>
/// <param name="Lock">The lock, as it now is on disk.</param>
/// <param name="LockWritten">Whether its file was written.</param>
/// <param name="Moves">What changed, core first.</param>
public sealed record RestoreOutcome(SiteLock Lock, bool LockWritten, ImmutableArray<LockMove> Moves);

/// <summary>A component whose commit is another than before.</summary>
/// <param name="From">Its entry in the lock that was replaced; null for one that is new.</param>
/// <param name="To">Its entry in the new lock; null for one that is dropped.</param>
public sealed record LockMove(LockedComponent? From, LockedComponent? To)
{
    /// <summary>The component.</summary>
    public ComponentName Component => (To ?? From)!.Component;

    /// <summary>The move in one line: <c>mod_attendance 2024072400 (v1.2) -> 2025010100 (v1.3)</c>.</summary>
    public override string ToString() => (From, To) switch
    {
        (null, { } to) => $"{Component} {Describe(to)} is new",
        ({ } from, null) => $"{Component} {Describe(from)} is dropped",
        var (from, to) => $"{Component} {Describe(from!)} -> {Describe(to!)}",
    };

    /// <summary>What moved from one lock to the next, core first.</summary>
    internal static ImmutableArray<LockMove> Between(SiteLock? from, SiteLock to) =>
    [
        .. to.Components
            .Select(c => new LockMove(from?.Find(c.Component), c))
            .Where(m => m.From?.Commit != m.To!.Commit)
            .Concat((from?.Components ?? []).Where(c => to.Find(c.Component) is null).Select(c => new LockMove(c, null)))
            .OrderBy(m => m.Component),
    ];

    private static string Describe(LockedComponent c) =>
        $"{c.Version} ({(c.Reference is { } r ? r[(r.IndexOf('/', "refs/".Length) + 1)..] : c.Commit.Id.ToShortString())})";
}
