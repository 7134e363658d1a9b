using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources.Cache;
using Moodle.Sdk.Git.Transports;
using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.CacheFixture;

namespace Moodle.Sdk.Core.Tests.Sources;

/// <summary>What cannot be brought about on a test machine is read from the words that engines use for it.</summary>
public sealed class Faults_of_engines_are_told_apart
{
    [Theory]
    [InlineData("fatal: write error: No space left on device\nfatal: index-pack failed", 1110, "no room left on the disk of the git cache /cache")]
    [InlineData("error: cannot update ref 'refs/moodle/arrived/0': couldn't write '/cache/incoming/1.git/refs/moodle/arrived/0.lock'", 1110, "no room left on the disk of the git cache /cache")]
    [InlineData("remote: error: No space left on device\nfatal: remote error: upload-pack: cannot write a file", 1115, "remote error: upload-pack")]
    [InlineData("fatal: remote error: \u001b]0;title\u0007No space left on device", 1115, "remote error: ]0;titleNo space")]
    [InlineData("error: insufficient permission for adding an object to repository database ./objects", 1108, "/cache cannot be written: insufficient permission")]
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
        var diagnostic = TransportProblems.Explain(GitMessages.Read(words), Url("https://x.invalid/y.git"), "/cache", "git", Declared);

        Assert.Equal((code, Severity.Error), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains(telling, diagnostic.Message);
        Assert.NotEmpty(diagnostic.Remedy);
        Assert.Equal(Declared, diagnostic.Origin);
    }

    [Fact]
    public void A_full_disk_is_known_by_its_number()
    {
        var fault = new IOException("No space left on device : '/cache/x'", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        Assert.Equal("MOODLE1110", CacheFaults.Explain(fault, "/cache", Declared).Id);
    }

    [Fact]
    public void Secrets_are_scrubbed_in_every_form()
    {
        var upstream = Url("https://me:s3c%2Fret@x.invalid/y.git");
        var credentials = UpstreamCredentials.For(upstream, _ => "me:t0k/en");

        var said = credentials.Scrub("https://me:s3c%2Fret@x.invalid t0k/en t0k%2Fen s3c/ret " + credentials.AuthorizationHeader + " https://a:b@c.invalid/");

        Assert.Equal("https://x.invalid/y.git", credentials.Address);
        Assert.Equal("https://x.invalid/", credentials.Scope);
        Assert.DoesNotContain("t0k", said);
        Assert.DoesNotContain("s3c", said);
        Assert.DoesNotContain("a:b@", said);
        Assert.DoesNotContain(credentials.AuthorizationHeader!.Split(' ')[^1], said);
    }

    [Fact]
    public void A_user_name_alone_stays_in_the_address_for_credential_helpers()
    {
        var credentials = UpstreamCredentials.For(Url("https://me@x.invalid/y.git"), _ => null);
        Assert.Equal("https://me@x.invalid/y.git", credentials.Address);
        Assert.Null(credentials.AuthorizationHeader);
    }
}
