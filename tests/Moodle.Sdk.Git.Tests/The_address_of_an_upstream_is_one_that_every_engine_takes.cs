using Xunit;

namespace Moodle.Sdk.Git.Tests;

public sealed class The_address_of_an_upstream_is_one_that_every_engine_takes
{
    [Theory]
    [InlineData("https://git.example/owner/name.git", "https://git.example/owner/name.git", "git.example")]
    [InlineData("https://user:secret@git.example:8443/name/", "https://git.example:8443/name", "git.example")]
    [InlineData("https://[::1]:8080/name.git", "https://[::1]:8080/name.git", "[::1]")]
    [InlineData("ssh://git:secret@git.example/name", "ssh://git@git.example/name", "git.example")]
    [InlineData("https://token@git.example/name", "https://git.example/name", "git.example")]
    [InlineData("https://token:@git.example/name", "https://git.example/name", "git.example")]
    [InlineData("git@git.example:owner/name.git", "git@git.example:owner/name.git", "git.example")]
    public void Without_a_secret_in_what_is_shown(string text, string address, string host)
    {
        Assert.True(UpstreamUrl.TryParse(text, out var upstream));
        Assert.Equal((address, host), (upstream.Address, upstream.Host));
    }

    [Fact]
    public void Or_the_full_path_of_a_folder()
    {
        var folder = Path.GetTempPath();

        Assert.True(UpstreamUrl.TryParse(folder, out var upstream));
        Assert.Null(upstream.Host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-u evil")]
    [InlineData("ext::sh -c evil")]
    [InlineData("fd::17/x")]
    [InlineData("ftp://git.example/name")]
    [InlineData("../plugins/mod_example")]
    [InlineData("plugins/mod_example")]
    [InlineData("a\nb")]
    [InlineData("https:/token@git.example/name")]
    [InlineData("https//token@git.example/name")]
    [InlineData("name:token@git.example:owner/name")]
    [InlineData("https://git.example/name?private_token=x")]
    [InlineData("https://git.example/name#x")]
    [InlineData("ssh://git@git.example/name?x")]
    [InlineData("git@git.example:name?x")]
    public void And_nothing_that_runs_a_program_or_means_something_else_in_each_folder(string text) => Assert.False(UpstreamUrl.TryParse(text, out _));

    [Theory]
    [InlineData("../mod_x", "/fleet/mod_x", "../mod_x")]
    [InlineData(@"..\mod_x\", "/fleet/mod_x", "../mod_x")]
    [InlineData("./plugins//mod_x.git", "/fleet/site/plugins/mod_x.git", "./plugins/mod_x.git")]
    [InlineData("plugins/mod_x.git", "/fleet/site/plugins/mod_x.git", "./plugins/mod_x.git")]
    [InlineData("../site/a:b", "/fleet/site/a:b", "./a:b")]
    [InlineData("..", "/fleet", "..")]
    public void Or_the_path_of_a_folder_from_that_of_the_project(string text, string address, string relative)
    {
        // A drive before it on Windows, where no name has a colon.
        if (OperatingSystem.IsWindows() && address.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        Assert.True(UpstreamUrl.TryParse(text, Path.GetFullPath("/fleet/site"), out var upstream));
        Assert.Equal((Path.GetFullPath(address), relative), (upstream.Address, upstream.Relative));
        Assert.Equal(Path.GetFullPath(address), UpstreamUrl.TryParse(upstream.From(Path.GetFullPath("/fleet/locks")), Path.GetFullPath("/fleet/locks"), out var again) ? again.Address : "");
        Assert.True(UpstreamUrl.TryParse(Path.GetFullPath(address), Path.GetFullPath("/fleet/site"), out var full));
        Assert.Equal((full, null), (upstream, full.Relative));
    }

    [Theory]
    [InlineData("git.example/owner/name")]
    [InlineData("https:/token@git.example/name")]
    [InlineData("https//token@git.example/name")]
    [InlineData("name:token@git.example:owner/name")]
    [InlineData("token@git.example/name")]
    [InlineData("~/mod_x")]
    [InlineData("mod_x")]
    [InlineData("./a\nb")]
    public void And_no_address_that_lacks_a_part_is_taken_for_a_path(string text) => Assert.False(UpstreamUrl.TryParse(text, Path.GetFullPath("/fleet/site"), out _));

    [Theory]
    [InlineData("https://git.example/name", false)]
    [InlineData("http://git.example/name", true)]
    [InlineData("HTTP://localhost.git.example/name", true)]
    [InlineData("http://localhost:8080/name", false)]
    [InlineData("http://127.0.0.2/name", false)]
    [InlineData("http://[::1]/name", false)]
    [InlineData("git@git.example:name", false)]
    public void Http_to_another_machine_is_open(string address, bool isOpen)
    {
        Assert.True(UpstreamUrl.TryParse(address, out var upstream));
        Assert.Equal(isOpen, upstream.IsOpenHttp);
    }

    [Fact]
    public void A_folder_may_have_any_name()
    {
        var folder = Path.Combine(Path.GetTempPath(), "C#", "what");

        Assert.True(UpstreamUrl.TryParse(folder, out _));
        Assert.True(UpstreamUrl.TryParse("file:///srv/C#/name", out _));
    }
}
