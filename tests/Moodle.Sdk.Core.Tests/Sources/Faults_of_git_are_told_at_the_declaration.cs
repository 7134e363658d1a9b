using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Tests;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Sources;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources;

/// <summary>What the git cache answers as a value becomes a text with a code here. How each comes about, the tests of Moodle.Sdk.Git show.</summary>
public sealed class Faults_of_git_are_told_at_the_declaration
{
    private const string Id = "1234567890123456789012345678901234567890";

    private static readonly Origin Declared = new("/site/site.moodleproj", "MoodlePlugin", "mod_x");
    private static readonly UpstreamUrl Upstream = CacheFixture.Url("https://x.invalid/y.git");

    [Theory]
    [InlineData("fatal: write error: No space left on device\nfatal: index-pack failed", 1110, "no room left on the disk of the git cache /cache")]
    [InlineData("error: cannot update ref 'refs/arrived/0': couldn't write '/cache/incoming/1.git/refs/arrived/0.lock'", 1110, "no room left on the disk of the git cache /cache")]
    [InlineData("remote: error: No space left on device\nfatal: remote error: upload-pack: cannot write a file", 1115, "remote error: upload-pack")]
    [InlineData("remote: fatal: Out of memory, malloc failed\nfatal: early EOF", 1101, "does not answer: early EOF")]
    [InlineData("fatal: Out of memory, malloc failed (tried to allocate 268435456 bytes)", 1126, "an answer that git has no room for in memory")]
    [InlineData("fatal: remote error: \u001b]0;title\u0007No space left on device", 1115, "remote error: ]0;titleNo space")]
    [InlineData("error: insufficient permission for adding an object to repository database ./objects", 1108, "/cache cannot be read or written: insufficient permission")]
    [InlineData("repository path '/cache/x.git' is not owned by current user", 1109, "/cache belongs to another user")]
    [InlineData("fatal: detected dubious ownership in repository at '/cache/x.git'", 1109, "/cache belongs to another user")]
    [InlineData("fatal: unable to access 'https://x.invalid/y.git/': SSL certificate problem: unable to get local issuer certificate", 1119, "not trusted: SSL certificate problem")]
    [InlineData("the SSL certificate is invalid", 1119, "not trusted: the SSL certificate is invalid")]
    [InlineData("fatal: transport 'ftp' not allowed", 1114, "refused for its protocol: transport 'ftp' not allowed")]
    [InlineData("fatal: unable to access 'https://x.invalid/': Could not resolve host: x.invalid", 1101, "Could not resolve host: x.invalid")]
    [InlineData("fatal: unable to access 'https://x.invalid/': Failed to connect to x.invalid port 443 after 31 ms: Couldn't connect to server", 1101, "answer: Failed to connect to x.invalid port 443: Couldn't connect")]
    [InlineData("git@x.invalid: Permission denied (publickey).\nfatal: Could not read from remote repository.", 1102, "x.invalid")]
    [InlineData("fatal: something quite new\nPlease make sure you have the correct access rights", 1115, "failed (git): something quite new")]
    [InlineData("", 1115, "failed (git): no reason given")]
    public void Words_lead_to_codes(string words, int code, string telling)
    {
        var fault = GitMessages.Read(words) with { Upstream = Upstream, Engine = "git", Path = "/cache" };

        var diagnostic = Assert.Single(fault.At(Declared));

        Assert.Equal((code, Severity.Error), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains(telling, diagnostic.Message);
        Assert.NotEmpty(diagnostic.Remedy);
        Assert.Equal(Declared, diagnostic.Origin);
    }

    [Theory]
    [InlineData(GitFaultKind.RepositoryNotFound, 1103, "no git repository at https://x.invalid/y.git", "MOODLE_GIT_TOKEN_X_INVALID")]
    [InlineData(GitFaultKind.AuthenticationRefused, 1102, "does not let us in", "MOODLE_GIT_TOKEN_X_INVALID")]
    [InlineData(GitFaultKind.NoSuchReference, 1104, "has no branch main", "git ls-remote")]
    [InlineData(GitFaultKind.CommitUnavailable, 1105, Id + ", neither by its id nor through branch main", "--force-evaluate")]
    [InlineData(GitFaultKind.Offline, 1106, "mod_x is not complete in the git cache (" + Id + " of https://x.invalid/y.git)", "dotnet restore")]
    [InlineData(GitFaultKind.Silent, 1125, "https://x.invalid/y.git does not go on: said", "MoodleNetworkTimeout")]
    [InlineData(GitFaultKind.TooMuch, 1126, "no repository of a Moodle or a plugin has as much: said", "Check the address")]
    [InlineData(GitFaultKind.WrongObject, 1127, "makes no sense: said", "take another version")]
    [InlineData(GitFaultKind.NotUsable, 1108, "The git cache /cache cannot be read or written: said", "MOODLE_GIT_CACHE")]
    public void Each_kind_has_a_code(GitFaultKind kind, int code, string message, string remedy)
    {
        var fault = new GitFault(kind, "said") { Upstream = Upstream, Wanted = [CacheFixture.Target(Id, "refs/heads/main")], Path = "/cache" };

        var diagnostic = Assert.Single(fault.At(Declared));

        Assert.Equal((code, Declared), (diagnostic.Code, diagnostic.Origin));
        Assert.Contains(message, diagnostic.Message);
        Assert.Contains(remedy, diagnostic.Remedy);
        Assert.Equal("mod_x", diagnostic.Component);
    }

    [Theory]
    [InlineData(GitFaultKind.AuthenticationRefused, 1102, "https://other.invalid/y.git", "declare https://other.invalid/y.git and set the environment variable MOODLE_GIT_TOKEN_OTHER_INVALID")]
    [InlineData(GitFaultKind.AuthenticationRefused, 1102, "https://x.invalid/new.git", "MOODLE_GIT_TOKEN_X_INVALID")]
    [InlineData(GitFaultKind.RepositoryNotFound, 1103, "https://other.invalid/y.git", "Check the address")]
    [InlineData(GitFaultKind.Unreachable, 1101, "https://other.invalid/y.git", "Check the address")]
    [InlineData(GitFaultKind.CertificateRefused, 1119, "https://other.invalid/y.git", "authority")]
    [InlineData(GitFaultKind.RedirectRefused, 1121, "https://other.invalid/y.git", "Declare the address")]
    public void Where_an_upstream_leads_is_named_too(GitFaultKind kind, int code, string ledTo, string remedy)
    {
        var fault = new GitFault(kind, "said") { Upstream = Upstream, LedTo = CacheFixture.Url(ledTo) };

        var diagnostic = Assert.Single(fault.At(Declared));

        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(Upstream.Address, diagnostic.Message);
        Assert.Contains(ledTo, diagnostic.Message);
        Assert.Contains(remedy, diagnostic.Remedy);
    }

    [Theory]
    [InlineData(GitFaultKind.Unreachable, 429, false, "MOODLE1101: https://x.invalid/y.git does not give what it is asked for: said", "MOODLE_GIT_TOKEN_X_INVALID")]
    [InlineData(GitFaultKind.Unreachable, 503, false, "MOODLE1101: https://x.invalid/y.git does not give what it is asked for: said", "The fault is the server's")]
    [InlineData(GitFaultKind.AuthenticationRefused, 401, true, "MOODLE1102: https://x.invalid/y.git does not let us in: said", "What was sent may have expired")]
    [InlineData(GitFaultKind.AuthenticationRefused, 403, true, "MOODLE1102: https://x.invalid/y.git does not let us in: said", "What was sent may have expired")]
    [InlineData(GitFaultKind.AuthenticationRefused, 403, false, "MOODLE1102: https://x.invalid/y.git does not let us in, or does not exist: said", "Set the environment variable")]
    [InlineData(GitFaultKind.RepositoryNotFound, 404, true, "MOODLE1103: There is no git repository at https://x.invalid/y.git: said", "that the token may read")]
    [InlineData(GitFaultKind.RepositoryNotFound, 200, false, "MOODLE1103: https://x.invalid/y.git is not a git server: said", "sign in to the network")]
    public void What_a_server_answers_is_told_as_that(GitFaultKind kind, int status, bool sent, string message, string remedy)
    {
        var diagnostic = Assert.Single(new GitFault(kind, "said") { Upstream = Upstream, HttpStatus = status, SentCredentials = sent }.At(Declared));

        Assert.Equal(message, $"{diagnostic.Id}: {diagnostic.Message}");
        Assert.Contains(remedy, diagnostic.Remedy);
    }

    [Theory]
    [InlineData(false, "Asking https://x.invalid/y.git for its branches and tags failed (git): said", "git ls-remote https://x.invalid/y.git")]
    [InlineData(true, "Fetching from https://x.invalid/y.git failed (git): said", "git fetch --depth=1 https://x.invalid/y.git " + Id)]
    public void What_is_to_be_tried_by_hand_is_what_failed(bool fetches, string message, string remedy)
    {
        var diagnostic = Assert.Single(new GitFault(GitFaultKind.Other, "said") { Upstream = Upstream, Engine = "git", Wanted = fetches ? [CacheFixture.Target(Id)] : [] }.At(Declared));

        Assert.Equal((1115, message), (diagnostic.Code, diagnostic.Message));
        Assert.EndsWith(remedy, diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_number_of_commits_that_do_not_come_is_one_error()
    {
        var wanted = Enumerable.Range(1, 4_999).Select(n => CacheFixture.Target(n.ToString("x40"), $"refs/tags/{n}"));

        var diagnostic = Assert.Single(new GitFault(GitFaultKind.CommitUnavailable, "") { Upstream = Upstream, Wanted = [.. wanted] }.At(Declared));

        Assert.Equal(1105, diagnostic.Code);
        Assert.EndsWith("; the same is so of 4,998 others.", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GitFaultKind.OfAnotherUser, "file", 1)]
    [InlineData(GitFaultKind.DiskFull, "file", 1)]
    [InlineData(GitFaultKind.NotUsable, "file", 2)]
    [InlineData(GitFaultKind.NotUsable, "same", 1)]
    public void What_is_wrong_with_the_cache_is_told_once(GitFaultKind kind, string words, int times)
    {
        var errors = new[] { "mod_x", "mod_y" }.SelectMany(name => new GitFault(kind, words == "same" ? words : name) { Upstream = Upstream, Path = "/cache" }.At(Declared with { Include = name }));

        Assert.Equal(times, SourceDiagnostics.ToldOnce(errors).Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("99999999999")]
    public void A_timeout_that_is_none_is_an_error(string text)
    {
        var error = Assert.Single(GitCaches.Open(Path.GetFullPath("cache"), null, offline: true, allowsHttp: false, text, null, default).Errors);

        Assert.Equal("MOODLE1129", error.Id);
        Assert.Contains($"'{text}'", error.Message);
    }

    [Fact]
    public async Task Each_further_try_is_announced()
    {
        using var fixture = new CacheFixture(GitEngine.Git);
        fixture.Served.Fail(Moodle.Sdk.Testing.ServerFault.Status(503), requests: 1);
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var cache = GitCaches.Open(fixture.CacheFolder, "git", offline: false, allowsHttp: false, " 90 ", told.Enqueue, default).Value;

        Assert.Null((await cache.ListRefsAsync(fixture.Upstream, default)).Fault);

        Assert.Matches($"^{fixture.Upstream} is asked again: .*503", Assert.Single(told));
    }

    [Fact]
    public void Refs_that_cannot_be_asked_for_offline_are_told_as_unresolved() =>
        Assert.Equal(1107, Assert.Single(new GitFault(GitFaultKind.Offline, "") { Upstream = Upstream }.At(Declared)).Code);

    [Fact]
    public void A_repository_that_was_put_aside_is_warned_of()
    {
        var findings = new Findings();

        var refs = (new GitResult<RemoteRefs>(new([], null), null) { Damaged = new(Upstream, "/cache/discarded/y.git") }).At(Declared, findings);

        Assert.True(refs.Succeeded);
        var warning = Assert.Single(findings.All);
        Assert.Equal(("MOODLE1116", Severity.Warning), (warning.Id, warning.Severity));
        Assert.Contains(Upstream.Address, warning.Message);
        Assert.Contains("/cache/discarded/y.git", warning.Remedy);
    }

    [Theory]
    [InlineData(GitFaultKind.FolderNotFull, 1118, "'/found'")]
    [InlineData(GitFaultKind.GitNotFound, 1111, "no git on the PATH")]
    [InlineData(GitFaultKind.GitNotStarted, 1120, "git does not start or does not answer: 2.20.1")]
    [InlineData(GitFaultKind.GitSilent, 1120, "git does not start or does not answer: 2.20.1")]
    [InlineData(GitFaultKind.GitTooOld, 1112, "/found is version 2.20.1 and 2.31 is the oldest")]
    public void A_cache_that_cannot_be_opened_is_told(GitFaultKind kind, int code, string message)
    {
        var diagnostic = Assert.Single(new GitFault(kind, "2.20.1") { Path = "/found" }.At(null));

        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(message, diagnostic.Message);
    }

    [Fact]
    public void The_folder_of_the_cache_is_the_user_s_own_unless_the_environment_names_one()
    {
        Assert.Equal("/ci/cache", GitCaches.DefaultFolder(name => name == "MOODLE_GIT_CACHE" ? "/ci/cache" : null));
        Assert.EndsWith(Path.Combine(".moodle-sdk", "git-cache"), GitCaches.DefaultFolder(_ => null));
        Assert.Equal("MOODLE1118", Assert.Single(GitCaches.Open("cache", null, offline: false, allowsHttp: false, null, null, default).Errors).Id);
    }

    [Theory]
    [InlineData(null, GitEngine.Auto)]
    [InlineData("", GitEngine.Auto)]
    [InlineData("Git", GitEngine.Git)]
    [InlineData("libgit2", GitEngine.LibGit2)]
    public void Engines_have_names(string? name, GitEngine engine) => Assert.Equal(engine, GitCaches.Engine(name).Value);

    [Fact]
    public void An_unknown_engine_is_an_error()
    {
        var error = Assert.Single(GitCaches.Engine("jgit").Errors);
        Assert.Equal("MOODLE1113", error.Id);
        Assert.Contains("'jgit'", error.Message);
    }
}
