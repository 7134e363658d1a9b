using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests;

public sealed class A_file_of_a_web_server_is_got_once : IDisposable
{
    private const string Secret = "s3cr3t0fth3l1st";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TempFolder _temp = new();
    private readonly WebServer _server = new(http => http.Response.WriteAsync("one"));

    [Fact]
    public async Task It_is_asked_for_again_when_what_is_here_is_older_than_wanted()
    {
        Assert.Equal("one", await Text(Day));
        _server.Answer = http => http.Response.WriteAsync("two");
        Assert.Equal("one", await Text(Day));
        Assert.Single(_server.Asked);

        Assert.Equal("two", await Text(TimeSpan.Zero));
    }

    [Fact]
    public async Task Without_network_what_is_here_answers_however_old()
    {
        var file = await Text(Day);
        Directory.GetFiles(_temp["cache", "downloads"]).ToList().ForEach(f => File.SetLastWriteTimeUtc(f, DateTime.UtcNow.AddYears(-1)));

        Assert.Equal(file, await Text(TimeSpan.Zero, Options() with { Offline = true }));
        Assert.Equal(GitFaultKind.Offline, (await Get(Day, Options() with { Offline = true }, "/other")).Fault!.Kind);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Those_who_ask_at_once_get_it_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Get(Day)));

        Assert.All(all, got => Assert.Null(got.Fault));
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task What_the_address_has_behind_its_path_goes_to_the_server_and_nowhere_else()
    {
        Assert.Null((await Get(Day, path: $"/list?token={Secret}")).Fault);
        Assert.Null((await Get(Day, path: "/list?token=another")).Fault);

        Assert.Equal([$"/list?token={Secret}", "/list?token=another"], _server.Asked.Select(a => a.Path));
        Assert.DoesNotContain(Directory.GetFiles(_temp["cache"], "*", SearchOption.AllDirectories), name => name.Contains(Secret, StringComparison.Ordinal));
        _server.Answer = http => http.Response.WriteAsync("one", CancellationToken.None).ContinueWith(_ => http.Abort(), TaskScheduler.Default);
        var fault = (await Get(TimeSpan.Zero, path: $"/list?token={Secret}")).Fault!;
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, GitFaultKind.AuthenticationRefused)]
    [InlineData(404, GitFaultKind.RepositoryNotFound)]
    [InlineData(503, GitFaultKind.Unreachable)]
    public async Task A_server_that_refuses_leaves_what_is_here(int status, GitFaultKind kind)
    {
        await Text(Day);
        _server.Answer = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("no");
        };

        Assert.Equal((kind, status), (await Get(TimeSpan.Zero)) is { Fault: { } fault } ? (fault.Kind, fault.HttpStatus) : default);
        Assert.Equal("one", await Text(Day));
    }

    [Fact]
    public async Task One_that_breaks_off_leaves_what_is_here()
    {
        await Text(Day);
        _server.Answer = async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };

        Assert.Equal(GitFaultKind.Unreachable, (await Get(TimeSpan.Zero)).Fault!.Kind);
        Assert.Equal("one", await Text(Day));
        Assert.Single(Directory.GetFiles(_temp["cache", "downloads"]));
    }

    [Fact]
    public async Task One_that_says_nothing_is_not_waited_for()
    {
        _server.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);

        Assert.Equal(GitFaultKind.Silent, (await Get(Day, Options() with { Patience = TimeSpan.FromMilliseconds(300) })).Fault!.Kind);
    }

    [Fact]
    public async Task More_than_makes_sense_is_refused_also_when_it_comes_compressed()
    {
        _server.Answer = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[5 << 20], http.RequestAborted);
        };

        var fault = (await Get(Day, Options() with { WebFileBytes = 4 << 20 })).Fault!;

        Assert.Equal((GitFaultKind.TooMuch, "it sends more than 4 MB"), (fault.Kind, fault.Words));
        Assert.Empty(Directory.GetFiles(_temp["cache", "downloads"]));
    }

    [Fact]
    public async Task A_token_goes_to_the_server_that_it_is_for_and_no_redirect_takes_it_along()
    {
        using var other = new WebServer(http => http.Response.WriteAsync("other"));
        _server.Answer = http =>
        {
            http.Response.Redirect(other.Url("/list"));
            return Task.CompletedTask;
        };

        Assert.Equal("other", await Text(Day, Options() with { Environment = CacheFixture.Environment(("TOKEN_127_0_0_1", "t0k3n")) }));
        Assert.StartsWith("Basic ", Assert.Single(_server.Asked).Authorization, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(other.Asked).Authorization);
    }

    [Theory]
    [InlineData("http://git.example.invalid/x?token=t0k3n", GitFaultKind.ProtocolRefused)]
    [InlineData("ftp://git.example.invalid/x?token=t0k3n", GitFaultKind.RedirectRefused)]
    [InlineData("/list", GitFaultKind.RedirectRefused)]
    public async Task A_redirect_leads_to_no_other_protocol_and_not_round_and_round(string to, GitFaultKind kind)
    {
        _server.Answer = http =>
        {
            http.Response.Redirect(to);
            return Task.CompletedTask;
        };

        var fault = (await Get(Day)).Fault!;

        Assert.Equal(kind, fault.Kind);
        Assert.DoesNotContain("t0k3n", fault.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_leads_elsewhere_and_the_address_stays_its_name()
    {
        Assert.True(WebFile.TryParse("https://git.example.invalid/a/list?x=1", out var file));
        using var cache = Open(Options() with { Mappings = [new("https://git.example.invalid/", _server.Url("/mirror/"))] });

        Assert.Null((await cache.DownloadAsync(file, Day, default)).Fault);
        Assert.Equal("/mirror/a/list?x=1", Assert.Single(_server.Asked).Path);
    }

    [Theory]
    [InlineData("ssh://git.example.invalid/list")]
    [InlineData("/list")]
    [InlineData("-x")]
    [InlineData("https://git.example.invalid/list?\u0007")]
    public void Only_an_address_of_HTTP_is_one(string text) => Assert.False(WebFile.TryParse(text, out _));

    [Fact]
    public async Task What_nobody_asks_for_any_more_is_swept_away()
    {
        await Text(Day);
        using var cache = Open(Options());
        cache.Remove([], DateTime.UtcNow.AddDays(-1), default);
        Assert.Single(Directory.GetFiles(_temp["cache", "downloads"]));

        cache.Remove([], DateTime.UtcNow.AddDays(1), default);

        Assert.Empty(Directory.GetFiles(_temp["cache", "downloads"]));
    }

    public void Dispose()
    {
        _server.Dispose();
        _temp.Dispose();
    }

    private GitCacheOptions Options() => new() { Folder = _temp["cache"], RefPrefix = "refs/test/", TokenPrefix = "TOKEN_", RetryDelays = [], Environment = CacheFixture.Environment() };

    private static GitCache Open(GitCacheOptions options) => GitCache.Open(options).Value!;

    private async Task<GitResult<string>> Get(TimeSpan age, GitCacheOptions? options = null, string path = "/list")
    {
        Assert.True(WebFile.TryParse(_server.Url(path), out var file));
        using var cache = Open(options ?? Options());
        return await cache.DownloadAsync(file, age, default);
    }

    private async Task<string> Text(TimeSpan age, GitCacheOptions? options = null)
    {
        var got = await Get(age, options);
        Assert.Null(got.Fault);
        return await File.ReadAllTextAsync(got.Value!);
    }
}
