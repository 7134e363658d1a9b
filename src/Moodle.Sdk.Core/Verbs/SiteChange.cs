using System.Collections.Immutable;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Verbs;

/// <summary>What a verb changed in a folder, in the words that a person gets: a line for each component that moved.</summary>
internal static class SiteChange
{
    /// <summary>The lines; none when the folder holds the same code as before.</summary>
    /// <param name="before">What the folder's state said before; null when there was none.</param>
    /// <param name="now">What it says now.</param>
    public static ImmutableArray<string> Lines(StateHeader? before, StateHeader now)
    {
        if (before is null)
        {
            var plugins = now.Versions.Components.Length - 1;
            return [$"Moodle {now.MoodleRelease}{(plugins > 0 ? $" and {plugins} {(plugins == 1 ? "plugin" : "plugins")}" : "")}"];
        }

        var moves = VersionMove.Between(before.Versions, now.Versions);
        return before.Tree == now.Tree ? []
            : moves.IsEmpty ? ["other code under the same version numbers, so Moodle will run no upgrade"]
            : [.. moves.Select(move => move.ToString())];
    }
}
