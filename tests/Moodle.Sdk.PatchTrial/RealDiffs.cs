using System.Diagnostics;
using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Patches;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.PatchTrial;

/// <summary>A diff, and the files that it was made from.</summary>
/// <param name="Patch">Its bytes.</param>
/// <param name="Tree">All files that it names, as they were.</param>
internal sealed record RealDiff(byte[] Patch, IReadOnlyDictionary<string, PatchedFile> Tree)
{
    /// <summary>Writes both into a folder, to be looked at.</summary>
    public void Keep(string folder)
    {
        foreach (var (path, file) in Tree)
        {
            GitApply.Write(Path.Combine(folder, "tree", path), file);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "patch"), Patch);
    }
}

/// <summary>Diffs of the commits of repositories, in all forms that git writes them in.</summary>
internal static class RealDiffs
{
    private const int MostFiles = 12;
    private const int MostBytes = 300_000;

    private static readonly string[][] Forms =
    [
        ["diff"], ["diff", "--binary"], ["diff", "-M", "-C", "--binary"], ["diff", "--find-copies-harder", "--full-index", "--binary"], ["diff", "-U1"], ["diff", "-U0"],
        ["diff", "-U8", "--patience"], ["diff", "--minimal", "--inter-hunk-context=5"], ["diff", "--no-renames", "--src-prefix=moodle.orig/", "--dst-prefix=moodle/"],
        ["diff", "-B", "-M", "--binary"], ["format-patch", "--stdout", "-1"], ["format-patch", "--stdout", "-1", "--no-binary"], ["plain"],
    ];

    /// <summary>Takes diffs from repositories, of commits spread over their history.</summary>
    /// <param name="folders">Repositories, bare or with a <c>.git</c>.</param>
    /// <param name="count">How many to take from each.</param>
    /// <param name="seed">Chooses them.</param>
    public static List<RealDiff> Of(IEnumerable<string> folders, int count, int seed)
    {
        var random = new Random(seed);
        var diffs = new List<RealDiff>();
        foreach (var folder in folders)
        {
            var commits = Git(folder, "rev-list", "--all", "--no-merges", "--min-parents=1").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            random.Shuffle(commits);
            diffs.AddRange(commits.Select(commit => TryTake(folder, commit, Forms[random.Next(Forms.Length)])).OfType<RealDiff>().Take(count));
        }

        return diffs;
    }

    private static RealDiff? TryTake(string folder, string commit, string[] form)
    {
        try
        {
            return Take(folder, commit, form);
        }
        catch (InvalidOperationException)
        {
            // A repository that was cloned in part lacks objects.
            return null;
        }
    }

    private static RealDiff? Take(string folder, string commit, string[] form)
    {
        var raw = Git(folder, "diff-tree", "-r", "-z", "--no-abbrev", "--no-renames", $"{commit}~", commit).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var before = raw.Chunk(2).Select(pair => (Fields: pair[0].Split(' '), Path: Utf8(pair[1]))).ToList();
        if (before.Count is 0 or > MostFiles || before.Any(file => file.Fields[0] == ":160000" || file.Fields[1] == "160000"))
        {
            return null;
        }

        var patch = form[0] == "format-patch" ? Git(folder, [.. form, commit])
            : form[0] == "plain" ? Plain(Git(folder, "diff", "--no-renames", $"{commit}~", commit))
            : Git(folder, [.. form, $"{commit}~", commit]);
        // git says of a copy what else it looked at.
        var sources = patch.Split('\n').Where(line => line.StartsWith("copy from ", StringComparison.Ordinal) && !line.Contains('"')).Select(line => Utf8(line["copy from ".Length..]));
        var tree = new SortedDictionary<string, PatchedFile>(StringComparer.Ordinal);
        foreach (var path in before.Where(file => file.Fields[0] != ":000000").Select(file => file.Path).Concat(sources).Distinct())
        {
            var entry = Git(folder, "ls-tree", "-z", $"{commit}~", "--", path).Split(' ', '\t');
            tree[path] = new((EntryMode)Convert.ToInt32(entry[0], 8), Encoding.Latin1.GetBytes(Git(folder, "cat-file", "blob", entry[2])));
        }

        return patch.Length is 0 or > MostBytes || tree.Values.Sum(file => file.Content.Length) > 4 * MostBytes ? null : new(Encoding.Latin1.GetBytes(patch), tree);
    }

    // As diff -ruN writes it, with times behind the names.
    private static string Plain(string patch)
    {
        var lines = new List<string>();
        foreach (var line in patch.Split('\n'))
        {
            if (line.StartsWith("diff --git ", StringComparison.Ordinal))
            {
                lines.Add(line.Replace("--git", "-ruN", StringComparison.Ordinal));
            }
            else if (line.StartsWith("--- a/", StringComparison.Ordinal) || line.StartsWith("+++ b/", StringComparison.Ordinal))
            {
                lines.Add($"{line}\t2024-10-07 10:00:00.123456789 +0200");
            }
            else if (line is "--- /dev/null" or "+++ /dev/null")
            {
                lines.Add($"{line}\t1970-01-01 01:00:00.000000000 +0100");
            }
            else if (!line.StartsWith("index ", StringComparison.Ordinal) && !line.Contains(" mode ", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines);
    }

    private static string Utf8(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    private static string Git(string folder, params string[] arguments)
    {
        var gitFolder = Directory.Exists(Path.Combine(folder, ".git")) ? Path.Combine(folder, ".git") : folder;
        var start = IsolatedGit.Start(null, ["-c", "safe.directory=*", "-c", "diff.renameLimit=100", "--git-dir", gitFolder, .. arguments]);
        start.StandardOutputEncoding = Encoding.Latin1;
        using var git = Process.Start(start)!;
        git.StandardInput.Close();
        _ = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed in {folder}");
    }
}
