namespace Moodle.Sdk.Testing;

/// <summary>
/// The packages, each packed once per test run under a version of their own: the tests use what users get, and never an older package of the same number.
/// </summary>
public sealed class PackedSdk
{
    private static readonly Lazy<PackedSdk> Shared = new(() => new PackedSdk());

    private readonly Lazy<string> _template;

    private PackedSdk()
    {
        var work = Path.Combine(Path.GetTempPath(), $"moodle-sdk-{Environment.ProcessId}-{Guid.NewGuid():N}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(work, recursive: true);
        Feed = Path.Combine(work, "feed");
        PackageCache = Path.Combine(work, "packages");
        Version = $"1.0.0-test.{DateTime.UtcNow.Ticks}";
        Package = Pack("sdk", "Moodle.Sdk");
        _template = new(() => Pack("templates", "Moodle.Templates"));
    }

    /// <summary>The packages of this test run.</summary>
    public static PackedSdk Instance => Shared.Value;

    /// <summary>The folder of the nupkg files.</summary>
    public string Feed { get; }

    /// <summary>The packages folder that stands in for the user's.</summary>
    public string PackageCache { get; }

    /// <summary>The version of this test run.</summary>
    public string Version { get; }

    /// <summary>The nupkg of the SDK.</summary>
    public string Package { get; }

    /// <summary>The nupkg of the template.</summary>
    public string Template => _template.Value;

    /// <summary>The root of this repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    // The version is that of the package alone: the assemblies are those of every build, and what has been compiled in Release is not compiled again.
    private string Pack(string folder, string id)
    {
        var pack = DotnetCli.Run(RepositoryRoot, ["pack", Path.Combine(folder, id, $"{id}.csproj"), "-c", "Release", "-o", Feed, $"-p:PackageVersion={Version}"]);
        return pack.ExitCode == 0 ? Path.Combine(Feed, $"{id}.{Version}.nupkg") : throw new InvalidOperationException(pack.Output);
    }

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
