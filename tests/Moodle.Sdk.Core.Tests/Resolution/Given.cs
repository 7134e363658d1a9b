using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Core.Tests.Resolution;

/// <summary>Values that tests of resolution start from.</summary>
internal static class Given
{
    public static readonly Origin Origin = new("/site/site.moodleproj", "MoodlePlugin", "mod_example");

    public static readonly MoodleBranch Moodle45 = new(405);

    /// <summary>What fits Moodle 4.5.6.</summary>
    public static readonly Fitness Fitness45 = new(Number("2024100706.00"), Moodle45);

    /// <summary>The rule for Moodle 4.5.6.</summary>
    public static readonly CompatibleRule Rule = new(Fitness45);

    public static UpstreamUrl Upstream(string address = "https://git.example/moodle.git", string folder = "/site") =>
        UpstreamUrl.TryParse(address, folder, out var url) ? url : throw new ArgumentException(address);

    public static VersionNumber Number(string text) => VersionNumber.TryParse(text, out var number) ? number : throw new ArgumentException(text);

    public static ComponentName Component(string text) => ComponentName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    /// <summary>Tags by their names, each at a commit of its own; a name with a slash is taken as a full ref.</summary>
    public static RemoteRefs Refs(params string[] names) => new(
        [.. names.Select(n => n.StartsWith("refs/", StringComparison.Ordinal) ? n : $"refs/tags/{n}").Order(StringComparer.Ordinal).Select(Ref)],
        null);

    public static RemoteRef Ref(string name) => new(name, new CommitId(new ObjectId(SHA1.HashData(Encoding.UTF8.GetBytes(name)))));

    /// <summary>A tag with a version.php; its commit is of that day, else of May 2026.</summary>
    public static PluginCandidate Tag(string name, VersionFile file, string? day = null) => Candidate($"refs/tags/{name}", file, day);

    /// <summary>A branch head with a version.php.</summary>
    public static PluginCandidate Branch(string name, VersionFile file, string? day = null) => Candidate($"refs/heads/{name}", file, day);

    private static PluginCandidate Candidate(string name, VersionFile file, string? day)
    {
        var (reference, time) = (Ref(name), DateTimeOffset.Parse($"{day ?? "2026-05-01"}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        return new(reference, new GitCommit(reference.Commit, default, [], time), file);
    }

    /// <summary>A stable version file.</summary>
    public static VersionFile File(string version, string? requires = "2024100700", (int Low, int High)? supported = null, string? release = null) => new()
    {
        Release = release is null ? default : Field<string>.Of(release),
        Version = Field<VersionNumber>.Of(Number(version)),
        Requires = requires is null ? default : Field<VersionNumber>.Of(Number(requires)),
        Supported = supported is { } s ? Field<SupportedRange>.Of(new(new(s.Low), new(s.High))) : default,
    };
}
