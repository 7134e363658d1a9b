using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class An_MSBuild_that_cannot_load_the_SDK_is_told_so : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Theory]
    [InlineData("_MoodleToolsetRuntime=Full", @"MSBuild 18\.[0-9.]+ \(Full\)", "restore", "build", "publish", "clean")]
    [InlineData("_MoodleToolsetVersion=17.14.28", @"MSBuild 17\.14\.28 \(Core\)", "build")]
    public void By_one_error_that_says_what_to_install(string toolset, string named, params string[] verbs)
    {
        using var site = _world.DeclaredSite();

        foreach (var verb in verbs)
        {
            var result = site.Run(verb, "-p:" + toolset);

            Assert.NotEqual(0, result.ExitCode);
            Assert.Matches(
                $@"site\.moodleproj : error MOODLE1001: Moodle\.Sdk needs the \.NET 10 SDK's own MSBuild; this one is {named}\. Install the \.NET 10 SDK",
                Assert.Single(result.Diagnostics.Select(WithoutNode).Distinct()));
        }

        Assert.False(File.Exists(site.LockFile));
    }

    [Fact]
    public void And_is_asked_nothing_in_evaluation_that_it_does_not_know()
    {
        using var site = _world.DeclaredSite();

        // What .NET Framework lacks is asked only where the runtime is the right one.
        Assert.Contains("/tools/net10.0/", site.Run("build", "-p:_MoodleToolsetRuntime=Full", "-getProperty:MoodleSdkTaskAssembly").StandardOutput, StringComparison.Ordinal);
    }

    // dotnet clean puts the number of the node before the line.
    private static string WithoutNode(string line) => line.StartsWith("1>", StringComparison.Ordinal) ? line[2..] : line;

    public void Dispose() => _world.Dispose();
}
