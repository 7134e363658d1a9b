using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_build_sees_whether_the_lock_fits : IAsyncLifetime
{
    private readonly LockedSite _site = new();

    public async Task InitializeAsync()
    {
        _site.Upstream("mod_example").Release("2024110100", "v1");
        _site.Declare("mod_example");
        await _site.Restore();
    }

    [Fact]
    public void A_lock_that_fits_has_nothing_stale() => Assert.Empty(Check());

    [Fact]
    public void What_does_not_decide_a_commit_does_not_matter()
    {
        _site.Declare("mod_example", null, null, "Release");
        Assert.Empty(Check());
    }

    [Fact]
    public void Another_request_repository_plugin_or_Moodle_does()
    {
        _site.Core = new CodeRequest.Version("5.*");
        _site.Declare("mod_example", new CodeRequest.Tag("v1"), "fork").Declare("mod_new");

        Assert.Equal(
            [
                ("core", StaleKind.Declaration, "was locked for 'version 4.5' and is now declared as 'version 5.*'"),
                ("mod_example", StaleKind.Declaration, $"was locked for 'compatible with 4.5' and is now declared as 'tag v1 of {((Source.Git)_site.Declaration.Plugins[0].Source).Upstream}'"),
                ("mod_new", StaleKind.Declaration, "is not in the lock"),
            ],
            Check().Select(s => (s.Component.ToString(), s.Kind, s.Why)));

        var error = LockDiagnostics.Stale(_site.Declaration, _site.LockPath, Check());
        Assert.Equal(("MOODLE1313", "MoodleVersion"), (error.Id, error.Origin!.Element));
        Assert.Equal("mod_new", LockDiagnostics.Stale(_site.Declaration, _site.LockPath, Check().Skip(2)).Origin!.Include);
        Assert.Contains("mod_new is not in the lock", error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_is_no_longer_declared_does()
    {
        _site.Undeclare("mod_example");

        Assert.Equal(StaleKind.Undeclared, Assert.Single(Check()).Kind);
    }

    [Fact]
    public void A_missing_lock_asks_for_a_restore()
    {
        var error = LockDiagnostics.Missing(_site.Declaration.Core.Origin, _site.LockPath);

        Assert.Equal("MOODLE1312", error.Id);
        Assert.Contains("dotnet restore", error.Remedy, StringComparison.Ordinal);
    }

    public Task DisposeAsync()
    {
        _site.Dispose();
        return Task.CompletedTask;
    }

    private IReadOnlyList<StaleComponent> Check() => LockFreshness.Check(_site.Declaration, _site.Lock);
}
