using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

public sealed class A_choice_never_goes_below_what_the_site_has : IDisposable
{
    private readonly PluginRepository _it = new();

    public A_choice_never_goes_below_what_the_site_has()
    {
        _it.Upstream.Release(new PluginVersion("2024110100") { Release = "1.0" }, "v1");
        _it.Upstream.Release(new PluginVersion("2024120100") { Release = "2.0" }, "v2");
    }

    [Fact]
    public async Task The_commit_stays_where_the_rule_would_take_a_lower_version()
    {
        var held = _it.Held("v2", "2024120100");
        _it.Git.DeleteRef("refs/tags/v2").DeleteRef("refs/heads/main");

        var resolved = await _it.Resolve(held: held);

        Assert.Equal(held.Commit!.ToString(), ((Moodle.Sdk.Sources.CodeOrigin.Git)resolved.Opened.Code.From).Commit.Id.ToString());
        Assert.Equal("refs/tags/v2", resolved.Reference);
        Assert.Equal("stays at what the site has: the rule would take tag v1, whose version 2024110100 is lower", resolved.Reason);
        Assert.Equal("mod_example stays at 2024120100, which the site has: the rule would take tag v1, whose version 2024110100 is lower.", resolved.Note);
    }

    [Fact]
    public async Task It_stays_too_where_nothing_fits_any_more()
    {
        var held = _it.Held("v2", "2024120100");
        _it.Git.DeleteRef("refs/tags/v2").DeleteRef("refs/tags/v1");
        _it.Upstream.Release(new PluginVersion("2025050100") { Requires = "2025041400" });

        var resolved = await _it.Resolve(held: held);

        Assert.Equal("2024120100", resolved.Opened.Version.Version.Value.ToString());
        Assert.Equal("mod_example stays at 2024120100, which the site has: none of the 0 tags and 1 branch holds a stable version that fits Moodle 4.5 (2024100710).", resolved.Note);
    }

    [Fact]
    public async Task Unless_it_does_not_fit_either()
    {
        _it.Git.DeleteRef("refs/tags/v2").DeleteRef("refs/tags/v1");
        _it.Upstream.Release(new PluginVersion("2025050100") { Requires = "2025041400" });

        var error = Assert.Single((await _it.TryResolve(held: _it.Held("refs/heads/main", "2025050100"))).Errors);

        Assert.Equal("MOODLE1211", error.Id);
    }

    [Fact]
    public async Task The_item_may_allow_it_to_go_down()
    {
        var held = _it.Held("v2", "2024120100");
        _it.Git.DeleteRef("refs/tags/v2").DeleteRef("refs/heads/main");
        _it.AllowDowngrade = true;

        Assert.Equal("refs/tags/v1", (await _it.Resolve(held: held)).Reference);
    }

    [Theory]
    [InlineData("*.0", "refs/tags/v2")]
    [InlineData("[2024000000,)", "refs/tags/v2")]
    [InlineData("1.*", "refs/tags/v1")]
    [InlineData("[2024000000,2024120000)", "refs/tags/v1")]
    public async Task A_glob_or_range_keeps_only_what_it_asks_for(string version, string reference)
    {
        var held = _it.Held("v2", "2024120100", "2.0");
        _it.Git.DeleteRef("refs/tags/v2").DeleteRef("refs/heads/main");

        Assert.Equal(reference, (await _it.Resolve(new CodeRequest.Version(version), held)).Reference);
    }

    [Fact]
    public async Task An_exact_reference_is_taken_as_it_is() =>
        Assert.Equal("refs/tags/v1", (await _it.Resolve(new CodeRequest.Tag("v1"), _it.Held("v2", "2024120100"))).Reference);

    [Fact]
    public async Task A_higher_version_is_taken_without_a_word()
    {
        var resolved = await _it.Resolve(held: _it.Held("v1", "2024110100"));

        Assert.Equal("refs/tags/v2", resolved.Reference);
        Assert.Null(resolved.Note);
    }

    [Fact]
    public async Task Where_only_the_record_of_an_output_is_known_another_commit_of_its_number_is_better_than_a_lower_one()
    {
        _it.Git.DeleteRef("refs/heads/main").DeleteRef("refs/tags/v2");
        _it.Upstream.Branch("main", "v1").Release(new PluginVersion("2024120100") { Release = "2.0" });

        Assert.Equal("refs/tags/v1", (await _it.Resolve()).Reference);
        Assert.Equal("refs/heads/main", (await _it.Resolve(held: new HeldVersion(Number("2024120100"), "2.0", null, null))).Reference);
    }

    public void Dispose() => _it.Dispose();
}
