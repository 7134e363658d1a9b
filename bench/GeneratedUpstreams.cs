using System.Globalization;
using System.Text;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>Makes upstreams of the size and shape of the real ones: Moodle with several releases, and a dozen plugins with tags and branches.</summary>
public static class GeneratedUpstreams
{
    private const int ChangedInAMinorUpdate = 300;

    // A dozen well-known plugins hold 135 MB of history (theme_boost_union 8, mod_booking 36, auth_saml2 38), these about 70.
    private const int PluginReleases = 30;
    private const int CommitsPerRelease = 5;

    // Component, place, files, how the site declares it; about what a university's site holds.
    private static readonly (string Component, string Place, int Files, string Request)[] Plugins =
    [
        ("mod_attendance", "mod/attendance", 260, "Branch=\"MOODLE_405_STABLE\""),
        ("theme_union", "theme/union", 620, "Version=\"4.5-r*\""),
        ("block_points", "blocks/points", 340, "Tag=\"4.5-r30\""),
        ("mod_certificate", "mod/certificate", 300, ""),
        ("mod_booking", "mod/booking", 900, "Version=\"4.5-r*\""),
        ("format_tiles", "course/format/tiles", 240, ""),
        ("auth_federation", "auth/federation", 520, "Tag=\"4.5-r30\""),
        ("qtype_code", "question/type/code", 420, ""),
        ("report_queries", "report/queries", 70, "Tag=\"4.5-r30\""),
        ("block_sharing", "blocks/sharing", 150, "Version=\"4.5-r*\""),
        ("tool_lifecycle", "admin/tool/lifecycle", 210, ""),
        ("local_enrolment", "local/enrolment", 60, "Tag=\"4.5-r30\""),
    ];

    /// <summary>Makes those below a folder that are not there already.</summary>
    /// <param name="folder">The folder that a server serves.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="shape">The files of Moodle.</param>
    /// <param name="count">How many plugins: the dozen, then others like them.</param>
    public static BenchUpstreams Make(string folder, string address, IReadOnlyList<ShapedFile> shape, int count)
    {
        var plugins = Enumerable.Range(0, count).Select(i => (Plugin: Plugins[i % Plugins.Length], Suffix: i < Plugins.Length ? "" : $"{(i / Plugins.Length) + 1}"))
            .Select(p => p.Plugin with { Component = p.Plugin.Component + p.Suffix, Place = p.Plugin.Place + p.Suffix })
            .ToList();
        MakeOnce(Path.Combine(folder, "moodle.git"), repository => MakeMoodle(repository, shape));
        foreach (var (plugin, i) in plugins.Select((p, i) => (p, i)))
        {
            MakeOnce(Path.Combine(folder, $"{plugin.Component}.git"), repository => MakePlugin(repository, plugin.Component, plugin.Files, i));
        }

        return new BenchUpstreams(
            $"{address}/moodle.git",
            "4.5.6",
            "4.5.5",
            [.. plugins.Select(p => new BenchPlugin(p.Component, $"{address}/{p.Component}.git", p.Place, p.Request.StartsWith("Branch", StringComparison.Ordinal) ? "MOODLE_405_STABLE" : "4.5-r30", p.Request))]);
    }

    /// <summary>Makes the upstream of a plugin that sets no tags, with so many commits on its default branch and a new version with every fourth.</summary>
    public static void MakeLongHistory(string folder, int commits) => MakeOnce(folder, part =>
    {
        var repository = TestRepository.Create(part, "main");
        foreach (var file in Shape.Plugin(new Random(1), 200))
        {
            repository.Write(file.Path, CodeText.For(file.Path, file.Size, 0));
        }

        repository.Write("lang/en/long.php", "<?php\n$string['pluginname'] = 'Plugin';\n");
        repository.Commits(commits, n =>
        {
            repository.Write($"classes/part{n % 50}.php", $"<?php // {n}\n");
            if (n % 4 == 0)
            {
                repository.Write("version.php", new PluginVersion(VersionAt(n)) { Supported = (405, 405), Release = $"4.5.{n}" }.ToPhp("mod_long"));
            }
        });
        repository.Branch("MOODLE_404_STABLE", $"main~{commits / 2}");
        repository.Write("fix.php", "<?php\n").Commit();
        repository.Git("gc", "-q");
    });

    /// <summary>The files of a plugin.</summary>
    public static IEnumerable<(string Path, byte[] Content)> Plugin(string component, int files) =>
        Library(component, files).Prepend(("version.php", Encoding.ASCII.GetBytes(new PluginVersion("2024100701") { Supported = (405, 405) }.ToPhp(component))));

