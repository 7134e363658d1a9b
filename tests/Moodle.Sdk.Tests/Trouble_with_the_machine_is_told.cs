using System.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Trouble_with_the_machine_is_told : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly List<string> _mounted = [];

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void A_server_that_is_down_refuses_or_fails(string engine)
    {
        using var site = _world.Site();
        site.GitEngine = engine;
        _world.Server["mod_a401.git"].Fail(ServerFault.Status(401));
        _world.Server["mod_b403.git"].Fail(ServerFault.Status(403));
        _world.Server["mod_d500.git"].Fail(ServerFault.Status(500));
        site.Declare(
            _world.Properties("4.5.10"),
            _world.Item("mod_a401") + _world.Item("mod_b403") + _world.Item("mod_c404") + _world.Item("mod_d500")
            + "<MoodlePlugin Include=\"mod_edown\" Repository=\"http://127.0.0.1:1/mod_edown.git\" />");

        var build = site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Told.Exactly(
            [
                (6, "error MOODLE1102: http://127.0.0.1/mod_a401.git does not let us in, or does not exist: it wants credentials (401 Unauthorized), and there are none"),
                (7, "error MOODLE1102: http://127.0.0.1/mod_b403.git does not let us in, or does not exist: it answers 403 Forbidden"),
                (8, "error MOODLE1103: There is no git repository at http://127.0.0.1/mod_c404.git: it answers 404 Not Found"),
                (9, "error MOODLE1101: http://127.0.0.1/mod_d500.git does not give what it is asked for: it answers 500 Internal Server Error"),
                (10, "error MOODLE1101: http://127.0.0.1/mod_edown.git does not answer: "),
            ],
            build);
        Assert.All(build.Diagnostics.Where(d => d.Contains("MOODLE1102", StringComparison.Ordinal)), d => Assert.Contains("Set the environment variable MOODLE_GIT_TOKEN_127_0_0_1", d, StringComparison.Ordinal));
        Assert.False(File.Exists(site.LockFile));
        Assert.Equal((1, 1), (_world.Server["mod_b403.git"].Listings, _world.Server["mod_c404.git"].Listings));
        Assert.Equal(3, _world.Server["mod_d500.git"].Listings);
    }

    [Fact]
    public void A_server_that_says_nothing_or_too_much_is_told_at_its_line_and_a_further_try_is_announced()
    {
        using var site = _world.Site();
        site.GitEngine = "git";
        _world.Server["mod_hang.git"].Fail(ServerFault.Hang);
        _world.Server["mod_d500.git"].Fail(ServerFault.Status(500));
        var moodle = _world.Server["mod_tags.git"];
        moodle.Answers = request => System.Text.Encoding.ASCII.GetBytes(request.Length == 0
            ? "000eversion 2\n000cls-refs\n0012fetch=shallow\n0000"
            : string.Concat(Enumerable.Range(1, 100_002).Select(i => $"003e{i:x40} refs/tags/{i:d6}\n")) + "0000");
        Directory.CreateDirectory(Path.Combine(_world.Server.Root, "mod_tags.git"));
        site.Declare(_world.Properties("4.5.10"), _world.Item("mod_hang") + _world.Item("mod_d500") + _world.Item("mod_tags"));

        var build = site.Run("build", "-p:MoodleNetworkTimeout=2", "-tl:off");

        Told.Exactly(
            [
                (6, "error MOODLE1125: http://127.0.0.1/mod_hang.git does not go on: nothing came for 2 seconds"),
                (7, "error MOODLE1101: http://127.0.0.1/mod_d500.git does not give what it is asked for: it answers 500 Internal Server Error"),
                (8, "error MOODLE1126: http://127.0.0.1/mod_tags.git is refused, since no repository of a Moodle or a plugin has as much: more than 100,000 branches and tags"),
            ],
            build);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(build.Output, "mod_d500.git is asked again: it answers 500"));
        Assert.Equal((1, 3), (_world.Server["mod_hang.git"].Listings, _world.Server["mod_d500.git"].Listings));
    }

    [Theory]
    [InlineData("build", "1618")]
    [InlineData("publish", "1703")]
    public void A_damaged_blob_in_the_cache_is_told_once_and_fetched_anew(string verb, string code)
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        // A published folder that is there already: only the archive has to read the blob.
        Assert.Equal(0, site.Run("publish", "-p:MoodleArchiveFormats=").ExitCode);
        Damage("mod_attendance", _world.Attendance.Repository.Git("rev-parse", "v1.1:lib.php"));

        var first = site.Run(verb);
        var second = site.Run(verb);

        Assert.NotEqual(0, first.ExitCode);
        Assert.Contains($"error MOODLE{code}: ", Assert.Single(first.Diagnostics), StringComparison.Ordinal);
        Assert.True(second.ExitCode == 0, second.Output);
    }

    [Fact]
    public void A_cache_that_lacks_what_is_locked_while_offline_and_at_build()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        TempFolder.Delete(site.GitCache);

        var offline = site.Run("build", "-p:MoodleOffline=true");
        Assert.NotEqual(0, offline.ExitCode);
        Assert.Equal(3, offline.Diagnostics.Count);
        Assert.All(offline.Diagnostics, d => Assert.Contains("error MOODLE1106: ", d, StringComparison.Ordinal));
        Assert.Contains(offline.Diagnostics, d => d.Contains("mod_attendance is not complete in the git cache", StringComparison.Ordinal) && d.Contains(_world.Attendance.Repository.Resolve("v1.1"), StringComparison.Ordinal));

        _world.Server.ResetCounts();
        var build = site.Run("build", "--no-restore");
        Assert.NotEqual(0, build.ExitCode);
        Assert.All(build.Diagnostics, d => Assert.Contains("dotnet restore", d, StringComparison.Ordinal));
        Assert.NotEmpty(build.Diagnostics);
        Assert.Equal(0, _world.Server.Requests);
        Assert.False(Directory.Exists(site.Output));
    }

    [Fact]
    public void A_file_where_the_cache_or_the_output_should_be()
    {
        using var site = _world.DeclaredSite();
        site.GitCache = _world.At("file");
        File.WriteAllText(site.GitCache, "");

        var cache = site.Run("build");

        Assert.NotEqual(0, cache.ExitCode);
        Assert.NotEmpty(cache.Diagnostics);
        Assert.All(cache.Diagnostics, d => Assert.Contains($"error MOODLE1108: The git cache {site.GitCache} cannot be read or written: ", d, StringComparison.Ordinal));

        site.GitCache = _world.GitCache;
        Directory.CreateDirectory(Path.GetDirectoryName(site.Output)!);
        File.WriteAllText(site.Output, "mine");
        var output = site.Run("build");
        Assert.NotEqual(0, output.ExitCode);
        Assert.Contains("error MOODLE1604: '" + site.Output, Assert.Single(output.Diagnostics), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(site.Output));
    }

    [FactThatNeeds(Needs.Mounts)]
    public void An_output_and_a_cache_that_cannot_be_written()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        var closed = _world.At("closed");
        Mount(closed, "ro");

        var output = site.Run("build", "-o", Path.Combine(closed, "site"));
        Assert.NotEqual(0, output.ExitCode);
        Assert.Contains($"error MOODLE1613: '{closed}", Assert.Single(output.Diagnostics), StringComparison.Ordinal);

        site.GitCache = Path.Combine(closed, "cache");
        File.Delete(site.LockFile);
        var cache = site.Run("build");
        Assert.NotEqual(0, cache.ExitCode);
        Assert.NotEmpty(cache.Diagnostics);
        Assert.All(cache.Diagnostics, d => Assert.Contains($"error MOODLE1108: The git cache {site.GitCache} cannot be read or written: ", d, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_where_answers_under_obj_should_be() => AssertNoAnswer(answers => File.WriteAllText(answers, ""), "1621");

    [TheoryThatNeeds(Needs.Mounts)]
    [InlineData("ro", "1613")]
    [InlineData("nr_inodes=1", "1611")]
    public void An_answer_under_obj_that_cannot_be_written(string options, string code) => AssertNoAnswer(answers => Mount(answers, options), code);

    [TheoryThatNeeds(Needs.Mounts)]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void A_full_disk_and_with_room_again_the_build_ends_right(string engine)
    {
        using var site = _world.DeclaredSite();
        site.GitEngine = engine;
        var small = _world.At("small");
        Mount(small, "size=64k");

        site.GitCache = Path.Combine(small, "cache");
        var cache = site.Run("build");
        Assert.NotEqual(0, cache.ExitCode);
        Assert.NotEmpty(cache.Diagnostics);
        Assert.All(cache.Diagnostics, d => Assert.Contains($"error MOODLE1110: There is no room left on the disk of the git cache {site.GitCache}.", d, StringComparison.Ordinal));

        TempFolder.Delete(site.GitCache);
        site.GitCache = _world.GitCache;
        var output = Path.Combine(small, "site");
        var full = site.Run("build", "-o", output);
        Assert.NotEqual(0, full.ExitCode);
        Assert.Contains($"error MOODLE1611: '{small}", Assert.Single(full.Diagnostics), StringComparison.Ordinal);

        var begun = Assert.Single(Directory.GetDirectories(small));
        Assert.NotEmpty(Directory.GetFileSystemEntries(begun));

        Run("mount", "-o", "remount,size=16m", small);
        var again = site.Run("build", "-o", output);
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(_world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1")), site.OutputFiles(output));
        Assert.Equal([".site.moodle-owner", "site"], Directory.GetFileSystemEntries(small).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [TheoryThatNeeds(Needs.Root)]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void A_cache_of_another_user_serves_root_and_is_never_a_stack_trace(string engine)
    {
        using var site = _world.DeclaredSite();
        site.GitEngine = engine;
        Assert.Equal(0, site.Run("restore").ExitCode);
        Assert.True(Run("chown", "-R", "12345", site.GitCache));

        _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2", Supported = (405, 405) }, "v1.2");
        var update = site.Run("build", "-t:Update");
        Assert.True(update.ExitCode == 0, update.Output);
        var build = site.Run("build");
        Assert.True(build.ExitCode == 0, build.Output);
    }

    public void Dispose()
    {
        foreach (var folder in _mounted)
        {
            Run("umount", "-l", folder);
        }

        _world.Dispose();
    }

    private void AssertNoAnswer(Action<string> prevent, string code)
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        var answers = Path.Combine(site.Folder, "obj", "moodle", "site");
        Directory.Delete(answers, recursive: true);
        prevent(answers);

        var build = site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains($"error MOODLE{code}: '{Path.Combine(answers, "build.json")}' ", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
    }

    // A memory file system of its own: permissions do not keep root from writing, and nobody wants to fill a real disk.
    private void Mount(string folder, string options)
    {
        Directory.CreateDirectory(folder);
        Assert.True(Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder));
        _mounted.Add(folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private void Damage(string upstream, string blob)
    {
        var folder = Assert.Single(Directory.GetDirectories(_world.GitCache, $"*{upstream}*.git"));
        var pack = Assert.Single(Directory.GetFiles(Path.Combine(folder, "objects", "pack"), "*.pack"));
        // Lines of: id, kind, size, size in the pack, offset.
        var fields = _world.Moodle.Repository.Git("verify-pack", "-v", pack).Split('\n').Single(l => l.StartsWith(blob, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var bytes = File.ReadAllBytes(pack);
        bytes[int.Parse(fields[4], null) + int.Parse(fields[3], null) - 5] ^= 0xFF;
        File.SetAttributes(pack, FileAttributes.Normal);
        File.WriteAllBytes(pack, bytes);
    }
}
