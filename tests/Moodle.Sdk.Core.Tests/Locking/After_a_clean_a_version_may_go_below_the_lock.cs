using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class After_a_clean_a_version_may_go_below_the_lock : IDisposable
{
    private readonly LockedSite _site = new();

    public After_a_clean_a_version_may_go_below_the_lock()
    {
        var upstream = _site.Upstream("mod_attendance");
        upstream.Release(new PluginVersion("2024100701") { Release = "1.0", Supported = (405, 405) }, "v1.0");
        upstream.Release(new PluginVersion("2025100701") { Release = "2.0", Requires = "2025100600", Supported = (501, 501) }, "v2.0");
    }

    [Fact]
    public async Task Of_Moodle_and_of_the_plugins_that_it_asks_for()
    {
        await BuildNewer();
        Clean();

        await _site.Restore();

        Assert.Equal(["MOODLE1448", "MOODLE1448"], _site.Findings.All.Select(f => f.Id));
        Assert.All(_site.Findings.All, f => Assert.Contains("and its output has been cleaned, which lets it pass", f.Message, StringComparison.Ordinal));
        Assert.Equal("2024100701", _site.Lock.Find(Resolution.Given.Component("mod_attendance"))!.Version.ToString());
        _site.Build();
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task But_not_before()
    {
        await BuildNewer();

        _site.Declare("mod_attendance", new CodeRequest.Tag("v1.0"));

        var errors = await _site.RestoreErrors();

        // A plain dotnet clean cleans the folder that the project itself declares.
        var clean = $"clean the output first (dotnet clean \"{_site.Project.ProjectFile}\" -o \"{_site.Output.Path}\"), or ";
        Assert.All(["MOODLE1432", "MOODLE1434"], id => Assert.Contains(clean, Assert.Single(errors, e => e.Id == id).Remedy, StringComparison.Ordinal));
        File.Delete(_site.LockPath);
        await _site.Restore();
        Assert.Contains(clean, Assert.Throws<InvalidOperationException>(() => _site.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_where_something_was_built_since()
    {
        await BuildNewer();
        Clean();
        (_site.Core, var older) = (new CodeRequest.Version("5.1"), _site.Core);
        await _site.Restore();
        _site.Build();
        Directory.Delete(_site.Output.Path, recursive: true);
        File.Delete(_site.Output.State.StateFile);
        _site.Core = older;

        var error = Assert.Single(await _site.RestoreErrors(), e => e.Id == "MOODLE1432");

        Assert.DoesNotContain("dotnet clean", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_in_a_fresh_clone()
    {
        await BuildNewer();
        Directory.Delete(_site.Folder["site", "obj"], recursive: true);
        Directory.Delete(_site.Output.Path, recursive: true);
        Clean();

        Assert.Contains(await _site.RestoreErrors(), e => e.Id == "MOODLE1432");
    }

    public void Dispose() => _site.Dispose();

    private async Task BuildNewer()
    {
        _site.Core = new CodeRequest.Version("5.1");
        _site.Declare("mod_attendance");
        await _site.Restore();
        _site.Build();
        _site.Core = new CodeRequest.Version("4.5");
    }

    private void Clean() => Assert.NotNull(Verbs.Clean.Run(_site.Output.Path, _site.Project, new(), default));
}
