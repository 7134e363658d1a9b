using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_diagnostic_points_at_the_declaration : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public A_diagnostic_points_at_the_declaration() => _site = _world.Site();

    [Theory]
    [InlineData("<MoodleAdopt>false</MoodleAdopt>", "", "MOODLE1002", "MoodleVersion")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion><MoodleTag>v4.5.1</MoodleTag>", "", "MOODLE1003", "MoodleVersion and MoodleTag")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"attendance\" Repository=\"https://x/y\" />", "MOODLE1004", "'attendance'")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1;mod_a1\" Repository=\"https://x/y\" />", "MOODLE1005", "mod_a1")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" />", "MOODLE1006", "Repository")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"--upload-pack=touch\" />", "MOODLE1007", "mod_a1")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"ext::sh -c touch\" />", "MOODLE1007", "mod_a1")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"https://x/y\" Tag=\"a\" Branch=\"b\" />", "MOODLE1009", "Tag and Branch")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"https://x/y\" Commit=\"12\" />", "MOODLE1010", "'12'")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"https://x/y\" Tag=\"v1.*\" />", "MOODLE1011", "'v1.*'")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Path=\"../a1\" />", "MOODLE1012", "Path")]
    [InlineData("<MoodleVersion>4.5</MoodleVersion>", "<MoodlePlugin Include=\"mod_a1\" Repository=\"https://x/y\" AllowDowngrade=\"yes\" />", "MOODLE1013", "AllowDowngrade")]
    public void A_wrong_declaration_is_an_error_at_its_line(string properties, string items, string code, string told)
    {
        _site.Declare(properties, items);

        var restore = _site.Run("restore");

        Assert.NotEqual(0, restore.ExitCode);
        var line = Assert.Single(restore.Diagnostics);
        Assert.Contains($"error {code}: ", line, StringComparison.Ordinal);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.Matches(@"site\.moodleproj\(\d+,\d+\): ", line);
    }

    [Fact]
    public void An_item_of_a_Directory_Build_props_is_named_there()
    {
        _site.Declare(_world.Properties("4.5.10"));
        File.WriteAllText(Path.Combine(_site.Folder, "Directory.Build.props"), "<Project>\n  <ItemGroup>\n    <MoodlePlugin Include=\"mod_nowhere\" />\n  </ItemGroup>\n</Project>\n");

        var restore = _site.Run("restore");

        Assert.Contains("Directory.Build.props(3,6): error MOODLE1006: mod_nowhere", Assert.Single(restore.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_that_nothing_reads_is_a_warning_that_the_item_can_silence()
    {
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance", "Verison=\"1.0\""));

        var restore = _site.Run("restore");

        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.Contains("warning MOODLE1014: mod_attendance has the metadata Verison", Assert.Single(restore.Diagnostics), StringComparison.Ordinal);

        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance", "Verison=\"1.0\" NoWarn=\"MOODLE1014\""));
        Assert.Empty(_site.Run("restore").Diagnostics);
    }

    [Fact]
    public void A_password_in_an_address_is_a_warning_and_appears_nowhere()
    {
        var url = _world.Server.Url("mod_attendance.git").Replace("://", "://user:hunter2@", StringComparison.Ordinal);
        _site.Declare(_world.Properties("4.5.10"), $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{url}\" />");

        var restore = _site.Run("restore");

        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.Contains("MOODLE1008", Assert.Single(restore.Diagnostics), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", restore.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", File.ReadAllText(_site.LockFile), StringComparison.Ordinal);
        var cached = Directory.EnumerateFiles(_site.GitCache, "*", SearchOption.AllDirectories);
        Assert.DoesNotContain(cached, file => File.ReadAllText(file).Contains("hunter2", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }
}
