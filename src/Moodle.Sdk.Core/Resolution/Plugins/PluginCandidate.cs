using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Sources.Transports;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>A tag or branch head that a plugin may be taken from, with its version.php.</summary>
/// <param name="Ref">The tag or branch.</param>
/// <param name="File">Its version.php, read.</param>
internal sealed record PluginCandidate(RemoteRef Ref, VersionFile File)
{
    /// <summary>The version number; lowest of all when it cannot be read.</summary>
    public VersionNumber Version => File.Version.IsSet ? File.Version.Value : default;

    /// <summary>As people say it: <c>tag v1.2</c>.</summary>
    public string Name => Describe(Ref);

    /// <summary>A ref as people say it.</summary>
    public static string Describe(RemoteRef reference) => $"{(reference.IsTag ? "tag" : "branch")} {reference.ShortName}";

    /// <summary>
    /// Highest version first; then a tag before a branch head, and the branch named after this Moodle before others. Maintainers give several tags one number
    /// now and then: of these the last by name, so that the choice is always the same.
    /// </summary>
    public static IOrderedEnumerable<PluginCandidate> Order(IEnumerable<PluginCandidate> candidates, MoodleBranch moodle) =>
        ThenByVersion(candidates.OrderBy(_ => 0), moodle);

    /// <inheritdoc cref="Order"/>
    public static IOrderedEnumerable<PluginCandidate> ThenByVersion(IOrderedEnumerable<PluginCandidate> candidates, MoodleBranch moodle) =>
        candidates
            .ThenByDescending(c => c.Version)
            .ThenByDescending(c => c.Ref.IsTag)
            .ThenByDescending(c => c.Ref.IsBranch && StableBranch.IsNamedAfter(c.Ref.ShortName, moodle))
            .ThenByDescending(c => c.Ref.ShortName, References.NaturalOrder.Instance);

    /// <summary>Reads version.php at each ref; refs without one yield nothing. Most refs share their files: each is read once.</summary>
    public static IReadOnlyList<PluginCandidate> Read(IObjectReader objects, IEnumerable<RemoteRef> refs, CancellationToken cancel)
    {
        var files = new Dictionary<BlobId, VersionFile>();
        var commits = new Dictionary<CommitId, VersionFile?>();
        var candidates = new List<PluginCandidate>();
        foreach (var reference in refs)
        {
            cancel.ThrowIfCancellationRequested();
            if (!commits.TryGetValue(reference.Commit, out var file))
            {
                file = ReadAt(objects, reference.Commit, files);
                commits.Add(reference.Commit, file);
            }

            if (file is not null)
            {
                candidates.Add(new(reference, file));
            }
        }

        return candidates;
    }

    private static VersionFile? ReadAt(IObjectReader objects, CommitId commit, Dictionary<BlobId, VersionFile> files)
    {
        // Not every tag leads to a commit.
        if (objects.TryReadCommit(commit.Id) is not { } read || ComponentReader.FindVersionFile(objects.ReadTree(read.Tree)) is not { } blob)
        {
            return null;
        }

        if (!files.TryGetValue(blob, out var file))
        {
            file = VersionFileReader.Read(objects.ReadBlob(blob));
            files.Add(blob, file);
        }

        return file;
    }
}
