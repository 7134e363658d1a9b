using System.Collections.Immutable;
using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>A version in the history of a branch: the last commit that has it, for that is what its maintainer released.</summary>
/// <param name="Branch">The branch, at that commit.</param>
/// <param name="Version">The version number; null when it cannot be read.</param>
/// <param name="Release">The release text, or null.</param>
internal sealed record PastVersion(RemoteRef Branch, VersionNumber? Version, string? Release);

/// <summary>The versions in the history of a plugin's stable and default branches, for those that no tag or head has.</summary>
/// <param name="Branches">The branches that were looked through.</param>
/// <param name="Commits">How many commits that were.</param>
/// <param name="Versions">Each version of each branch, newest first.</param>
/// <param name="Matching">Those that are asked for, with their version.php.</param>
internal sealed record VersionHistory(
    IReadOnlyList<RemoteRef> Branches, int Commits, IReadOnlyList<PastVersion> Versions, IReadOnlyList<PluginCandidate> Matching)
{
    // A longer text is no release that anybody would write.
    private const int LongestRelease = 80;

    // The most that version.php may hold in all, and the lines of all branches together, which share most of their commits: o365-moodle's have 26,000.
    private const int MostBytes = 256 << 20;
    private const int MostInLine = 2_000_000;

    // The number grows when what is kept of a version.php, or how it is read, becomes another.
    private const string Form = "version-and-release-1";

    // In the place of a number that cannot be read.
    private const string Unread = "-";

    /// <summary>Looks through the history of all branches that versions may be taken from.</summary>
    public static async Task<Result<VersionHistory>> ReadAsync(
        PluginDeclaration plugin, PluginVersionPattern pattern, ImmutableArray<RemoteRef> branches, Upstreams upstreams, CancellationToken cancel)
    {
        var source = (Source.Git)plugin.Source;
        if (branches.IsEmpty)
        {
            return new VersionHistory(branches, 0, [], []);
        }

        var read = await upstreams.ReadHistoryAsync(source.Upstream, ExactReference.Targets(branches), Reading(ComponentReader.VersionFileIn(source.Subdirectory)), plugin.Origin, cancel);
        return read.Then<VersionHistory>(history =>
        {
            var counted = 0;
            var versions = branches.Select(b => In(b, history, ref counted, cancel)).ToList();
            var matching = PluginCandidate.Read(history.Objects, [.. versions.SelectMany(v => Answers(v, pattern))], cancel, source.Subdirectory);
            return new VersionHistory(
                branches, history.Commits.Count, [.. versions.SelectMany(v => v)], [.. matching.Where(c => c.IsOf(plugin.Component)).Select(c => c with { IsPast = true })]);
        });
    }

    /// <summary>What is kept of each version.php: its version number, and behind a space its release.</summary>
    /// <param name="path">The path of the file.</param>
    public static FileReading Reading(string path) => new(path, Form, new Reader().Words);

    private static List<PastVersion> In(RemoteRef branch, FileHistory history, ref int counted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (versions, seen) = (new List<PastVersion>(), new HashSet<string>(StringComparer.Ordinal) { "" });
        foreach (var past in history.Of(branch.Commit))
        {
            if (++counted > MostInLine)
            {
                throw RefusedContentException.TooMuch(string.Create(CultureInfo.InvariantCulture, $"branches with more than {MostInLine:N0} commits, those that they share counted for each"));
            }

            if (seen.Add(past.Said))
            {
                var words = past.Said.Split(' ', 2);
                versions.Add(new(branch with { Commit = past.Commit.Id }, VersionNumber.TryParse(words[0], out var number) ? number : null, words is [_, var release] ? release : null));
            }
        }

        return versions;
    }

    // Of one number the last commit, whatever it is released as.
    private static IEnumerable<RemoteRef> Answers(IReadOnlyList<PastVersion> versions, PluginVersionPattern pattern) =>
        versions.Where(v => v.Release is { } release && pattern.MatchesText(release))
            .Concat(versions.DistinctBy(v => v.Version).Where(v => v.Version is { } number && pattern.MatchesNumber(number)))
            .Select(v => v.Branch).Distinct();

    private sealed class Reader
    {
        private long _bytes;

        public string Words(IObjectReader objects, BlobId blob)
        {
            var content = objects.ReadBlob(blob, VersionFileReader.LargestFile, out var length);
            _bytes += content is null ? 0 : length;
            return _bytes > MostBytes ? throw RefusedContentException.TooMuch($"a history with more than {MostBytes >> 20} MB of version.php")
                : content is null ? Unread
                : Words(VersionFileReader.Read(content));
        }

        private static string Words(VersionFile file)
        {
            var release = file.Release is { IsSet: true, Value: { } text } && text.Trim() is { Length: <= LongestRelease } trimmed && !trimmed.Any(char.IsControl) ? $" {trimmed}" : "";
            return (file.Version.IsSet ? file.Version.Value.ToString() : Unread) + release;
        }
    }
}
