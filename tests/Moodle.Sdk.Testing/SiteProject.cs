namespace Moodle.Sdk.Testing;

/// <summary>A site as a user has it: a folder with a project file, a nuget.config for the packed SDK, and a git cache of its own.</summary>
public sealed class SiteProject : IDisposable
{
    private readonly TempFolder? _owned;

    /// <summary>A site in a folder of its own, deleted at the end.</summary>
    public SiteProject(string name = "site")
        : this(new TempFolder(), name)
    {
    }

    private SiteProject(TempFolder owned, string name)
        : this(owned.Path, name) => _owned = owned;

    /// <summary>A site in a folder that the caller owns.</summary>
    public SiteProject(string folder, string name)
    {
        Folder = folder;
        Name = name;
        Directory.CreateDirectory(folder);
        WriteNuGetConfig(folder);
        GitCache = Path.Combine(folder, ".git-cache");
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>The project's name.</summary>
    public string Name { get; }

    /// <summary>The git cache that the site's commands use.</summary>
    public string GitCache { get; set; }

    /// <summary>Which engine the site's commands use.</summary>
    public string GitEngine { get; set; } = "auto";

    /// <summary>Which of the packed SDKs the project names.</summary>
    public string SdkVersion { get; set; } = PackedSdk.Instance.Version;

    /// <summary>Further environment variables of the site's commands.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>The project file.</summary>
    public string ProjectFile => Path.Combine(Folder, $"{Name}.moodleproj");

    /// <summary>The lock file.</summary>
    public string LockFile => Path.Combine(Folder, $"{Name}.lock.json");

    /// <summary>The output of a Debug build.</summary>
    public string Output => Path.Combine(Folder, "bin", "Debug", Name);

    /// <summary>Writes the nuget.config that leads to the packed SDK and nowhere else.</summary>
    public static void WriteNuGetConfig(string folder) => File.WriteAllText(
        Path.Combine(folder, "nuget.config"),
        $"""
        <configuration>
          <packageSources><clear /><add key="packed" value="{PackedSdk.Instance.Feed}" /></packageSources>
        </configuration>
        """);

    /// <summary>Writes the project: properties first, then items, both as XML.</summary>
    public void Declare(string properties, string items = "") => File.WriteAllText(
        ProjectFile,
        $"""
        <Project Sdk="Moodle.Sdk/{SdkVersion}">
          <PropertyGroup>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>
        """);

    /// <summary>Runs a dotnet verb on the project, such as <c>Run("build", "--no-restore")</c>.</summary>
    public CliResult Run(string verb, params string[] arguments)
    {
        using var running = Start(verb, arguments);
        return running.Wait();
    }

    /// <summary>Runs a dotnet command in the site's folder without naming the project.</summary>
    public CliResult RunInFolder(params string[] arguments)
    {
        using var running = StartInFolder(arguments);
        return running.Wait();
    }

    /// <summary>Starts a dotnet command in the site's folder without naming the project.</summary>
    public RunningCli StartInFolder(params string[] arguments) => DotnetCli.Start(Folder, arguments, Variables());

    /// <summary>Starts a dotnet verb on the project.</summary>
    public RunningCli Start(string verb, params string[] arguments) =>
        DotnetCli.Start(Folder, [verb, ProjectFile, .. arguments], Variables());

    /// <summary>Starts a dotnet verb on the project, to interrupt it.</summary>
    public RunningCli StartToInterrupt(string verb) => DotnetCli.Start(Folder, [verb, ProjectFile], Variables(), toInterrupt: true);

    /// <summary>Every file of the output as path and content hash, unmanaged ones too.</summary>
    public IReadOnlyDictionary<string, string> OutputFiles(string? output = null) => FolderContent.Of(output ?? Output);

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();

    private Dictionary<string, string?> Variables() => new(Environment)
    {
        ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache,
        ["MOODLE_GIT_CACHE"] = GitCache,
        ["MoodleGitEngine"] = GitEngine,
    };
}
