using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.PatchTrial;

/// <summary>Changes files as upstreams do, or as hands do.</summary>
internal sealed class UpstreamChange(Random random)
{
    /// <summary>Changes files as upstreams do.</summary>
    public SortedDictionary<string, PatchedFile> Of(IReadOnlyDictionary<string, PatchedFile> files, int changes)
    {
        var tree = new SortedDictionary<string, PatchedFile>(files.ToDictionary(), StringComparer.Ordinal);
        for (; changes > 0 && tree.Count > 0; changes--)
        {
            Change(tree);
        }

        return tree;
    }

    private void Change(SortedDictionary<string, PatchedFile> tree)
    {
        var (path, file) = tree.ElementAt(random.Next(tree.Count));
        var lines = Mutation.Lines(file.Content.ToArray());
        switch (random.Next(40))
        {
            case 0:
                tree.Remove(path);
                return;
            case 1:
                tree[path] = file with { Mode = file.Mode == EntryMode.File ? EntryMode.Executable : EntryMode.File };
                return;
            case 2:
                tree[path] = new(EntryMode.SymbolicLink, "target"u8.ToArray());
                return;
            case 3:
                tree[path + random.Next(3)] = file;
                return;
            case 4:
                // A file where a folder was.
                var folder = path.Split('/')[0];
                tree.Keys.Where(other => other.StartsWith(folder + '/', StringComparison.Ordinal)).ToList().ForEach(other => tree.Remove(other));
                tree[folder] = file;
                return;
            case 5:
                lines = [.. lines.Select(line => line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] + "\n" : line.TrimEnd('\n') + "\r\n")];
                break;
            case 6:
                lines = lines.Count == 0 ? ["x"] : [.. lines[..^1], lines[^1].EndsWith('\n') ? lines[^1][..^1] : lines[^1] + "\n"];
                break;
            case 7:
                // All there twice: which is nearer?
                lines = [.. lines, .. lines];
                break;
            case 8:
                lines = [];
                break;
            case 9 or 10 when lines.Count > 0:
                lines.RemoveRange(0, random.Next(1, Math.Min(lines.Count, 4)));
                break;
            case 11 or 12 when lines.Count > 1:
                lines.RemoveAt(lines.Count - 1);
                break;
            case < 20:
                lines.InsertRange(random.Next(lines.Count + 1), Enumerable.Range(0, random.Next(1, 30)).Select(i => $"new {i}\n"));
                break;
            case < 30 when lines.Count > 0:
                var from = random.Next(lines.Count);
                var part = lines.GetRange(from, Math.Min(random.Next(1, 12), lines.Count - from));
                lines.InsertRange(random.Next(lines.Count + 1), part);
                break;
            case < 34 when lines.Count > 20:
                // As far above as below where it was: which is taken?
                var length = random.Next(5, lines.Count / 3);
                var middle = random.Next(length, lines.Count - length);
                var twice = lines.GetRange(middle, length);
                lines.RemoveRange(middle - length, 2 * length);
                lines.InsertRange(middle - length, [.. twice, .. Enumerable.Range(0, length).Select(i => $"between {i}\n"), .. twice]);
                break;
            case < 37 when lines.Count > 0:
                var gone = random.Next(lines.Count);
                lines.RemoveRange(gone, Math.Min(random.Next(1, 5), lines.Count - gone));
                break;
            case var _ when lines.Count > 0:
                var changed = random.Next(lines.Count);
                lines[changed] = random.Next(3) == 0 ? lines[changed].TrimEnd('\n') + " \n" : "changed\n";
                break;
        }

        // What a link may say, a disk decides.
        tree[path] = file with { Content = file.Mode == EntryMode.SymbolicLink ? "other"u8.ToArray() : Encoding.Latin1.GetBytes(string.Concat(lines)) };
    }
}
