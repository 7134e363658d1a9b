using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>A commit that a plugin may be taken from, with its version.php.</summary>
/// <param name="Ref">The tag or branch that leads to it; null for a commit by id.</param>
/// <param name="Commit">The commit, with its time.</param>
/// <param name="File">Its version.php, read.</param>
internal sealed record PluginCandidate(RemoteRef? Ref, GitCommit Commit, VersionFile File)
{
    /// <summary>The version number; lowest of all when it cannot be read.</summary>
    public VersionNumber Version => File.Version.IsSet ? File.Version.Value : default;

    /// <summary>The release text, or null.</summary>
    public string? Release => File.Release is { IsSet: true, Value: { } release } ? release.Trim() : null;

    /// <summary>True when it lies in the history of its branch, not at the head.</summary>
    public bool IsPast { get; init; }

    public bool IsTag => Ref?.IsTag == true;

    /// <summary>Name of the tag or branch, as people use it.</summary>
    public string ShortName => Ref?.ShortName ?? "";

    /// <summary>As people say it: <c>tag v1.2</c>.</summary>
    public string Name => (Ref, IsPast) switch
    {
        (null, _) => $"commit {Commit.Id.Id.ToShortString()}",
        (_, true) => $"commit {Commit.Id.Id.ToShortString()} of {Describe(Ref)}",
        _ => Describe(Ref),
    };

    /// <summary>Whether the branch, by its name, holds stable versions.</summary>
    public bool IsStableBranch => Ref is { IsBranch: true } && StableBranch.IsStable(ShortName);

    /// <summary>Whether the version number is a slip of the pen: too many digits, or a date more than a year after the commit.</summary>
    public bool HasSlip
    {
        get
        {
            const decimal elevenDigits = 10_000_000_000, tenDigits = 1_000_000_000;
            var latest = Commit.Time.UtcDateTime.Year >= 9999 ? decimal.MaxValue : DayOf(Commit.Time.UtcDateTime.AddYears(1));
            return Version.Value >= elevenDigits || (Version.Value >= tenDigits && decimal.Floor(Version.Value / 100) > latest);
        }
    }

    /// <summary>Whether its version.php is that of a plugin, or may be: old ones do not say whose they are.</summary>
    public bool IsOf(ComponentName component) => File.Component.IsSet ? File.Component.Value == component.ToString() : !ComponentReader.IsOfMoodle(File);

    /// <summary>A ref as people say it.</summary>
    public static string Describe(RemoteRef reference) => $"{(reference.IsTag ? "tag" : "branch")} {reference.ShortName}";

    /// <summary>Reads version.php at each ref; refs without one yield nothing. Most refs share their files: each is read once.</summary>
    /// <param name="objects">Reads them.</param>
    /// <param name="refs">The refs.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="subdirectory">The folder that the plugin lies in; null for the root.</param>
    public static IReadOnlyList<PluginCandidate> Read(IObjectReader objects, IEnumerable<RemoteRef> refs, CancellationToken cancel, string? subdirectory = null)
    {
        var files = new Dictionary<BlobId, VersionFile>();
        var commits = new Dictionary<CommitId, PluginCandidate?>();
        foreach (var reference in refs)
        {
            cancel.ThrowIfCancellationRequested();
            if (!commits.ContainsKey(reference.Commit))
            {
                // Not every tag leads to a commit.
                var commit = objects.TryReadCommit(reference.Commit.Id);
                var blob = commit is null ? null : ComponentReader.FindVersionFile(new TreeFiles(objects, commit.Tree), subdirectory);
                commits.Add(reference.Commit, blob is { } id ? new(reference, commit!, Read(id)) : null);
            }
        }

        return [.. refs.Select(r => commits[r.Commit] is { } read ? read with { Ref = r } : null).OfType<PluginCandidate>()];

        VersionFile Read(BlobId blob) => files.TryGetValue(blob, out var file) ? file : files[blob] = VersionFileReader.Read(objects, blob);
    }

    private static decimal DayOf(DateTime day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;
}
