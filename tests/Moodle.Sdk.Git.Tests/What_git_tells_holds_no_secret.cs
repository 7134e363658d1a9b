using System.Net;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Neither where the user's configuration has it write what it does, nor in the words of a fault.</summary>
public sealed class What_git_tells_holds_no_secret : IDisposable
{
    private const string Secret = "s3cret-t0ken";

    private readonly CacheFixture _it = new(GitEngine.Git);

    [Theory]
    [InlineData("normalTarget")]
    [InlineData("eventTarget")]
    [InlineData("perfTarget")]
    public async Task Not_in_the_user_s_own_trace(string target)
    {
        var trace = _it.Temp["trace"];
        var config = _it.Temp.Write("gitconfig", $"[trace2]\n {target} = {trace}\n configParams = *\n");
        _it.Server.RequiredCredential = new NetworkCredential("x-access-token", Secret);
        // Programs of git itself are asked, which trace more than its helper does.
        _it.Served.AllowsAnyId = false;
        var environment = Environment((TokenVariable(_it.Upstream), Secret), ("GIT_CONFIG_GLOBAL", config));

        (await _it.Fetch(_it.Cache(environment: environment), FetchDepth.Tip, Target(_it.V1, "refs/tags/v1"))).Dispose();

        Assert.False(File.Exists(trace));
    }

    [Theory]
    [InlineData("http://me:s3cret-t0ken/@127.0.0.1:1")]
    [InlineData("http://me:s3cret-t0ken@127.0.0.1:1")]
    [InlineData("http://s3cret-t0ken@127.0.0.1:1")]
    public async Task Nor_when_the_address_of_a_proxy_cannot_be_used(string proxy)
    {
        var config = _it.Temp.Write("gitconfig", $"[http]\n proxy = {proxy}\n");
        var environment = Environment(("GIT_CONFIG_GLOBAL", config), ("no_proxy", ""), ("NO_PROXY", ""));

        var fault = (await _it.Cache(environment: environment).ListRefsAsync(_it.Upstream, default)).Fault!;

        Assert.DoesNotContain(Secret, fault.Words, StringComparison.Ordinal);
    }

    public void Dispose() => _it.Dispose();
}
