using System.Text;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.PatchTrial;

/// <summary>A repository for machines without real ones: the files of a folder, and commits that change them as an upstream does.</summary>
internal static class MadeHistory
{
    /// <summary>Makes it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="texts">The folder whose text files it begins with.</param>
    /// <param name="commits">How many commits follow.</param>
    public static string Make(string folder, string texts, int commits)
    {
        var random = new Random(1);
        var repository = TestRepository.Create(folder);
        var files = Directory.EnumerateFiles(texts).Order(StringComparer.Ordinal).Take(30).ToDictionary(file => $"lib/{Path.GetFileName(file)}", file => File.ReadAllText(file));
        foreach (var (path, text) in files)
        {
            repository.Write(path, text);
        }

        repository.Write("pix/icon a.png", Picture(random)).Link("lib/link", "all.md").Write("lib/empty", "").Commit();
        repository.Commits(commits, number =>
        {
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var path = files.Keys.ElementAt(random.Next(files.Count));
                Change(repository, files, path, number, random);
            }
        });
        return folder;
    }

    private static void Change(TestRepository repository, Dictionary<string, string> files, string path, int number, Random random)
    {
        switch (random.Next(14))
        {
            case 0:
                repository.Write("pix/icon a.png", Picture(random));
                break;
            case 1:
                files.Remove(path, out var text);
                repository.Delete(path).Write(path = $"moved/caf\u00e9 {number}", files[path] = text!);
                break;
            case 2:
                repository.Write($"lib/new{number}.php", files[$"lib/new{number}.php"] = string.Concat(files[path].Split('\n').Take(40).Select(line => line + "\n")));
                break;
            case 3 when files.Count > 10:
                files.Remove(path);
                repository.Delete(path);
                break;
            case 4:
                repository.Write(path, files[path], executable: true);
                break;
            case 5:
                repository.Link("lib/link", $"target{number}");
                break;
            case 6:
                repository.Write(path, files[path] = files[path].EndsWith('\n') ? files[path][..^1] : files[path] + "\n");
                break;
            case 7:
                repository.Write($"lib/copy{number}.md", files[$"lib/copy{number}.md"] = files[path]);
                break;
            default:
                repository.Write(path, files[path] = Edited(files[path], number, random));
                break;
        }
    }

    private static string Edited(string text, int number, Random random)
    {
        var lines = text.Split('\n').ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(lines.Count);
            var count = Math.Min(random.Next(4), lines.Count - at);
            lines.RemoveRange(at, count);
            lines.InsertRange(at, Enumerable.Range(0, random.Next(4)).Select(i => $"        $edit = {number} + {i};"));
        }

        return string.Join('\n', lines);
    }

    private static byte[] Picture(Random random)
    {
        var picture = new byte[random.Next(2000)];
        random.NextBytes(picture);
        return [.. "PNG\0"u8, .. Encoding.ASCII.GetBytes(new string('x', random.Next(200))), .. picture];
    }
}
