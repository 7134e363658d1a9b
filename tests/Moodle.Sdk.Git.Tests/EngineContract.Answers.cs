using System.Diagnostics;
using System.Net;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises: a server's answer is told as what it is.</summary>
public abstract partial class EngineContract
{
    [Theory]
    [InlineData(403, GitFaultKind.AuthenticationRefused, "403 Forbidden")]
    [InlineData(404, GitFaultKind.RepositoryNotFound, "404 Not Found")]
    [InlineData(429, GitFaultKind.Unreachable, "429 Too Many Requests")]
    [InlineData(500, GitFaultKind.Unreachable, "500 Internal Server Error")]
    [InlineData(503, GitFaultKind.Unreachable, "503 Service Unavailable")]
    public async Task A_status_is_told_by_its_name(int status, GitFaultKind kind, string name)
    {
        It.Served.Fail(ServerFault.Status(status));

        var listed = (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!;
        var fetched = await It.FetchFault(It.Cache(), Target(It.V1));

        Assert.All([listed, fetched], fault => Assert.Equal((kind, status, $"it answers {name}"), (fault.Kind, fault.HttpStatus, fault.Words)));
    }

    [Theory]
    [InlineData("wr0ng", "the credentials that were sent are rejected (401 Unauthorized)")]
    [InlineData(null, "it wants credentials (401 Unauthorized), and there are none")]
    public async Task A_token_that_was_sent_is_rejected_and_one_that_is_missing_is_missing(string? token, string words)
    {
        It.Server.RequiredCredential = new NetworkCredential("x-access-token", "right");
        var environment = token is null ? Environment() : Environment((TokenVariable(It.Upstream), token));

        var listed = (await It.Cache(environment: environment).ListRefsAsync(It.Upstream, default)).Fault!;
        var fetched = await It.FetchFault(It.Cache(environment: environment), Target(It.V1));

        Assert.All([listed, fetched], fault => Assert.Equal((GitFaultKind.AuthenticationRefused, 401, token is not null, words), (fault.Kind, fault.HttpStatus, fault.SentCredentials, fault.Words)));
    }

    [Fact]
    public async Task Credentials_are_wanted_also_where_that_is_said_at_length()
    {
        It.Served.Fail(ServerFault.Status(401) with { Html = $"<title>Sign in</title>{new string('x', 100_000)}" });

        var fault = await It.FetchFault(It.Cache(), Target(It.V1));

        Assert.Equal((GitFaultKind.AuthenticationRefused, 401, "it wants credentials (401 Unauthorized), and there are none"), (fault.Kind, fault.HttpStatus, fault.Words));
    }

    [Theory]
    [InlineData("<html><head><title>Sign in</title></head><body>Who are you?</body></html>")]
    [InlineData("<!doctype html>\n<html>\n<head>\n<TITLE lang='en'>\n Sign&#32;in \n</TITLE></head>\n<body>Who are you?</body>\n</html>\n")]
    public async Task A_web_page_is_told_with_its_title(string html)
    {
        It.Served.Fail(ServerFault.Page(html));

        var listed = (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!;
        var fetched = await It.FetchFault(It.Cache(), Target(It.V1, "refs/tags/v1"));

        Assert.All([listed, fetched], fault => Assert.Equal((GitFaultKind.RepositoryNotFound, 200, "a web page titled 'Sign in'"), (fault.Kind, fault.HttpStatus, fault.Words)));
    }

    [Fact]
    public async Task A_title_steers_no_terminal_and_is_no_book()
    {
        It.Served.Fail(ServerFault.Page($"<title>&#27;]0;x&#7;&#x202E;{new string('y', 500)}</title>"));

        var words = (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!.Words;

        Assert.InRange(words.Length, 1, 120);
        Assert.DoesNotContain(words, c => char.IsControl(c) || c == '\u202E');
    }

    [Fact]
    public async Task A_server_that_is_asked_too_much_gets_the_rest_that_it_asks_for()
    {
        // git is asked twice, once more for what it was answered.
        It.Served.Fail(ServerFault.Status(429) with { RetryAfter = 2 }, requests: engine == GitEngine.Git ? 2 : 1);
        var asked = Stopwatch.StartNew();

        Assert.Null((await It.Cache().ListRefsAsync(It.Upstream, default)).Fault);

        Assert.True(asked.Elapsed >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_rest_of_more_than_a_minute_is_told_and_not_waited_for()
    {
        It.Served.Fail(ServerFault.Status(429) with { RetryAfter = 61 });

        var fault = (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!;

        Assert.Equal((GitFaultKind.Unreachable, 429), (fault.Kind, fault.HttpStatus));
        Assert.Equal("it answers 429 Too Many Requests and asks for a rest of 61 s", fault.Words);
        Assert.Equal(engine == GitEngine.Git ? 2 : 1, It.Served.Listings);
    }
}
