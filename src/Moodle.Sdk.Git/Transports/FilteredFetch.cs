using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Brings of many commits no more than it takes to choose among them: the commits, their trees down to some files, and these files. That is a few kilobytes
/// where the commits themselves may be hundreds of megabytes.
/// </summary>
internal sealed class FilteredFetch(HttpConnection connection)
{
    /// <summary>Brings it, in one connection.</summary>
    /// <param name="repositoryFolder">A bare repository that nobody else uses, and that is thrown away afterwards: it stays full of holes.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="paths">The files' paths, with slashes.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public Task<Attempt> RunAsync(string repositoryFolder, IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) =>
        connection.TalkAsync(
            upstream =>
            {
                if (!upstream.Can("shallow") || !upstream.Can("filter"))
                {
                    return false;
                }

                var packs = Path.Combine(repositoryFolder, "objects", "pack");
                // Trees down to the files' folders alone; an object that is asked for by its id is not filtered.
                upstream.Fetch(commits.Select(c => c.Id), ["deepen 1", $"filter tree:{paths.Max(p => p.Split('/').Length)}"], (pack, _) => PackReceiver.Receive(pack, packs, null, cancel));
                if (Files(repositoryFolder, commits, paths) is not { } files)
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
    private static ObjectId[]? Files(string repositoryFolder, IEnumerable<CommitId> commits, IReadOnlyCollection<string> paths)
    {
        using var objects = ObjectReader.Open(repositoryFolder);
        try
        {
            return Files(objects, commits, paths);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private static ObjectId[] Files(IObjectReader objects, IEnumerable<CommitId> commits, IReadOnlyCollection<string> paths) =>
    [
        .. commits.Select(c => objects.TryReadCommit(c.Id))
            .OfType<GitCommit>()
            .SelectMany(c => paths.Select(p => Find(objects, c.Tree, p.Split('/'))))
            .OfType<ObjectId>()
            .Distinct()
            .Where(id => !objects.Contains(id)),
    ];

    private static ObjectId? Find(IObjectReader objects, TreeId tree, ReadOnlySpan<string> names)
    {
        var name = names[0];
        return objects.ReadTree(tree).FirstOrDefault(e => e.Name == name) switch
        {
            { Mode: EntryMode.Tree, Id: var folder } when names.Length > 1 => Find(objects, new TreeId(folder), names[1..]),
            { Mode: EntryMode.File or EntryMode.Executable, Id: var file } when names.Length == 1 => file,
            _ => null,
        };
    }
}
