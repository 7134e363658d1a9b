using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>What an import has to tell a person.</summary>
/// <param name="Folder">The folder that was imported, as it was named.</param>
/// <param name="Core">Moodle.</param>
/// <param name="Plugins">The plugins, by name.</param>
/// <param name="Found">All that was found.</param>
/// <param name="AdminFolder">What the admin folder is called there; null for its own name.</param>
/// <param name="LeftOut">What was left out.</param>
/// <param name="Verified">How the result compares with the folder; null where it could not be composed.</param>
/// <param name="Refused">Why it cannot be restored or composed; empty when it can.</param>
internal sealed record ImportReport(
    string Folder, ImportedComponent.OfGit Core, ImmutableArray<ImportedComponent> Plugins, FoundFolder Found, string? AdminFolder, ImmutableArray<LeftOut> LeftOut, Verification? Verified, ImmutableArray<string> Refused)
{
    // A list that is longer is read by nobody; what was left out is summed up by folder and reason.
    private const int MostNamed = 50;

    /// <summary>The report as Markdown.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Import of {Folder}\n\n{Summary()}\n\n");
        text.Append("| folder | component | found | differs in | to decide |\n|---|---|---|---|---|\n");
        foreach (var component in Plugins.Prepend(Core))
        {
            text.Append("| ").AppendJoin(" | ", Row(component).Select(Cell)).Append(" |\n");
        }

        foreach (var copied in Plugins.OfType<ImportedComponent.Copied>())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{copied.Found.Component} was not found. What was tried:\n\n");
            List(text, copied.Tried.DefaultIfEmpty("nothing names a repository of it"));
        }

        if (!LeftOut.IsEmpty)
        {
            text.Append("\n## Left out\n\nThese stay in the folder and are no part of what is built.\n\n");
            List(text, Summed());
        }

        if (!Refused.IsEmpty)
        {
            text.Append("\n## Why it cannot be restored yet\n\n");
            List(text, Refused);
        }

        if (Verified is { Others.IsEmpty: false })
        {
            text.Append("\n## What differs\n\n");
            List(text, Verified.Others.Select(o => $"`{o.Path}`: {o.How}"));
        }

        return text.Append($"""

            ## How to go on

            Everything is pinned to what runs now. To follow releases, write `<MoodleVersion>{Line}.*</MoodleVersion>`, and leave `Tag` or `Commit` of a plugin out; then `dotnet build --no-restore -t:Update` takes what is new.
            A patch is kept over every update, and says so when it no longer fits. This file can be deleted when all is decided.

            """.ReplaceLineEndings("\n")).ToString();
    }

    private string Line => Core.Found.Version.Branch.Value.Release;

    private string Summary()
    {
        var upstream = Core.Commit.Tag is { } tag ? $"tag {tag.ShortName}" : $"commit {Core.Commit.Commit}";
        var first = $"Moodle {Core.Found.Version.Release.Value ?? Core.Found.Number.ToString()} ({upstream} of {Core.Commit.Upstream}) and {Differences.Count(Plugins.Length, "plugin")}; {Differences.Count(Found.Files.Length, "file")} looked at.";
        string?[] more =
        [
            first,
            Found.HasModes ? null : "No executable bit of the folder says anything: they were lost, and the build puts them right.",
            AdminFolder is null ? null : $"The folder admin is called {AdminFolder} here. What is built has it as Moodle's code does: rename it, and take `$CFG->admin` out of config.php.",
            Verified switch
            {
                null => "**Not verified**: the declaration cannot be composed yet; see below.",
                { Others.IsEmpty: true } same => $"**Verified**: what this declaration builds (tree {same.Tree}, {Differences.Count(same.Files, "file")}) is the folder{(LeftOut.IsEmpty ? "" : ", less what was left out")}{PutRight(same)}.",
                var other => $"**What this declaration builds differs from the folder in {Differences.Count(other.Others.Length, "file")}**; see below{PutRight(other)}.",
            },
        ];
        return string.Join("\n", more.OfType<string>());
    }

    private static string PutRight(Verification verified) => (verified.LineEnds, verified.Modes) switch
    {
        (0, 0) => "",
        (var ends, 0) => $". {Differing(ends)} in line ends alone, which a build puts right",
        (0, var modes) => $". {Differing(modes)} in the executable bit alone, which a build puts right",
        var (ends, modes) => $". {Differing(ends)} in line ends and {modes} in the executable bit alone, which a build puts right",
    };

    private static string Differing(int count) => $"{Differences.Count(count, "file")} {(count == 1 ? "differs" : "differ")}";

    private static string[] Row(ImportedComponent component)
    {
        var place = component.Found.Place.Length == 0 ? "/" : component.Found.Place;
        return component switch
        {
            ImportedComponent.OfGit git => [place, $"{git.Found.Component} {git.Found.Number}", How(git), git.Differs.ToString(), string.Join("; ", ToDecide(git))],
            _ => [place, $"{component.Found.Component} {component.Found.Number}", "nowhere: copied", "", string.Join("; ", new[] { component.Note, "name its repository, or keep the copy", HoldsSecrets(component) }.OfType<string>())],
        };
    }

    private static string? HoldsSecrets(ImportedComponent component) => component.Secrets() is [var first, .. var more]
        ? $"{first.Path} holds {first.What}{(more.Length > 0 ? $" ({more.Length} more such files)" : "")}: is it one? Then take it out before others see what was written" : null;

    private static string How(ImportedComponent.OfGit git) =>
        $"{(git.Commit.HasVersion ? "" : "nearest: ")}{(git.Commit.Tag is { } tag ? tag.ShortName : $"{git.Commit.Commit.ToString()[..10]}{(git.Commit.Branch is { } branch ? $" on {branch.ShortName}" : "")}")} of {git.Commit.Upstream} ({git.By.By})";

    private static IEnumerable<string> ToDecide(ImportedComponent.OfGit git) => new[]
    {
        git.Note,
        git.Commit.HasVersion ? null : "no commit has this version number: is it a version of the site's own?",
        git.Differs.Edited.IsEmpty ? null : "is the change still wanted?",
        HoldsSecrets(git),
        git.Found.Component.IsCore || git.Differs.Deleted.IsEmpty || !git.Differs.Edited.IsEmpty ? null : "may the deleted files come back? Then delete the patch",
        git.Found.Component.IsCore && !git.Differs.Deleted.IsEmpty ? "may what is deleted come back? Then take the MoodleCoreRemove out" : null,
        git.Differs.MissingSubmodules.IsEmpty ? null : $"its submodules are missing ({string.Join(", ", git.Differs.MissingSubmodules)}): is it whole?",
    }.OfType<string>();

    // Hundreds of files of one folder that are left out for one reason are one line.
    private IEnumerable<string> Summed() => LeftOut.GroupBy(l => (l.Why, Top: l.Path.Split('/')[0])).SelectMany(group => group.Count() <= 5
        ? group.Select(l => $"`{l.Path}`: {l.Why}")
        : [$"`{group.Key.Top}/` ({Differences.Count(group.Count(), "file")}, such as `{group.First().Path}`): {group.Key.Why}"]);

    private static void List(StringBuilder text, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        foreach (var line in all.Take(MostNamed))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Printable.Of(line)}\n");
        }

        _ = all.Count > MostNamed ? text.Append(CultureInfo.InvariantCulture, $"- and {all.Count - MostNamed} more\n") : text;
    }

    /// <summary>Text as a cell of a table.</summary>
    internal static string Cell(string text) => Printable.Of(text).Replace("|", "\\|", StringComparison.Ordinal);
}
