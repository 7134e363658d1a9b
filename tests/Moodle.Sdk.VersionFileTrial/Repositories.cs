using System.Diagnostics;
using System.Text;

namespace Moodle.Sdk.VersionFileTrial;

/// <summary>All that has ever stood in a version.php of a repository.</summary>
internal static class Repositories
{
    /// <summary>The distinct contents, in the order of their ids.</summary>
    /// <param name="folders">Repositories, bare or with a <c>.git</c>.</param>
    public static List<byte[]> VersionFiles(IEnumerable<string> folders)
    {
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var ids = Git(folder, "", "log", "--all", "-m", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AMT", "--format=", "--", ":(glob)**/version.php")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[3]).Where(id => !contents.ContainsKey(id)).Distinct();
            Take(Git(folder, string.Join('\n', ids), "cat-file", "--batch"), contents);
        }

        return [.. contents.Values];
    }

    /// <summary>Takes what <c>git cat-file --batch</c> writes: a line with id, kind and length, the content, a line end.</summary>
    private static void Take(string batch, SortedDictionary<string, byte[]> contents)
    {
        for (var at = 0; at < batch.Length;)
        {
            var end = batch.IndexOf('\n', at);
            var header = batch[at..end].Split(' ');
            at = end + 1;
            if (header is [var id, "blob", var length])
            {
                var content = batch.Substring(at, int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
                contents[id] = Encoding.Latin1.GetBytes(content);
                at += content.Length + 1;
            }
        }
    }

    private static string Git(string folder, string input, params string[] arguments)
    {
        var gitFolder = Directory.Exists(Path.Combine(folder, ".git")) ? Path.Combine(folder, ".git") : folder;
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "--git-dir", gitFolder, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        using var git = Process.Start(start)!;
        var writing = Task.Run(() =>
        {
            git.StandardInput.Write(input);
            git.StandardInput.Close();
        });
        var output = git.StandardOutput.ReadToEnd();
        writing.Wait();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed in {folder}");
    }
}
