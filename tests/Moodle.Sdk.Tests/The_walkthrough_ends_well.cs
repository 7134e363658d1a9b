using System.Reflection;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_walkthrough_ends_well
{
    // That of these tests: it is compiled already.
    private static readonly string Configuration = typeof(The_walkthrough_ends_well).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [FactThatNeeds(Needs.Scripts)]
    public void Where_there_is_no_git()
    {
        // The walkthrough packs too, in the same obj folders: not at the same time.
        _ = PackedSdk.Instance;
        using var folder = new TempFolder();
        // A PATH with dotnet alone.
        var dotnet = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(p => Path.Combine(p, "dotnet")).First(File.Exists);
        File.CreateSymbolicLink(folder["dotnet"], dotnet);

        var walkthrough = DotnetCli.Run(
            PackedSdk.RepositoryRoot,
            ["run", "-c", Configuration, "--project", Path.Combine("samples", "Walkthrough")],
            new Dictionary<string, string?> { ["PATH"] = folder.Path });

        Assert.True(walkthrough.ExitCode == 0, walkthrough.Output);
        // The site of samples/OwnChanges: what a branch and a patch changed, a patch that was made of an edit, and one that no longer fits.
        Assert.All(["// A page for each day.\n\n// Teachers and parents read it.\n", "// Welcome to the lycee.", "+// Late is absent.", "error MOODLE1231: patches/attendance.patch does not fit"], text => Assert.Contains(text, walkthrough.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(" warning ", walkthrough.Output.Replace("warning MOODLE1606", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("lycee-4.5.6-", walkthrough.Output, StringComparison.Ordinal);
        // The site of samples/EverySource: its lock has each kind, and its output what was edited in the folder.
        Assert.All(["\"submodule library\": ", "\"archive\": \"./vendor/format_periods.zip\"", "\"path\": \"plugins/local_campus\"", "// Edited a moment ago.\n---"], text => Assert.Contains(text, walkthrough.Output, StringComparison.Ordinal));
    }
}