    /// <summary>Makes plugins to be packed, and mod_parts, which has its libraries as submodules, also whole, as mod_whole.</summary>
    public static void MakeSources(string folder, int packed, int submodules)
    {
        const int files = 300;
        foreach (var component in Enumerable.Range(0, packed).Select(i => $"local_packed{i}"))
        {
            MakeRelease($"{component}.git", Plugin(component, files));
        }

        var names = Enumerable.Range(0, submodules).Select(i => $"part{i}").ToList();
        names.ForEach(name => MakeRelease($"{name}.git", Library(name, files)));
        MakeRelease("mod_whole.git", Plugin("mod_parts", files).Concat(names.SelectMany(name => Library(name, files).Select(file => ($"{name}/{file.Path}", file.Content)))));
        MakeRelease("mod_parts.git", Plugin("mod_parts", files), repository =>
        {
            repository.Write(".gitmodules", string.Concat(names.Select(name => $"[submodule \"{name}\"]\n\tpath = {name}\n\turl = ../{name}.git\n")));
            names.ForEach(name => repository.Submodule(name, IsolatedGit.Run(Path.Combine(folder, $"{name}.git"), "rev-parse", "main")));
        });

        void MakeRelease(string name, IEnumerable<(string Path, byte[] Content)> content, Action<TestRepository>? more = null) => MakeOnce(Path.Combine(folder, name), part =>
        {
            var repository = TestRepository.Create(part, "main");
            foreach (var file in content)
            {
                repository.Write(file.Path, file.Content);
            }

            more?.Invoke(repository);
            repository.Commit();
            repository.Tag("v1").Git("gc", "-q");
        });
    }

    private static IEnumerable<(string Path, byte[] Content)> Library(string name, int files) =>
        Shape.Plugin(new Random(files), files).Select(file => (file.Path, CodeText.For(name + file.Path, file.Size)));

    /// <summary>The version that a commit of it has, counted from the first.</summary>
    public static string VersionAt(int commit) => string.Create(CultureInfo.InvariantCulture, $"{2014010000 + (commit / 4)}");

    /// <summary>Makes a repository unless it is there, whole or not at all.</summary>
    internal static void MakeOnce(string folder, Action<string> make)
    {
        if (!Directory.Exists(folder))
        {
            BenchWorld.Remove(folder + ".part");
            make(folder + ".part");
            Directory.Move(folder + ".part", folder);
        }
    }

    private static void MakeMoodle(string folder, IReadOnlyList<ShapedFile> shape)
    {
        var repository = TestRepository.Create(folder, "main");
        for (var minor = 4; minor <= 6; minor++)
        {
            var release = string.Create(CultureInfo.InvariantCulture, $"4.5.{minor} (Build: 2025081{minor})");
            var own = MoodleFiles.All($"202410070{minor}.00", release, "405", "MATURITY_STABLE").ToDictionary(f => f.Path, f => f.Content);
            foreach (var (path, content) in own)
            {
                repository.Write(path, content);
            }

            // Spread over the tree, as a minor release's fixes are.
            var step = Math.Max(1, shape.Count / ChangedInAMinorUpdate);
            foreach (var (file, i) in shape.Select((f, i) => (f, i)).Where(f => (minor == 4 || f.i % step == minor) && !own.ContainsKey(f.f.Path)))
            {
                repository.Write(file.Path, Content(file, minor == 4 ? 0 : minor), file.Executable);
            }

            repository.Commit($"Moodle release 4.5.{minor}");
            repository.Tag($"v4.5.{minor}");
        }

        repository.Branch("MOODLE_405_STABLE");
        repository.Git("gc", "-q");
    }

    private static void MakePlugin(string folder, string component, int files, int seed)
    {
        var repository = TestRepository.Create(folder, "main");
        var random = new Random(seed);
        var shape = Shape.Plugin(random, files);
        for (var release = 1; release <= PluginReleases; release++)
        {
            for (var commit = 0; commit < CommitsPerRelease; commit++)
            {
                foreach (var file in shape.Where(_ => (release == 1 && commit == 0) || random.Next(10) == 0))
                {
                    // Half of the changes edit a file, the others rewrite it.
                    var rewritten = random.Next(2) == 0 ? $"{component}{file.Path}{release}" : component + file.Path;
                    repository.Write(file.Path, CodeText.For(rewritten, file.Size, (release * 10) + commit));
                }

                repository.Write("version.php", new PluginVersion($"20241007{release:00}") { Release = $"4.5-r{release}", Supported = (405, 405) }.ToPhp(component));
                repository.Write($"lang/en/{(component.StartsWith("mod_", StringComparison.Ordinal) ? component[4..] : component)}.php", "<?php\n$string['pluginname'] = 'Plugin';\n");
                repository.Commit($"Change {release}.{commit}");
            }

            repository.Tag($"4.5-r{release}");
        }

        repository.Branch("MOODLE_405_STABLE");
        repository.Git("gc", "-q");
    }

    // Files that a Moodle is read by must make sense; the rest is text of the right size.
    private static byte[] Content(ShapedFile file, int salt) => Path.GetFileName(file.Path) switch
    {
        "subplugins.json" => "{\"plugintypes\": {}}"u8.ToArray(),
        ".gitattributes" or ".gitignore" => "# none\n"u8.ToArray(),
        "version.php" => Encoding.ASCII.GetBytes("<?php\ndefined('MOODLE_INTERNAL') || die();\n$plugin->version = 2024100700;\n$plugin->component = '" + Path.GetFileName(Path.GetDirectoryName(file.Path)) + "';\n"),
        _ => CodeText.For(file.Path, file.Size, salt),
    };
}
