using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>What the import of a list has to tell a person.</summary>
/// <param name="List">The list.</param>
/// <param name="Plugins">Its plugins that the project did not have.</param>
/// <param name="Locked">What they have become; null where it cannot be restored.</param>
/// <param name="Refused">Why it cannot be restored; empty when it can.</param>
internal sealed record ListReport(ImportedList List, ImmutableArray<ListedPlugin> Plugins, SiteLock? Locked, ImmutableArray<string> Refused)
{
    /// <summary>It in one sentence.</summary>
    public string Summary => $"{Plugins.Count(p => p.Refused is null)} of {Differences.Count(List.Plugins.Count(), "plugin")} imported of {Path.GetFileName(List.File)}, {List.Kind}"
        + $"{(List.Plugins.Count() - Plugins.Length is > 0 and var there ? $"; {there} declared before" : "")}{(Locked is null ? "; it cannot be restored yet" : "")}";

    /// <summary>The report as Markdown.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Import of {List.File}\n\n{Summary}.\n\n");
        if (List.Core is { } core && Locked?.Components[0] is { } moodle)
        {
            text.Append(CultureInfo.InvariantCulture, $"Line {core.Line} names Moodle ({core.Asked}); the lock has {moodle.Release}.\n\n");
        }

        text.Append("| line | component | repository | in the list | in the lock |\n|---|---|---|---|---|\n");
        foreach (var plugin in Plugins.Where(p => p.Refused is null))
        {
            text.Append("| ").AppendJoin(" | ", Row(plugin).Select(ImportReport.Cell)).Append(" |\n");
        }

        var left = Plugins.Where(p => p.Refused is not null).OrderBy(p => p.Entry.Line).ToList();
        if (left.Count > 0)
        {
            text.Append("\n## Not imported\n\nDecide about each. Those whose name is known are in the project as comments.\n\n");
            foreach (var plugin in left)
            {
                text.Append(CultureInfo.InvariantCulture, $"- line {plugin.Entry.Line}, `{Printable.Of(plugin.Named)}`{(plugin.Entry.Repository is { } from ? $" of {from}" : "")}: {Printable.Of(plugin.Refused!)}\n");
            }
        }

        if (!Refused.IsEmpty)
        {
            text.Append("\n## Why it cannot be restored yet\n\n").AppendJoin("", Refused.Select(why => $"- {Printable.Of(why)}\n"));
        }

        return text.Append("""

            ## How to go on

            What the list pins is pinned, and a branch is followed: `dotnet build --no-restore -t:Update` takes what is new. To follow releases, leave `Tag` or `Commit` of a plugin out. This file can be deleted when all is decided.

            """.ReplaceLineEndings("\n")).ToString();
    }

    private IEnumerable<string> Row(ListedPlugin plugin)
    {
        var locked = Locked?.Find(plugin.Component!);
        return
        [
            plugin.Entry.Line.ToString(CultureInfo.InvariantCulture), plugin.Named, plugin.Entry.Repository?.ToString() ?? (locked?.Code as LockedCode.Git)?.Upstream.ToString() ?? "",
            string.Join("; ", new[] { plugin.Entry.Asked, plugin.Entry.Note }.Where(s => !string.IsNullOrEmpty(s))),
            locked is null ? "" : $"{locked.Release ?? locked.Version.ToString()}{(locked.Code is LockedCode.Git git ? $", {git.Commit.ToString()[..10]}" : "")}",
        ];
    }
}
