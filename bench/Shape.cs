using System.Globalization;
using System.IO.Compression;

namespace Moodle.Sdk.Bench;

/// <summary>A file of a tree: its path, size in bytes, and whether it is executable.</summary>
public readonly record struct ShapedFile(string Path, int Size, bool Executable);

/// <summary>The files of a tree without their content.</summary>
public static class Shape
{
    // Files of Moodle 4.5 by the number of path components, and by size in bytes (upper bound of a bucket, files in it).
    private static readonly int[] FilesByDepth = [42, 637, 3452, 6602, 7601, 4870, 3327, 1624, 648, 312, 50, 3];
    private static readonly (int Below, int Files)[] FilesBySize =
        [(1, 32), (1 << 10, 4399), (4 << 10, 13285), (16 << 10, 8381), (64 << 10, 2349), (256 << 10, 597), (1 << 20, 111), (4 << 20, 14)];

    private static readonly (string Extension, int PerThousand)[] Kinds =
        [("php", 603), ("js", 133), ("feature", 49), ("mustache", 43), ("map", 28), ("svg", 26), ("css", 23), ("txt", 17), ("png", 23), ("json", 20), ("md", 18), ("scss", 10), ("gif", 7)];

    /// <summary>Reads a list of mode TAB size TAB path, gzipped or not. A size of -1 (unknown) becomes 1 MiB.</summary>
    public static IReadOnlyList<ShapedFile> Read(string file)
    {
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);
        using var reader = new StreamReader(stream);
        var files = new List<ShapedFile>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t', 3);
            var size = int.Parse(fields[1], CultureInfo.InvariantCulture);
            files.Add(new ShapedFile(fields[2], size < 0 ? 1 << 20 : size, fields[0] == "100755"));
        }

        return files;
    }

    /// <summary>About 29,000 files in 10,000 folders, 300 MB: the statistics of Moodle 4.5, without its names.</summary>
    public static IReadOnlyList<ShapedFile> BuiltIn()
    {
        var random = new Random(405);
        var sizes = FilesBySize.SelectMany((bucket, i) => Enumerable.Range(0, bucket.Files).Select(_ => SizeIn(random, i == 0 ? 0 : FilesBySize[i - 1].Below, bucket.Below))).ToArray();
        random.Shuffle(sizes);
        var folders = new List<string> { "" };
        var files = new List<ShapedFile>();
        for (var depth = 1; depth <= FilesByDepth.Length; depth++)
        {
            for (var i = 0; i < FilesByDepth[depth - 1]; i++)
            {
                var folder = folders[random.Next(folders.Count)];
                files.Add(new ShapedFile($"{folder}file{i}.{Kind(random)}", sizes[files.Count], false));
            }

            folders = [.. Enumerable.Range(0, Math.Max(1, depth < FilesByDepth.Length ? FilesByDepth[depth] * 10 / 28 : 1)).Select(i => $"{folders[random.Next(folders.Count)]}part{i}/")];
        }

        return files;
    }

    /// <summary>The files of a plugin: mostly code of a few KiB.</summary>
    public static IReadOnlyList<ShapedFile> Plugin(Random random, int files) =>
        [.. Enumerable.Range(0, files).Select(i => new ShapedFile($"classes/part{i / 12}/file{i}.{Kind(random)}", SizeIn(random, 512, random.Next(10) == 0 ? 65536 : 8192), false))];

    // Sizes are spread evenly by magnitude, as they are in real trees.
    private static int SizeIn(Random random, int from, int below) =>
        below <= 1 ? 0 : (int)Math.Exp(Math.Log(Math.Max(1, from)) + (random.NextDouble() * (Math.Log(below) - Math.Log(Math.Max(1, from)))));

    private static string Kind(Random random)
    {
        var at = random.Next(1000);
        foreach (var (extension, share) in Kinds)
        {
            if ((at -= share) < 0)
            {
                return extension;
            }
        }

        return "php";
    }
}
