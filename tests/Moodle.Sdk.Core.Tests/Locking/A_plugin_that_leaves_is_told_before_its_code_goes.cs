using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_plugin_that_leaves_is_told_before_its_code_goes : IDisposable
{
    private readonly LockedSite _site = new();

    public A_plugin_that_leaves_is_told_before_its_code_goes() =>
        _site.Upstream("mod_attendance").Release(new PluginVersion("2024100701") { Release = "1.0" }, "v1.0");

    [Fact]
    public async Task By_the_restore_that_takes_it_out_of_the_lock_and_by_the_build_in_the_same_words()
    {
        await Built();
        _site.Undeclare("mod_attendance");

        await _site.Restore();
        var restore = Leaving();
        _site.Build();

        Assert.Equal(restore.ToString(), Leaving().ToString());
        Assert.False(Directory.Exists(Path.Combine(_site.Output.Path, "mod", "attendance")));
        await _site.Restore();
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task By_each_restore_until_it_is_built()
    {
        await Built();
        _site.Undeclare("mod_attendance");
        await _site.Restore();

        await _site.Restore();

        Leaving();
    }

    // Where a colleague took it out, the lock fits.
    [Fact]
    public async Task By_a_restore_that_has_nothing_to_do_where_the_lock_is_newer_than_the_output()
    {
        await Built();
        _site.Undeclare("mod_attendance");
        await _site.Restore();
        var ofColleague = _site.LockText;
        _site.Declare("mod_attendance");
        await _site.Restore();
        _site.Build();
        _site.Undeclare("mod_attendance");
        _site.LockText = ofColleague;

        Assert.False((await _site.Restore()).LockWritten);

        Leaving();
    }

    [Fact]
    public async Task Without_a_lock_too()
    {
        await Built();
        _site.Undeclare("mod_attendance");
        File.Delete(_site.LockPath);

        await _site.Restore();

        Leaving();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Though_obj_is_lost_as_long_as_the_code_is_there(bool hasLock)
    {
        await Built();
        _site.Undeclare("mod_attendance");
        Directory.Delete(_site.Folder["site", "obj"], recursive: true);
        if (!hasLock)
        {
            File.Delete(_site.LockPath);
        }

        await _site.Restore();
        Leaving();
        await _site.Restore();
        Leaving();

        Directory.Delete(Path.Combine(_site.Output.Path, "mod", "attendance"), recursive: true);
        await _site.Restore();
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task And_a_site_that_makes_it_an_error_keeps_lock_and_code()
    {
        await Built();
        _site.Undeclare("mod_attendance");
        _site.Promoted.Add("MOODLE1444");

        Assert.Equal("MOODLE1444", Assert.Single(await _site.RestoreErrors()).Id);

        Assert.NotNull(_site.Lock.Find(Resolution.Given.Component("mod_attendance")));
    }

    [Fact]
    public async Task But_not_where_the_lock_was_only_written_again()
    {
        await Built();
        File.SetLastWriteTimeUtc(_site.LockPath, DateTime.UtcNow.AddMinutes(1));

        await _site.Restore();

        Assert.Empty(_site.Findings.All);
    }

    // It was added and taken out again between two builds: there is nothing to uninstall.
    [Fact]
    public async Task But_not_where_no_build_of_the_output_ever_had_it()
    {
        await _site.Restore();
        _site.Build();
        _site.Declare("mod_attendance");
        await _site.Restore();
        _site.Undeclare("mod_attendance");

        Assert.True((await _site.Restore()).LockWritten);

        Assert.Empty(_site.Findings.All);
    }

    // Nothing is known of what was built, so it may have been.
    [Fact]
    public async Task Also_where_nothing_is_known_of_any_build()
    {
        _site.Declare("mod_attendance");
        await _site.Restore();
        _site.Undeclare("mod_attendance");

        await _site.Restore();

        Leaving();
    }

    public void Dispose() => _site.Dispose();

    private async Task Built()
    {
        _site.Declare("mod_attendance");
        await _site.Restore();
        _site.Build();
        Assert.Empty(_site.Findings.All);
    }

    private Diagnostic Leaving()
    {
        var told = Assert.Single(_site.Findings.All);
        Assert.Equal("MOODLE1444", told.Id);
        Assert.Contains("--plugins=mod_attendance --run", told.Remedy, StringComparison.Ordinal);
        return told;
    }
}
