using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed partial class The_template_starts_a_site : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Fact]
    public void A_new_site_builds_as_it_is()
    {
        var folder = Directory.CreateDirectory(_world.At("sites", "lycee")).FullName;
        Assert.Equal(0, New(folder, "install", PackedSdk.Instance.Template).ExitCode);

        var created = New(folder, "moodlesite", "-n", "lycee", "-o", folder, "--moodle", "4.5");

        Assert.True(created.ExitCode == 0, created.Output);
        Assert.Equal(
            [".gitignore", "Directory.Build.rsp", "README.md", "lycee.moodleproj", "nuget.config", "packages/README.md"],
            FolderContent.Of(folder).Keys.Order(StringComparer.Ordinal));
        var project = File.ReadAllText(Path.Combine(folder, "lycee.moodleproj"));
        Assert.Contains($"Sdk=\"Moodle.Sdk/{PackedSdk.Instance.Version}\"", project, StringComparison.Ordinal);
        Assert.Contains("<MoodleVersion>4.5</MoodleVersion>", project, StringComparison.Ordinal);
        Assert.Contains("lycee.lock.json", File.ReadAllText(Path.Combine(folder, ".gitignore")), StringComparison.Ordinal);
        using var site = new SiteProject(folder, "lycee") { GitCache = _world.GitCache };

        var build = site.Run("build", $"-p:MoodleRepository={_world.Server.Url("moodle.git")}");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(File.Exists(Path.Combine(site.Output, "version.php")));
    }

    [Fact]
    public void A_new_machine_builds_it_with_the_package_in_the_repository_and_no_other_source()
    {
        var folder = Directory.CreateDirectory(_world.At("sites", "lycee")).FullName;
        Assert.Equal(0, New(folder, "install", PackedSdk.Instance.Template).ExitCode);
        Assert.Equal(0, New(folder, "moodlesite", "-n", "lycee", "-o", folder, "--moodle", "4.5").ExitCode);
        var package = PackedSdk.Instance.Package;
        Assert.Contains(Path.GetFileName(package), File.ReadAllText(Path.Combine(folder, "packages", "README.md")), StringComparison.Ordinal);
        File.Copy(package, Path.Combine(folder, "packages", Path.GetFileName(package)));
        var home = _world.At("home");
        Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet"));
        File.WriteAllText(Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"), "<configuration><packageSources><clear /></packageSources></configuration>");

        var machine = new Dictionary<string, string?>
        {
            ["HOME"] = home,
            ["NUGET_PACKAGES"] = null,
            ["MOODLE_GIT_CACHE"] = _world.GitCache,
            ["MoodleRepository"] = _world.Server.Url("moodle.git"),
            ["CI"] = null,
            ["MSBUILDTERMINALLOGGER"] = null,
        };

        var build = DotnetCli.Run(folder, ["build"], machine);

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(File.Exists(Path.Combine(folder, "bin", "Debug", "lycee", "version.php")));
        Assert.Contains("core 2024100710", build.Output, StringComparison.Ordinal);

        // And so does a build server, with the commands of docs/ci.md and the lock as it is.
        machine["CI"] = "true";
        var commands = CommandsOfCi();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.True(DotnetCli.Run(folder, command.Split(' ')[1..], machine) is { ExitCode: 0, Diagnostics.Count: 0 }, command));
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "bin", "artifacts"), "lycee-4.5.10-*.tar.gz"));
    }

    [Fact]
    public void Where_CI_is_set_a_new_site_is_locked()
    {
        using var site = _world.DeclaredSite();
        var project = File.ReadAllText(Path.Combine(PackedSdk.RepositoryRoot, "templates", "Moodle.Templates", "content", "moodlesite", "MoodleSite.moodleproj"));
        File.WriteAllText(site.ProjectFile, project.Replace("MOODLE_SDK_VERSION", PackedSdk.Instance.Version, StringComparison.Ordinal).Replace("MOODLE_VERSION", "4.5.10", StringComparison.Ordinal));
        site.Environment["CI"] = "true";

        var build = site.Run("build", $"-p:MoodleRepository={_world.Server.Url("moodle.git")}");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains(build.Diagnostics, d => d.Contains("MOODLE13", StringComparison.Ordinal));
        Assert.False(File.Exists(site.LockFile));
    }

    public void Dispose() => _world.Dispose();

    // What the jobs of GitHub and GitLab run of dotnet.
    private static IReadOnlyCollection<string> CommandsOfCi() =>
        [.. Job.Matches(File.ReadAllText(Path.Combine(PackedSdk.RepositoryRoot, "docs", "ci.md"))).SelectMany(job => Command.Matches(job.Value)).Select(command => command.Groups[1].Value).Distinct()];

    [GeneratedRegex("(?s)```yaml\n.*?```")]
    private static partial Regex Job { get; }

    [GeneratedRegex("(?m)^ +- (?:run: )?(dotnet .+)$")]
    private static partial Regex Command { get; }

    private CliResult New(string folder, params string[] arguments) =>
        DotnetCli.Run(folder, ["new", .. arguments, "--debug:custom-hive", _world.At("hive")], new Dictionary<string, string?> { ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache });
}
