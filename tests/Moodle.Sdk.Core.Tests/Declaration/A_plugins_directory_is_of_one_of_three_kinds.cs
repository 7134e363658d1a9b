using Moodle.Sdk.Declaration;
using Xunit;
using static Moodle.Sdk.Core.Tests.Declaration.Declared;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed class A_plugins_directory_is_of_one_of_three_kinds
{
    [Theory]
    [InlineData("https://git.example/directory", "git https://git.example/directory")]
    [InlineData("https://git.example/directory.git", "git https://git.example/directory.git")]
    [InlineData("moodle.org", "web https://download.moodle.org/api/1.3/pluglist.php ")]
    [InlineData("https://x.example/api/pluglist.php", "web https://x.example/api/pluglist.php ")]
    [InlineData("https://x.example/plugins.JSON?token=a%2F", "web https://x.example/plugins.JSON ?token=a%2F")]
    [InlineData("plugins.json", "disk /sites/plugins.json plugins.json")]
    [InlineData(@"..\fleet\plugins.json", "disk /fleet/plugins.json ../fleet/plugins.json")]
    public void By_what_is_written(string include, string expected) => Assert.Equal(expected, Kind(Read(Site(Plugin("mod_a1")) with { PluginsDirectories = [Item(include)] }).PluginsDirectories[0]));

    [Theory]
    [InlineData("ftp://x.example/plugins.json", "MOODLE1007")]
    [InlineData("https://git.example/directory?token=s3cr3t", "MOODLE1022")]
    public void What_is_none_is_an_error(string include, string code)
    {
        var error = Assert.Single(Told(Site() with { PluginsDirectories = [Item(include)] }));

        Assert.Equal(code, error.Id);
        Assert.DoesNotContain("s3cr3t", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://x.example/plugins.json?token=s3cr3t", "An address has the metadata Tag")]
    [InlineData("plugins.json", "plugins.json has the metadata Tag")]
    public void It_takes_no_metadata(string include, string message)
    {
        var error = Assert.Single(Told(Site() with { PluginsDirectories = [Item(include, "Tag=v1")] }));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_name_in_its_address_counts_as_a_secret() =>
        Assert.Equal("MOODLE1008", Assert.Single(Told(Site() with { PluginsDirectories = [Item("https://t0k3n@x.example/plugins.json")] })).Id);

    private static string Kind(PluginsDirectory directory) => directory switch
    {
        PluginsDirectory.OfGit git => $"git {git.Upstream}",
        PluginsDirectory.ListOnWeb web => $"web {web.File} {web.File.Query}",
        PluginsDirectory.ListOnDisk disk => $"disk {disk.Path[Path.GetPathRoot(disk.Path)!.Length..].Replace('\\', '/').Insert(0, "/")} {disk.Written}",
        _ => throw new ArgumentException(directory.ToString()),
    };
}
