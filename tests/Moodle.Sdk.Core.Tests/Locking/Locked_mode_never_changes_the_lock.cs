using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class Locked_mode_never_changes_the_lock : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;

    public Locked_mode_never_changes_the_lock()
    {
        _plugin = _site.Upstream("mod_example");
        _plugin.Release("2024110100", "v1");
        _site.Declare("mod_example");
    }

    [Fact]
    public async Task A_missing_lock_is_an_error_without_network()
    {
        var error = Assert.Single(await _site.RestoreErrors(locked: true));

        Assert.Equal("MOODLE1308", error.Id);
        Assert.Contains(_site.LockPath, error.Message, StringComparison.Ordinal);
        Assert.Empty(_site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task A_lock_that_fits_is_fine()
    {
        await _site.Restore();

        Assert.False((await _site.Restore(locked: true)).LockWritten);
    }

    [Fact]
    public async Task A_lock_that_would_change_is_an_error_that_names_what_would_without_network()
    {
        await _site.Restore();
        _site.Cache.TakeNetwork();
        _site.Upstream("mod_new");
        _site.Declare("mod_new").Declare("mod_example", new CodeRequest.Tag("v1"));

        var error = Assert.Single(await _site.RestoreErrors(locked: true));

        Assert.Equal("MOODLE1309", error.Id);
        Assert.Contains(
            "mod_example was locked for 'compatible with 4.5' and is now declared as 'tag v1'; mod_new is not in the lock.", error.Message, StringComparison.Ordinal);
        Assert.Contains("without --locked-mode", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task So_is_one_with_a_component_too_many()
    {
        await _site.Restore();
        _site.Undeclare("mod_example");

        Assert.Contains("mod_example is in the lock but no longer declared", Assert.Single(await _site.RestoreErrors(locked: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_update_it_tells_what_would_move()
    {
        await _site.Restore();
        Assert.Empty((await _site.Restore(locked: true, force: true)).Moves);
        _plugin.Release("2024120100", "v2");

        var error = Assert.Single(await _site.RestoreErrors(locked: true, force: true));

        Assert.Equal("MOODLE1309", error.Id);
        Assert.Contains("mod_example 2024110100 (v1) -> 2024120100 (v2)", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _site.Dispose();
}
