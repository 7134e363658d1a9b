namespace Moodle.Sdk.Testing;

/// <summary>
/// Both packages, packed once per test run under a version of their own: the tests use what users get, and never an older package of the same number.
/// </summary>
public sealed class PackedSdk
{
    private static readonly Lazy<PackedSdk> Shared = new(() => new PackedSdk());

    private PackedSdk()
    {
        var work = Path.Combine(Path.GetTempPath(), $"moodle-sdk-{Environment.ProcessId}-{Guid.NewGuid():N}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(work, recursive: true);
        Feed = Path.Combine(work, "feed");
        PackageCache = Path.Combine(work, "packages");
        Version = $"1.0.0-test.{DateTime.UtcNow.Ticks}";
        foreach (var project in new[] { "sdk/Moodle.Sdk/Moodle.Sdk.csproj", "templates/Moodle.Templates/Moodle.Templates.csproj" })
        {
            // An own output of this configuration: the tests' own build may lie in the usual place.
            // The assemblies name no version of this run, so that nothing is compiled that has not changed.
            var pack = DotnetCli.Run(RepositoryRoot, ["pack", project, "-c", "Release", "-o", Feed, $"-p:Version={Version}", "-p:InformationalVersion=1.0.0-test"]);
            if (pack.ExitCode != 0)
            {
                throw new InvalidOperationException(pack.Output);
            }
        }
    }

    /// <summary>The packages of this test run.</summary>
    public static PackedSdk Instance => Shared.Value;

    /// <summary>The folder of the two nupkg files.</summary>
    public string Feed { get; }

    /// <summary>The packages folder that stands in for the user's.</summary>
    public string PackageCache { get; }

    /// <summary>The version of this test run.</summary>
    public string Version { get; }

    /// <summary>The nupkg of a package.</summary>
    public string Package(string id) => Path.Combine(Feed, $"{id}.{Version}.nupkg");

    /// <summary>The root of this repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Moodle.Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Moodle.Sdk.sln is in no parent folder.");
        }

        return folder;
    }
}
