using System.Net;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Two ports of one machine are two servers. The one that is declared lets in with a token and sends elsewhere.</summary>
public sealed class A_token_goes_to_the_declared_server_alone : IDisposable
{
    private const string Token = "s3cret-t0ken";

    private readonly CacheFixture _it = new(GitEngine.Git);
    private readonly GitHttpServer _other;

    public A_token_goes_to_the_declared_server_alone()
    {
        _other = GitHttpServer.Start(_it.Temp["served"]);
        _it.Server.RequiredCredential = new NetworkCredential("x-access-token", Token);
        _it.Server.SendsTo = path => _other.Address + path;
    }

    public static TheoryData<GitEngine> Engines => [GitEngine.Git, GitEngine.LibGit2];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_redirect_to_another_is_followed_without_it(GitEngine engine)
    {
        using var reader = await _it.Fetch(Cache(engine), FetchDepth.Tip, Target(_it.V1));
        Assert.Equal(4, (await Cache(engine).ListRefsAsync(_it.Upstream, default)).Value!.All.Length);

        // A second fetch into what is there goes another way.
        (await _it.Fetch(Cache(engine), FetchDepth.Tip, Target(_it.Head, "refs/heads/main"))).Dispose();

        Assert.Contains(_it.Server.Authorizations, header => header.Length > 0);
        Assert.NotEmpty(_other.Authorizations);
        Assert.All(_other.Authorizations, Assert.Empty);
    }

    [Theory]
    [InlineData(GitEngine.Git, true)]
    [InlineData(GitEngine.Git, false)]
    [InlineData(GitEngine.LibGit2, true)]
    [InlineData(GitEngine.LibGit2, false)]
    public async Task Another_that_asks_for_it_is_named_and_does_not_get_it(GitEngine engine, bool declaredAsksToo)
    {
        _it.Server.RequiredCredential = declaredAsksToo ? _it.Server.RequiredCredential : null;
        _other.RequiredCredential = new NetworkCredential("x-access-token", Token);
        var environment = Environment((TokenVariable(_it.Upstream), Token), (TokenVariable(Url(_other.Address + "/x")), Token));

        var listed = (await _it.Cache(engine: engine, environment: environment).ListRefsAsync(_it.Upstream, default)).Fault!;
        var fetched = await _it.FetchFault(_it.Cache(engine: engine, environment: environment), Target(_it.V1));

        Assert.All([listed, fetched], fault => Assert.Equal(
            (GitFaultKind.AuthenticationRefused, _it.Upstream, Url(_other.Url("mod_x.git"))), (fault.Kind, fault.Upstream, fault.LedTo)));
        Assert.NotEmpty(_other.Authorizations);
        Assert.All(_other.Authorizations, Assert.Empty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_redirect_within_the_server_keeps_it(GitEngine engine)
    {
        _it.Server.SendsTo = path => path.StartsWith("/renamed/", StringComparison.Ordinal) ? path["/renamed".Length..] : null;
        var upstream = Url(_it.Server.Url("renamed/mod_x.git"));

        Assert.Equal(4, (await Cache(engine).ListRefsAsync(upstream, default)).Value!.All.Length);
        (await Cache(engine).FetchAsync(upstream, [Target(_it.V1)], FetchDepth.Tip, default)).Value!.Dispose();
    }

    [Fact]
    public async Task Nor_does_the_user_s_configuration_send_it_elsewhere()
    {
        var config = _it.Temp.Write("gitconfig", $"[http \"{_it.Server.Address}/\"]\n followRedirects = true\n[http \"{_it.Upstream.Address}\"]\n followRedirects = true\n");
        var cache = _it.Cache(environment: Environment((TokenVariable(_it.Upstream), Token), ("GIT_CONFIG_GLOBAL", config)));

        (await _it.Fetch(cache, FetchDepth.Tip, Target(_it.V1))).Dispose();
        (await _it.Fetch(cache, FetchDepth.Tip, Target(_it.V2))).Dispose();

        Assert.All(_other.Authorizations, Assert.Empty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_server_of_the_oldest_protocol_is_followed_the_same_way(GitEngine engine)
    {
        _other["mod_x.git"].AllowsAnyId = _it.Served.AllowsAnyId = false;

        (await _it.Fetch(Cache(engine), FetchDepth.Tip, Target(_it.V1, "refs/tags/v1"))).Dispose();

        Assert.All(_other.Authorizations, Assert.Empty);
    }

    [Theory]
    [InlineData(GitEngine.Git, 2)]
    [InlineData(GitEngine.LibGit2, 1)]
    public async Task Where_it_leads_to_nobody_the_declared_server_is_asked_again(GitEngine engine, int times)
    {
        // git asks once, and once more to say where it was sent.
        var sent = 0;
        _it.Server.SendsTo = path => Interlocked.Increment(ref sent) <= times ? "http://127.0.0.1:9" + path : null;

        Assert.Equal(4, (await Cache(engine).ListRefsAsync(_it.Upstream, default)).Value!.All.Length);
    }

    [Fact]
    public async Task From_https_nobody_is_led_to_http()
    {
        var trust = _it.Temp["trust.pem"];
        using var certificate = LoopbackCertificate.Create(trust);
        using var secure = GitHttpServer.Start(_it.Temp["served"], certificate: certificate);
        var upstream = Url(secure.Url("mod_x.git"));
        var cache = _it.Cache(environment: Environment(("GIT_SSL_CAINFO", trust), (TokenVariable(upstream), Token)));
        Assert.Null((await cache.ListRefsAsync(upstream, default)).Fault);
        secure.SendsTo = path => _other.Address + path;

        var fault = (await _it.Cache(environment: Environment(("GIT_SSL_CAINFO", trust), (TokenVariable(upstream), Token))).ListRefsAsync(upstream, default)).Fault!;

        Assert.Equal((GitFaultKind.RedirectRefused, upstream, $"to {_other.Address}, which has no TLS"), (fault.Kind, fault.Upstream, fault.Words));
        Assert.Empty(_other.Authorizations);
    }

    [Theory]
    [InlineData("/mod_x.git/info/refs?service=git-upload-pack", "6th time")]
    [InlineData("https://127.0.0.1:9/sign-in?from=s3cret", "to a page of https://127.0.0.1:9 that is no git repository")]
    [InlineData("https://127.0.0.1:9/x.git/info/refs?service=git-upload-pack&token=s3cret", "no git repository")]
    [InlineData("https://127.0.0.1:9/?s3cret=/info/refs?service=git-upload-pack", "no git repository")]
    [InlineData("file:///etc", "to no address of HTTP")]
    [InlineData("http://192.0.2.1/x.git/info/refs?service=git-upload-pack", "over http")]
    public async Task Nor_anywhere_else_where_no_repository_can_be(string location, string words)
    {
        _it.Server.SendsTo = _ => location;

        foreach (var engine in new[] { GitEngine.Git, GitEngine.LibGit2 })
        {
            var fault = (await Cache(engine).ListRefsAsync(_it.Upstream, default)).Fault!;

            Assert.Contains(fault.Kind, new[] { GitFaultKind.RedirectRefused, GitFaultKind.ProtocolRefused });
            Assert.Contains(words, fault.Words, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", fault.Words, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _other.Dispose();
        _it.Dispose();
    }

    private GitCache Cache(GitEngine engine) => _it.Cache(engine: engine, environment: Environment((TokenVariable(_it.Upstream), Token)));
}
