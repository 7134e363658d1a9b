using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

/// <summary>The first run used to write and fail, and the next was green.</summary>
public sealed class A_warning_made_an_error_leaves_everything_as_it_was : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public A_warning_made_an_error_leaves_everything_as_it_was()
    {
        _world.Plugin("mod_old").Release(new PluginVersion("2024100701") { Supported = (401, 402) }, "v1");
        _site = _world.Site();
        Declare();
    }

    [Theory]
    [InlineData("", "-warnaserror")]
    [InlineData("", "-warnaserror:MOODLE1440")]
    [InlineData("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>")]
    [InlineData("<WarningsAsErrors>MOODLE1440</WarningsAsErrors>")]
    public void However_it_was_made_one_no_lock_and_no_output_are_written(string property, params string[] switches)
    {
        Declare(property);

        for (var run = 1; run <= 2; run++)
        {
            var build = _site.Run("build", switches);
            Assert.NotEqual(0, build.ExitCode);
            Assert.Contains("error MOODLE1440", build.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(_site.LockFile));
            Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin")));
        }
    }

    [Fact]
    public void With_a_lock_no_output_archive_or_published_folder_is()
    {
        Assert.Equal(0, _site.Run("restore").ExitCode);
        var locked = File.ReadAllText(_site.LockFile);

        foreach (var verb in new[] { "build", "publish" })
        {
            var run = _site.Run(verb, "--no-restore", "-warnaserror");
            Assert.Contains("error MOODLE1440", run.Output, StringComparison.Ordinal);
            Assert.NotEqual(0, run.ExitCode);
        }

        Assert.Equal(locked, File.ReadAllText(_site.LockFile));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin")));

        // A build that has nothing to do is judged by the same warnings.
        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.NotEqual(0, _site.Run("build", "--no-restore", "-warnaserror").ExitCode);
        Assert.Equal(0, _site.Run("build", "-warnaserror", "-p:NoWarn=MOODLE1440").ExitCode);
    }

    public void Dispose() => _world.Dispose();

    private void Declare(string property = "") => _site.Declare(_world.Properties("4.5.10") + property, _world.Item("mod_old"));
}
