using System.Globalization;
using System.Security.Cryptography;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>What it costs that code comes from elsewhere than from a commit of a repository.</summary>
public static class SourceScenarios
{
    private const int Archives = 10;
    private const int Submodules = 5;
    private const int FilesOfAFolder = 1000;
    private const int Patches = 30;

    /// <summary>A plugin that is worked on: every build reads its folder.</summary>
    public static IEnumerable<ResultRow> Folder(BenchWorld world)
    {
        var folder = world.Fresh("folder");
        var with = world.Site(Path.Combine(folder, "with"), more: "<MoodlePlugin Include=\"local_campus\" Path=\"campus\" />");
        var without = world.Site(Path.Combine(folder, "without"));
        foreach (var (path, content) in GeneratedUpstreams.Plugin("local_campus", FilesOfAFolder))
        {
            var file = Path.Combine(with.Folder, "campus", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        Measured.Once(() => BenchWorld.Dotnet(with, "build"));
        Measured.Once(() => BenchWorld.Dotnet(without, "build"));
        var (ours, peers) = Scenario.Compare(world, () => { }, () => BenchWorld.Dotnet(with, "build"), () => BenchWorld.Dotnet(without, "build"));
        BenchWorld.Remove(folder);
        return [Scenario.Row(string.Create(CultureInfo.InvariantCulture, $"no-op with a folder of {FilesOfAFolder:N0} files"), "without it", ours, peers[0], 1.2)];
    }

    /// <summary>Ten archives, and a plugin with five submodules, against the same code from plain repositories.</summary>
    public static IEnumerable<ResultRow> Sources(BenchWorld world, GitHttpServer server)
    {
        GeneratedUpstreams.MakeSources(server.Root, Archives, Submodules);
        var folder = world.Fresh("sources");
        var numbers = Enumerable.Range(0, Archives).ToList();
        var mixed = world.Site(Path.Combine(folder, "mixed"), more: string.Concat(numbers.Select(i => Archive(world, server, folder, $"local_packed{i}"))) + Git("mod_parts", "mod_parts"));
        var plain = world.Site(Path.Combine(folder, "plain"), more: string.Concat(numbers.Select(i => Git($"local_packed{i}", $"local_packed{i}"))) + Git("mod_parts", "mod_whole"));
        Measured.Once(() => BenchWorld.Dotnet(mixed, "build"));
        Measured.Once(() => BenchWorld.Dotnet(plain, "build"));
        var (noOp, plainNoOp) = Scenario.Compare(world, () => { }, () => BenchWorld.Dotnet(mixed, "build"), () => BenchWorld.Dotnet(plain, "build"));
        var (warm, plainWarm) = Scenario.Compare(world, () => Forget(mixed, plain), () => BenchWorld.Dotnet(mixed, "build"), () => BenchWorld.Dotnet(plain, "build"));
        BenchWorld.Remove(folder);
        var what = string.Create(CultureInfo.InvariantCulture, $"{Archives} archives and {Submodules} submodules");
        return
        [
            Scenario.Row($"warm, {what}", "the same from plain git", warm, plainWarm[0], 1.1),
            Scenario.Row($"no-op, {what}", "the same from plain git", noOp, plainNoOp[0], 1.1),
            Scenario.Memory($"warm, {what}", warm),
        ];

        string Git(string component, string repository) => $"<MoodlePlugin Include=\"{component}\" Repository=\"{server.Url(repository + ".git")}\" Tag=\"v1\" />\n";
    }

    /// <summary>Thirty patches on Moodle, against the same site without them.</summary>
    public static IEnumerable<ResultRow> Patched(BenchWorld world)
    {
        var folder = world.Fresh("patches");
        var without = world.Site(Path.Combine(folder, "without"));
        Measured.Once(() => BenchWorld.Dotnet(without, "build"));
        var with = world.Site(Path.Combine(folder, "with"), more: "<MoodlePatch Include=\"patches\" />");
        Directory.CreateDirectory(Path.Combine(with.Folder, "patches"));
        var files = Directory.EnumerateFiles(without.Output, "*.php", SearchOption.AllDirectories).Where(f => world.Upstreams.Plugins.All(p => !f.StartsWith(Path.Combine(without.Output, p.Place), StringComparison.Ordinal))).Order(StringComparer.Ordinal).Where(f => File.ReadAllLines(f).Length > 20).ToList();
        for (var i = 0; i < Patches; i++)
        {
            var file = files[i * files.Count / Patches];
            File.WriteAllText(Path.Combine(with.Folder, "patches", string.Create(CultureInfo.InvariantCulture, $"{i:00}.patch")), PatchOf(file, Path.GetRelativePath(without.Output, file)));
        }

        Measured.Once(() => BenchWorld.Dotnet(with, "build"));
        var (noOp, plainNoOp) = Scenario.Compare(world, () => { }, () => BenchWorld.Dotnet(with, "build"), () => BenchWorld.Dotnet(without, "build"));
        var (warm, plainWarm) = Scenario.Compare(world, () => Forget(with, without), () => BenchWorld.Dotnet(with, "build"), () => BenchWorld.Dotnet(without, "build"));
        BenchWorld.Remove(folder);
        return
        [
            Scenario.Row($"no-op, {Patches} patches on Moodle", "without them", noOp, plainNoOp[0], 1.1),
            Scenario.Row($"warm, {Patches} patches on Moodle", "without them", warm, plainWarm[0], 1.1),
        ];
    }

    // A line more in the midst of the file.
    private static string PatchOf(string file, string path)
    {
        var lines = File.ReadAllText(file).Split('\n');
        var at = lines.Length / 2;
        var above = lines[(at - 3)..at].Select(line => $" {line}\n");
        var below = lines[at..(at + 3)].Select(line => $" {line}\n");
        return string.Create(CultureInfo.InvariantCulture, $"--- a/{path}\n+++ b/{path}\n@@ -{at - 2},6 +{at - 2},7 @@\n{string.Concat(above)}+// Of the site.\n{string.Concat(below)}");
    }

    private static string Archive(BenchWorld world, GitHttpServer server, string folder, string component)
    {
        var file = Path.Combine(folder, $"{component}.tar.gz");
        Measured.Once(() => world.Shell(server.Root, $"git -C {component}.git archive --format=tar.gz --prefix={component}-v1/ -o '{file}' v1"));
        return $"<MoodlePlugin Include=\"{component}\" Archive=\"{file}\" Sha256=\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}\" />\n";
    }

    private static void Forget(params SiteProject[] sites)
    {
        foreach (var site in sites)
        {
            BenchWorld.Remove(site.Output);
            BenchWorld.Remove(Path.Combine(site.Folder, "obj"));
        }
    }
}
