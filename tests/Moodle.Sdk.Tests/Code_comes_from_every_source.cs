using System.Security.Cryptography;
using System.Text.Json;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Code_comes_from_every_source : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public Code_comes_from_every_source()
    {
        _site = _world.Site();
        var library = TestRepository.Create(_world.At("upstreams", "library.git")).Write("player.php", "<?php // player\n").Commit();
        var hvp = _world.Plugin("mod_hvp");
        hvp.Repository.Write(".gitmodules", "[submodule \"library\"]\n\tpath = library\n\turl = ../library.git\n").Submodule("library", library);
        hvp.Release("2024100701", "v1");
        var packed = _world.Plugin("report_packed");
        packed.Release("2024100701", "v1");
        var archive = Path.Combine(_site.Folder, "packed.zip");
        IsolatedGit.Run(packed.Repository.Folder, "archive", "--format=zip", "--prefix=moodle-report_packed-1/", "-o", archive, "v1");
        Write("version.php", new PluginVersion("2024100701").ToPhp("local_campus"));
        Write("lang/en/local_campus.php", "<?php\n$string['pluginname'] = 'Campus';\n");
        Write("lib.php", "<?php // first\n");
        _site.Declare(
            _world.Properties("4.5.10"),
            $"""
            {_world.Item("mod_hvp", "Tag=\"v1\"").TrimEnd()}
                <MoodlePlugin Include="report_packed" Archive="packed.zip" Sha256="{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive)))}" />
                <MoodlePlugin Include="local_campus" Path="campus" />
            """);
    }

    [Fact]
    public void Git_with_submodules_an_archive_and_a_folder_that_is_worked_on()
    {
        Succeed("restore");
        Succeed("build", "--no-restore");
        Assert.Equal("<?php // player\n", Built("mod/hvp/library/player.php"));
        Assert.Equal("<?php\n// report_packed 2024100701\n", Built("report/packed/lib.php"));
        Assert.Equal("<?php // first\n", Built("local/campus/lib.php"));

        Write("lib.php", "<?php // second\n");
        Succeed("build");
        Assert.Equal("<?php // second\n", Built("local/campus/lib.php"));

        _world.Server.ResetCounts();
        var written = Times();
        Succeed("build");
        Assert.Equal(written, Times());
        Assert.Equal(0, _world.Server.Requests);

        Told.Exactly([(8, "error MOODLE1174: The folder of local_campus, campus, lies in no git repository")], _site.Run("publish"));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin", "artifacts")));
        Succeed("publish", "-p:MoodleAllowDirty=true");
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(_site.Folder, "obj", "moodle", "site", "publish.json")));
        Assert.Equal("local_campus", Assert.Single(published.RootElement.EnumerateArray()).GetProperty("Dirty").GetString());
    }

    /// <summary>Its first build takes one edit at most: the second that is seen was followed. Edits go on until then, for two minutes, more than any machine needs.</summary>
    [Fact]
    public void Dotnet_watch_build_follows_the_folder()
    {
        Succeed("build");
        var seen = new HashSet<string> { Built("local/campus/lib.php") };
        using var watch = _site.StartInFolder("watch", "build");

        for (var edit = 1; edit <= 60 && seen.Count < 3; edit++)
        {
            Write("lib.php", $"<?php // edit {edit}\n");
            watch.Process.WaitForExit(2000);
            seen.Add(Built("local/campus/lib.php"));
        }

        watch.Kill();
        Assert.True(seen.Count == 3, watch.Wait().Output);
    }

    [Fact]
    public void Dotnet_watch_follows_nothing_that_a_build_writes_where_the_folder_holds_the_project()
    {
        _site.Declare(_world.Properties("4.5.10") + "<OutputPath>www/</OutputPath>", "<MoodlePlugin Include=\"local_campus\" Path=\"../site\" />");
        foreach (var written in new[] { "bin/x", "obj/moodle/x", "www/version.php", "campus/bin/x" })
        {
            Write("../" + written, "");
        }

        var watched = _site.Run("msbuild", "-t:_CollectMoodleWatchItems", "-getItem:Watch").StandardOutput;

        using var items = JsonDocument.Parse(watched);
        Assert.Equal(
            ["campus/bin/x", "campus/lang/en/local_campus.php", "campus/lib.php", "campus/version.php", "nuget.config", "packed.zip", "site.moodleproj"],
            items.RootElement.GetProperty("Items").GetProperty("Watch").EnumerateArray().Select(i => Path.GetRelativePath(_site.Folder, i.GetProperty("FullPath").GetString()!).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _world.Dispose();

    private void Succeed(string verb, params string[] arguments)
    {
        var result = _site.Run(verb, arguments);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Empty(result.Diagnostics);
    }

    private string Built(string path) => File.ReadAllText(Path.Combine(_site.Output, path));

    private Dictionary<string, DateTime> Times() => Directory.EnumerateFiles(_site.Output, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_site.Folder, "campus", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
