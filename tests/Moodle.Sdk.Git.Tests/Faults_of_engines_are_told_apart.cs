using Moodle.Sdk.Git.Cache;
using Moodle.Sdk.Git.Transports;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What systems say is known by its number, and told without secrets. The words of engines: Faults_of_git_are_told_at_the_declaration.</summary>
public sealed class Faults_of_engines_are_told_apart
{
    [Fact]
    public void A_full_disk_is_known_by_its_number()
    {
        var refused = new IOException("No space left on device : '/cache/x'", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        var fault = CacheFaults.Of(refused, "/cache");
        Assert.Equal((GitFaultKind.DiskFull, "/cache", OperatingSystem.IsWindows() ? 112 : 28), (fault.Kind, fault.Path, fault.Refused?.Errno));
    }

    [Fact]
    public void Secrets_are_scrubbed_in_every_form()
    {
        var upstream = Url("https://me:s3c%2Fret@x.invalid/y.git");
        var credentials = UpstreamCredentials.For(upstream, "me:t0k/en");

        var said = credentials.Scrub("https://me:s3c%2Fret@x.invalid t0k/en t0k%2Fen s3c/ret " + credentials.AuthorizationHeader + " https://a:b@c.invalid/");

        Assert.Equal("https://x.invalid/y.git", credentials.Address);
        Assert.Equal("https://x.invalid/", credentials.Scope);
        Assert.DoesNotContain("t0k", said);
        Assert.DoesNotContain("s3c", said);
        Assert.DoesNotContain("a:b@", said);
        Assert.DoesNotContain(credentials.AuthorizationHeader!.Split(' ')[^1], said);
    }

    [Fact]
    public void A_user_name_alone_is_told_to_credential_helpers_and_stands_in_no_address()
    {
        var credentials = UpstreamCredentials.For(Url("https://me@x.invalid/y.git"), null);
        Assert.Equal(("https://x.invalid/y.git", "https://x.invalid/y.git"), (credentials.Address, credentials.Argument));
        Assert.Null(credentials.AuthorizationHeader);
        Assert.Contains(("credential.https://x.invalid.username", "me"), credentials.Settings);
    }
}
