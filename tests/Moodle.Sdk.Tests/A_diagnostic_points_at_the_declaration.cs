using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_diagnostic_points_at_the_declaration : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public A_diagnostic_points_at_the_declaration() => _site = _world.Site();

    [Fact]
    public void In_whichever_file_it_stands()
    {
        File.WriteAllText(Path.Combine(_site.Folder, "Directory.Build.props"), """
            <Project>
              <ItemGroup>
                <MoodlePluginDefault Include="mod_attendance" Brnach="main" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(_site.Folder, "Directory.Build.targets"), """
            <Project>
              <PropertyGroup>
                <MoodleOfline>true</MoodleOfline>
              </PropertyGroup>
            </Project>
            """);
        _site.Declare(_world.Properties("4.5.10"), "<MoodlePlugin Include=\"mod_attendance\" Path=\"../attendance\" Version=\"1\" /><MoodleCoreRemove Include=\"mod/../chat\" />");

        var restore = _site.Run("restore", "-p:MoodleTheme=boost");

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Equal(
            [
                "Directory.Build.props(3,6): error MOODLE1014: mod_attendance has the metadata Brnach",
                "Directory.Build.targets(3,6): error MOODLE1019: Nothing reads the property MoodleOfline",
                "site.moodleproj : warning MOODLE1020: Nothing in this version",
                "site.moodleproj(6,6): error MOODLE1016: mod_attendance has Version beside Path",
                "site.moodleproj(6,80): error MOODLE1018: 'mod/../chat' is neither",
            ],
            restore.Diagnostics.Select(d => d[(_site.Folder.Length + 1)..]).Order(StringComparer.Ordinal),
            (expected, told) => told.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Or_at_the_line_of_the_lock_where_that_is_wrong()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        var text = File.ReadAllLines(site.LockFile);
        var name = Path.GetFileName(site.LockFile);

        File.WriteAllLines(site.LockFile, [.. text[..2], "<<<<<<< HEAD", .. text[2..]]);
        var build = site.Run("build", "--no-restore");
        Assert.Contains($"{name}(3,1): error MOODLE1302", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }
}
