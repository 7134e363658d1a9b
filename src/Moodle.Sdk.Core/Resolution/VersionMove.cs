using System.Collections.Immutable;

namespace Moodle.Sdk.Resolution;

/// <summary>A component whose version number is another than before in the same place.</summary>
/// <param name="From">What was there; null for one that is new.</param>
/// <param name="To">What is there now; null for one that is gone.</param>
public sealed record VersionMove(ComponentVersion? From, ComponentVersion? To)
{
    /// <summary>What moved, core first.</summary>
    public static ImmutableArray<VersionMove> Between(SiteVersions from, SiteVersions to) =>
    [
        .. to.Components
            .Select(now => new VersionMove(from.Find(now.Component), now))
            .Where(move => move.From?.Version != move.To!.Version)
            .Concat(from.Components.Where(before => to.Find(before.Component) is null).Select(before => new VersionMove(before, null)))
            .OrderBy(move => (move.To ?? move.From)!.Component),
    ];

    /// <summary>The move in one line: <c>mod_attendance 2024072400 (1.2) -> 2025010100 (1.3)</c>.</summary>
    public override string ToString() => (From, To) switch
    {
        (null, { } to) => $"{to.Component} {Describe(to)} is new",
        ({ } from, null) => $"{from.Component} {Describe(from)} is gone",
        var (from, to) => $"{to!.Component} {Describe(from!)} -> {Describe(to)}",
    };

    // Moodle's release has its build in parentheses, which the number says too.
    private static string Describe(ComponentVersion it) =>
        it.Release is { } release ? $"{it.Version} ({(it.Component.IsCore ? release.Split('(')[0].Trim() : release)})" : it.Version.ToString();
}
