using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_site_is_composed_from_its_lock : IDisposable
{
    private readonly ComposableSite _site = new ComposableSite().Core("v4.5.10", "2024100710.00", "4.5.10 (Build: 20260216)");

    [Fact]
    public void Core_with_the_plugins_in_their_places()
    {
        _site.Plugin("mod_attendance", "mod/attendance");
        _site.Plugin("block_xp", "blocks/xp");

        var composed = _site.Compose().Value;

        Assert.Empty(_site.Findings.All);
        Assert.Equal("4.5.10", composed.MoodleRelease);
        Assert.Equal(["core", "block_xp", "mod_attendance"], composed.Versions.Components.Select(c => c.Component.ToString()));
        Assert.Equal("2024100700", composed.Versions.Find(ComposableSite.Name("mod_attendance"))!.Version.ToString());
        Assert.Equal("// mod_attendance 2024100700", Content(composed, "mod/attendance/lib.php").Split('\n')[1]);
        Assert.Equal("// block_xp 2024100700", Content(composed, "blocks/xp/lib.php").Split('\n')[1]);
        Assert.Contains("$release  = '4.5.10", Content(composed, "version.php"));
    }

    [Fact]
    public void In_the_public_layout_too()
    {
        _site.Core("v5.1.0", "2025100600.00", "5.1 (Build: 20251006)");
        _site.Plugin("mod_attendance", "public/mod/attendance");

        var composed = _site.Compose().Value;

        Assert.Contains("mod_attendance 2024100700", Content(composed, "public/mod/attendance/lib.php"));
    }

    [Fact]
    public void With_the_plugins_of_the_Configuration_alone()
    {
        _site.Plugin("mod_attendance", "mod/attendance");
        _site.Plugin("local_codechecker", "local/codechecker", configurations: ["Debug"]);

        var release = _site.Compose("Release").Value;
        var debug = _site.Compose("debug").Value;

        Assert.DoesNotContain(release.Tree.Entries, e => e.Path.StartsWith("local/codechecker/", StringComparison.Ordinal));
        Assert.Contains(debug.Tree.Entries, e => e.Path == "local/codechecker/version.php");
        Assert.NotEqual(release.Tree.Id, debug.Tree.Id);
        Assert.Null(release.Versions.Find(ComposableSite.Name("local_codechecker")));
    }

    [Fact]
    public void The_same_tree_each_time_with_the_time_of_the_newest_commit()
    {
        var plugin = _site.Plugin("mod_attendance", "mod/attendance");

        var first = _site.Compose().Value;
        var second = _site.Compose().Value;

        Assert.Equal(first.Tree.Id, second.Tree.Id);
        Assert.Equal(first.Tree.Entries.ToArray(), second.Tree.Entries.ToArray());
        var newest = new[] { _site.Moodle.Repository.Git("log", "-1", "--format=%ct", "v4.5.10"), plugin.Repository.Git("log", "-1", "--format=%ct") }.Max(long.Parse);
        Assert.Equal(newest, first.NewestCommit.ToUnixTimeSeconds());
    }

    [Fact]
    public void The_readers_stay_open_until_the_site_is_closed()
    {
        _site.Plugin("mod_attendance", "mod/attendance");

        var composed = _site.Compose().Value;
        Assert.Equal(2, _site.OpenReaders);
        composed.Objects.Dispose();

        Assert.Equal(0, _site.OpenReaders);
    }

    [Fact]
    public void Warnings_of_all_steps_come_along_and_are_silenced_by_their_items()
    {
        _site.Plugin("mod_attendance", "mod/attendance", new PluginVersion("2024100700") { Maturity = "MATURITY_BETA", Supported = (404, 404) }, noWarn: ["MOODLE1440"]);
        _site.Plugin("local_owner", "local/owner", files: r => r.Write("db/subplugins.php", "<?php $subplugins = f();"), noWarn: ["MOODLE1412"]);
        _site.Previous = new SiteVersions([new ComponentVersion(ComposableSite.Name("mod_gone"), new VersionNumber(1), null)]);

        var composed = _site.Compose().Value;

        Assert.Equal(["MOODLE1441", "MOODLE1444"], _site.Findings.All.Select(f => f.Id));
    }

    [Fact]
    public void What_Moodle_would_refuse_is_not_composed()
    {
        _site.Plugin("mod_attendance", "mod/attendance", new PluginVersion("2024100700") { Incompatible = 405, Maturity = "MATURITY_BETA" });

        var result = _site.Compose();

        Assert.Equal("MOODLE1427", Assert.Single(result.Errors).Id);
        Assert.Equal(["MOODLE1427", "MOODLE1441"], _site.Findings.All.Select(f => f.Id));
        Assert.Equal(0, _site.OpenReaders);
    }

    [Fact]
    public void Cancelling_stops_and_closes_the_readers()
    {
        _site.Plugin("mod_attendance", "mod/attendance");

        Assert.Throws<OperationCanceledException>(() => _site.Compose(cancel: new CancellationToken(canceled: true)));

        Assert.Equal(0, _site.OpenReaders);
    }

    public void Dispose() => _site.Dispose();

    private static string Content(ComposedSite composed, string path)
    {
        var entry = composed.Tree.Entries.Single(e => e.Path == path);
        return Encoding.UTF8.GetString(composed.Objects.ReaderOf(entry).ReadBlob(entry.Blob));
    }
}
