using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Tests;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources;

/// <summary>Git lets tags name anything; some projects tag a file with the key that signs their releases.</summary>
public sealed class A_tag_may_lead_to_no_commit : IDisposable
{
    private static readonly Origin Declared = new("/site/site.moodleproj", "MoodlePlugin", "mod_x");

    private readonly Findings _findings = new();
    private readonly CacheFixture _it = new(GitEngine.Git);
    private readonly string _key;

    public A_tag_may_lead_to_no_commit()
    {
        _key = _it.Plugin.Repository.RawBlob("a key\n");
        _it.Plugin.Repository.Git("tag", "-a", "-m", "key", "key", _key);
    }

    [Theory]
    [InlineData(GitEngine.Git, true)]
    [InlineData(GitEngine.Git, false)]
    [InlineData(GitEngine.LibGit2, true)]
    public async Task It_is_passed_over_among_candidates(GitEngine engine, bool filters)
    {
        _it.Served.AllowsFilters = filters;
        var cache = _it.Cache(engine: engine);
        using var upstreams = new Upstreams(cache, _findings);
        var refs = (await cache.ListRefsAsync(_it.Upstream, default)).Value!;

        var objects = (await upstreams.FetchFileAsync(_it.Upstream, ExactReference.Targets(refs.All), "version.php", Declared, default)).Value;
        var candidates = PluginCandidate.Read(objects, refs.All, default);

        Assert.Equal(["branch main", "tag v1", "tag v2", "tag v3"], candidates.Select(c => c.Name));
        Assert.Empty(upstreams.Damaged);
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task Asked_for_itself_it_is_told_and_harms_nothing(GitEngine engine)
    {
        for (var time = 0; time < 2; time++)
        {
            using var upstreams = new Upstreams(_it.Cache(engine: engine), _findings);

            var error = Assert.Single((await new ExactReference(_it.Upstream, new CoreDeclaration(new Source.Git(_it.Upstream, new CodeRequest.Compatible()), Declared), upstreams, default).FindAsync(new CodeRequest.Tag("key"))).Errors);

            Assert.Equal("MOODLE1105", error.Id);
            Assert.Contains($"{_key}, neither by its id nor through tag key", error.Message);
            Assert.Empty(upstreams.Damaged);
        }

        Assert.Empty(_findings.All);
    }

    [Fact]
    public async Task A_short_commit_id_is_found_beside_it()
    {
        using var upstreams = new Upstreams(_it.Cache(), _findings);

        var found = await new ExactReference(_it.Upstream, new CoreDeclaration(new Source.Git(_it.Upstream, new CodeRequest.Compatible()), Declared), upstreams, default).FindAsync(new CodeRequest.Commit(_it.V2[..8]));

        Assert.Equal(ObjectId.Parse(_it.V2), found.Value.Commit.Id);
    }

    public void Dispose() => _it.Dispose();
}
