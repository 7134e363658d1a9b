using System.Text;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests;

public sealed class Files_are_merged_as_git_does_it : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly CacheFixture _it = new(GitEngine.Auto);

    public void Dispose() => _it.Dispose();

    [Fact]
    public void Changes_of_other_lines_come_together()
    {
        var merged = Merge(Lines, Lines.Replace("2", "two"), Lines.Replace("8", "eight"));

        Assert.Equal(Lines.Replace("2", "two").Replace("8", "eight"), Text(merged.Content));
        Assert.False(merged.IsInConflict);
    }

    [Fact]
    public void Of_lines_that_both_changed_both_are_given()
    {
        var merged = Merge(Lines, Lines.Replace("5", "five").Replace("1", "one"), Lines.Replace("5", "cinq").Replace("9", "neuf"));

        Assert.Equal("one\n2\n3\n4\nfive\n6\n7\n8\nneuf\n", Text(merged.Content));
        Assert.Equal("one\n2\n3\n4\ncinq\n6\n7\n8\nneuf\n", Text(merged.Theirs!));
    }

    [Fact]
    public void A_binary_file_is_in_conflict_as_a_whole()
    {
        var merged = Merge("\0" + Lines, "\0" + Lines.Replace("2", "two"), "\0" + Lines.Replace("8", "eight"));

        Assert.Equal(("\0" + Lines.Replace("2", "two"), "\0" + Lines.Replace("8", "eight")), (Text(merged.Content), Text(merged.Theirs!)));
    }

    [Fact]
    public void Line_ends_and_a_missing_last_one_stay()
    {
        var crlf = Lines.Replace("\n", "\r\n") + "end";

        Assert.Equal(crlf.Replace("2", "two").Replace("end", "END"), Text(Merge(crlf, crlf.Replace("2", "two"), crlf.Replace("end", "END")).Content));
    }

    [Fact]
    public void Merging_again_writes_nothing()
    {
        Merge(Lines, Lines.Replace("2", "two"), Lines.Replace("8", "eight"));
        var before = Objects();

        Merge(Lines, Lines.Replace("2", "two"), Lines.Replace("8", "eight"));

        Assert.Equal(before, Objects());
        string[] Objects() => [.. Directory.EnumerateFiles(Path.Combine(_it.CacheFolder, "made.git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>Lines of few kinds, so that changes meet, touch and repeat.</summary>
    [Fact]
    public void Chance_finds_no_difference() => Trial.Run(400, seed =>
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(4)).ToList();
        var (ancestor, ours, theirs) = (lines, Changed(random, lines), Changed(random, lines));

        var merged = Merge(Joined(ancestor), Joined(ours), Joined(theirs));

        var (clean, text) = ByGit(Joined(ancestor), Joined(ours), Joined(theirs));
        Assert.Equal(clean, !merged.IsInConflict);
        Assert.Equal(text, Text(merged.Content));
    });

    private static List<int> Changed(Random random, List<int> lines)
    {
        var changed = lines.ToList();
        for (var changes = random.Next(3); changes >= 0; changes--)
        {
            var at = random.Next(changed.Count + 1);
            if (at < changed.Count && random.Next(2) == 0)
            {
                changed.RemoveAt(at);
            }
            else
            {
                changed.Insert(at, random.Next(6));
            }
        }

        return changed;
    }

    private static string Joined(List<int> lines) => string.Concat(lines.Select(l => $"{l}\n"));

    // What git makes of it; of lines in conflict ours.
    private (bool Clean, string Text) ByGit(string ancestor, string ours, string theirs)
    {
        var folder = _it.Temp["by-git"];
        Directory.CreateDirectory(folder);
        foreach (var (name, side) in new[] { ("ancestor", ancestor), ("ours", ours), ("theirs", theirs) })
        {
            File.WriteAllText(Path.Combine(folder, name), side);
        }

        var (conflicts, merged, _) = IsolatedGit.TryRun(folder, null, ["merge-file", "-p", "ours", "ancestor", "theirs"]);
        var text = conflicts == 0 ? merged : IsolatedGit.Run(folder, "merge-file", "-p", "--ours", "ours", "ancestor", "theirs");
        return (conflicts == 0, text.Length > 0 ? text + "\n" : "");
    }

    private MergedFile Merge(string ancestor, string ours, string theirs)
    {
        var merged = _it.Cache().Merge(Bytes(ancestor), Bytes(ours), Bytes(theirs), default);
        Assert.Null(merged.Fault);
        return merged.Value!;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
