using System.Text;
using System.Text.RegularExpressions;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.PatchTrial;

/// <summary>What both say of a case.</summary>
/// <param name="Disagreement">What they disagree about; null when they agree, or the difference is meant.</param>
/// <param name="Stricter">What is refused here and not by git, as docs/patch-files.md says, be it the case or the place that git takes; null otherwise.</param>
/// <param name="IsApplied">Whether it is applied here.</param>
internal sealed partial record Verdict(string? Disagreement, string? Stricter, bool IsApplied)
{
    // docs/patch-files.md lists them.
    private static readonly string[] MeantRefusals =
    [
        "has more lines than its head says", "nothing follows the header", "it was cut short", "goes on after a line", "can be without a line end", "says that a binary file differs",
        "names two files", "is damaged", "has another size than it says", "begins with its size", "mode of no file", "changes a submodule", "from the root of a disk", "has backslashes",
        "has a control character", "another encoding", "without -U0", "other line ends", "put each commit into a patch", "a binary file has at most",
        "does two things",
    ];

    /// <summary>Compares both.</summary>
    public static Verdict Of(RealDiff diff, SortedDictionary<string, PatchedFile>? byGit, string said)
    {
        var (mine, why) = Applied(diff);
        if (mine is not null && byGit is not null)
        {
            var wrong = mine.Keys.Union(byGit.Keys).Where(path => !IsSame(mine.GetValueOrDefault(path), byGit.GetValueOrDefault(path))).ToList();
            var meantBytes = wrong.Count > 0 && ContextWithoutLineEnd().IsMatch(Encoding.Latin1.GetString(diff.Patch)) ? "other line ends" : null;
            return new(wrong.Count == 0 || meantBytes is not null ? null : $"other bytes in {string.Join(", ", wrong)}", meantBytes, true);
        }

        var meant = mine is null && byGit is not null ? MeantRefusals.FirstOrDefault(words => why.Contains(words, StringComparison.Ordinal)) : null;
        return new(meant is not null || (mine is null) == (byGit is null) ? null : mine is null ? $"git applies it; here: {why}" : $"git refuses it: {said}", meant, mine is not null);
    }

    private static (SortedDictionary<string, PatchedFile>? Tree, string Why) Applied(RealDiff diff)
    {
        if (PatchText.Read(diff.Patch, out var bad) is not { } patch)
        {
            return (null, $"line {bad!.Line}: {bad.Why}");
        }

        var outcome = patch.Apply(path => diff.Tree.GetValueOrDefault(path));
        if (outcome.Failures.Length > 0)
        {
            return (null, string.Join('\n', outcome.Failures));
        }

        var tree = new SortedDictionary<string, PatchedFile>(diff.Tree.ToDictionary(), StringComparer.Ordinal);
        foreach (var (path, file) in outcome.Changes)
        {
            tree.Remove(path);
            if (file is not null)
            {
                tree[path] = file;
            }
        }

        // What is a folder of the tree, and a file now, its builder sees.
        var folder = outcome.Changes.Where(change => change.Value is not null).Select(change => change.Key).FirstOrDefault(path => tree.Keys.Any(other => other.StartsWith(path + '/', StringComparison.Ordinal)));
        return folder is null ? (tree, "") : (null, $"{folder} is a folder");
    }

    private static bool IsSame(PatchedFile? one, PatchedFile? other) => one is not null && other is not null && one.Mode == other.Mode && one.Content.Span.SequenceEqual(other.Content.Span);

    // Git takes such a line for the beginning of any, and so finds a nearer place.
    [GeneratedRegex(@"^ .*\n\\ ", RegexOptions.Multiline)]
    private static partial Regex ContextWithoutLineEnd();
}
