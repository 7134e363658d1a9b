using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_warning_made_an_error_keeps_the_lock_as_it_was : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;

    public A_warning_made_an_error_keeps_the_lock_as_it_was()
    {
        _plugin = _site.Upstream("mod_example");
        _plugin.Release(new PluginVersion("2024110100") { Supported = (401, 402) }, "v1");
        _site.Declare("mod_example", new CodeRequest.Branch("main"));
    }

    [Fact]
    public async Task A_first_restore_writes_none()
    {
        _site.Promoted.Add("MOODLE1440");

        Assert.Equal("MOODLE1440", Assert.Single(await _site.RestoreErrors()).Id);
        Assert.False(File.Exists(_site.LockPath));

        _site.Promoted.Clear();
        Assert.True((await _site.Restore()).LockWritten);
    }

    [Fact]
    public async Task An_update_that_brings_one_moves_nothing()
    {
        await _site.Restore();
        _site.Promoted.Add("MOODLE1441");
        _plugin.Release(new PluginVersion("2024120100") { Maturity = "MATURITY_BETA" });

        Assert.Equal("MOODLE1441", Assert.Single(await _site.UpdateErrors()).Id);

        // The next run says the same: nothing was written in between.
        Assert.Equal("MOODLE1441", Assert.Single(await _site.UpdateErrors()).Id);
    }

    [Fact]
    public async Task One_that_the_item_silences_is_none()
    {
        _site.Promoted.Add("MOODLE1440");
        _site.NoWarn("mod_example", "MOODLE1440");

        Assert.True((await _site.Restore()).LockWritten);
    }

    public void Dispose() => _site.Dispose();
}
