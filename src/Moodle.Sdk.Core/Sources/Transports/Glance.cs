using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Sources.Receiving;

namespace Moodle.Sdk.Sources.Transports;

/// <summary>
/// Brings of many commits no more than it takes to choose among them: the commits, their root trees and one file in these. That is a few kilobytes
/// where the commits themselves may be hundreds of megabytes.
/// </summary>
internal sealed class Glance(HttpConnection connection)
{
    /// <summary>Brings it, in one connection.</summary>
    /// <param name="repositoryFolder">A bare repository that nobody else uses, and that is thrown away afterwards: it stays full of holes.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="fileName">The file.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public Task<Attempt> RunAsync(string repositoryFolder, IReadOnlyCollection<CommitId> commits, string fileName, CancellationToken cancel) =>
        connection.TalkAsync(
            upstream =>
            {
                if (!upstream.Can("shallow") || !upstream.Can("filter"))
                {
                    return false;
                }

                var packs = Path.Combine(repositoryFolder, "objects", "pack");
                // Trees of the first level alone; an object that is asked for by its id is not filtered.
                upstream.Fetch(commits.Select(c => c.Id), ["deepen 1", "filter tree:1"], (pack, _) => PackReceiver.Receive(pack, packs, null, cancel));
                if (Files(repositoryFolder, commits, fileName) is not { } files)
                {
                    return false;
                }

                if (files.Length > 0)
                {
                    upstream.Fetch(files, [], (pack, _) => PackReceiver.Receive(pack, packs, new PackContent(files, []), cancel));
                }

                return true;
            },
            cancel);

    // Null when the upstream left out more than it was asked to.
    private static ObjectId[]? Files(string repositoryFolder, IEnumerable<CommitId> commits, string fileName)
    {
        using var objects = ObjectReader.Open(repositoryFolder);
        try
        {
            return Files(objects, commits, fileName);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private static ObjectId[] Files(IObjectReader objects, IEnumerable<CommitId> commits, string fileName) =>
    [
        .. commits.Select(c => objects.TryReadCommit(c.Id))
            .OfType<GitCommit>()
            .SelectMany(c => objects.ReadTree(c.Tree))
            .Where(e => e.Name == fileName && e.Mode is EntryMode.File or EntryMode.Executable)
            .Select(e => e.Id)
            .Distinct()
            .Where(id => !objects.Contains(id)),
    ];
}
