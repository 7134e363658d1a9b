using Xunit;

namespace Moodle.Sdk.Git.Tests;

public sealed class Spellings_of_one_address_are_one_upstream
{
    [Theory]
    [InlineData("https://git.example/Owner/name", "https://git.example/Owner/name.git")]
    [InlineData("https://git.example/Owner/name", "HTTPS://Git.Example:443//Owner/name.git//")]
    [InlineData("https://git.example/Owner/name", "https://git.example./Owner/n%61me/")]
    [InlineData("https://git.example/Owner/name", "https://user:secret@git.example/Owner/name")]
    [InlineData("http://git.example:8080/name", "HTTP://git.example:8080/name.git")]
    [InlineData("ssh://git@git.example/name", "SSH://git:secret@GIT.example:22/name.git/")]
    [InlineData("git://git.example/name", "git://git.example:9418/name")]
    [InlineData("https://[0:0:0:0:0:0:0:1]/name", "https://[::1]:443/name.git")]
    [InlineData("git@git.example:owner/name", "git@GIT.example:owner//name.git/")]
    [InlineData("git@[::1]:name", "git@[::1]:name.git")]
    [InlineData("https://github.com/owner/name", "https://GitHub.com/Owner/Name.git")]
    [InlineData("git@github.com:owner/name", "git@github.com:Owner/Name.Git")]
    [InlineData("/srv/git/name", "/srv//git/name/")]
    [InlineData("file:///srv/git/name", "FILE:///srv/git//name/")]
    public void One(string one, string other)
    {
        var (left, right) = (Url(one), Url(other));

        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.Equal(StoreName.Of(left), StoreName.Of(right));
    }

    [Theory]
    [InlineData("https://git.example/owner/name", "https://git.example/Owner/name")]
    [InlineData("https://git.example/name", "http://git.example/name")]
    [InlineData("https://git.example/name", "https://git.example:8443/name")]
    [InlineData("https://git.example/name", "ssh://git.example/name")]
    [InlineData("ssh://git@git.example/name", "ssh://other@git.example/name")]
    [InlineData("git@git.example:name", "git@git.example:/name")]
    [InlineData("https://git.example/a/b", "https://git.example/a%2Fb")]
    [InlineData("https://git.example/name", "https://git.example/name/.git")]
    [InlineData("https://github.com.example/owner/name", "https://github.com.example/Owner/name")]
    [InlineData("/srv/git/name", "/srv/git/name.git")]
    [InlineData("file:///srv/git/name", "file:///srv/git/name.git")]
    [InlineData("/srv/git/name", "/srv/git/Name")]
    public void And_what_may_be_two_repositories_is_two(string one, string other) => Assert.NotEqual(Url(one), Url(other));

    [Fact]
    public void What_is_fetched_and_shown_stays_as_it_was_written()
    {
        var url = Url("HTTPS://user:secret@GitHub.com//Owner/name.git/");

        Assert.Equal("https://GitHub.com//Owner/name.git", url.Address);
        Assert.Equal("user:secret", url.UserInfo);
    }

    [Theory]
    [InlineData("https://GIT.example./name", "GIT_EXAMPLE")]
    [InlineData("git@[::1]:name", "___1_")]
    public void A_host_is_spelled_as_variables_are(string address, string variable) => Assert.Equal(variable, Url(address).HostInVariables);

    private static UpstreamUrl Url(string text)
    {
        Assert.True(UpstreamUrl.TryParse(text, out var url));
        return url;
    }
}
