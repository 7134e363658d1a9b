using System.IO.Compression;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_package_is_complete
{
    [Fact]
    public void The_tasks_lie_beside_their_deps_json_and_the_native_libraries_of_every_platform()
    {
        using var package = ZipFile.OpenRead(PackedSdk.Instance.Package);
        var files = package.Entries.Select(e => e.FullName).ToHashSet();

        // Without the .deps.json MSBuild finds nothing under runtimes/, and every build with the embedded engine fails.
        Assert.Superset(
            new HashSet<string>
            {
                "Sdk/Sdk.props", "Sdk/Sdk.targets", "targets/build.targets", "docs/diagnostics.md", "README.md",
                "tools/net10.0/Moodle.Sdk.Tasks.dll", "tools/net10.0/Moodle.Sdk.Tasks.deps.json", "tools/net10.0/Moodle.Sdk.Core.dll", "tools/net10.0/Moodle.Sdk.Git.dll", "tools/net10.0/LibGit2Sharp.dll",
                "tools/linux-x64/Moodle.Sdk.Tasks.dll", "tools/linux-x64/Moodle.Sdk.Tasks.deps.json", "tools/linux-x64/Moodle.Sdk.Core.dll", "tools/linux-x64/Moodle.Sdk.Git.dll", "tools/linux-x64/LibGit2Sharp.dll",
            },
            files);
        foreach (var rid in new[] { "linux-x64", "linux-arm64", "linux-musl-x64", "osx-arm64", "win-x64" })
        {
            Assert.Contains(files, f => f.StartsWith($"tools/net10.0/runtimes/{rid}/native/", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(files, f => f.Contains("Microsoft.Build", StringComparison.Ordinal) || f.EndsWith(".pdb", StringComparison.Ordinal));
    }
}
