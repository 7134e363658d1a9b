using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Brings of many commits no more than it takes to choose among them: the commits, their trees down to some files, and these files. That is a few kilobytes
/// where the commits themselves may be hundreds of megabytes.
/// </summary>
internal static class FilteredFetch
{
    /// <summary>Brings it, in two requests; false when the upstream cannot leave things out, or leaves out more than it was asked to.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses, and that is thrown away afterwards: it stays full of holes.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="paths">The files' paths, with slashes.</param>
    /// <param name="cancel">Stops it.</param>
    public static bool TryRun(
        UploadPack upstream, string repositoryFolder, IEnumerable<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        if (!upstream.Can("shallow") || !upstream.Can("filter"))
        {
            return false;
        }

        var packs = Path.Combine(repositoryFolder, "objects", "pack");
        var ids = commits.Distinct().ToList().ConvertAll(c => c.Id);
        // Trees down to the files' folders alone; an object that is asked for by its id is not filtered.
        upstream.Fetch(ids, ["deepen 1", $"filter tree:{paths.Max(p => p.Split('/').Length)}"], (pack, _) => PackReceiver.Receive(pack, packs, null, cancel));
        if (Files(repositoryFolder, ids, paths) is not { } files)
        {
            return false;
        }

        if (files.Count > 0)
        {
            upstream.Fetch(files, [], (pack, _) => PackReceiver.Receive(pack, packs, new PackContent(files, []), cancel));
        }

        return true;
    }

    // The files that have not come yet; null when a tree has not.
    private static List<ObjectId>? Files(string repositoryFolder, List<ObjectId> commits, IReadOnlyCollection<string> paths)
    {
        using var objects = ObjectReader.Open(repositoryFolder);
        var files = new HashSet<ObjectId>();
        try
        {
            foreach (var commit in commits)
            {
                var tree = objects.TryReadCommit(commit)?.Tree;
                foreach (var path in tree is null ? [] : paths)
                {
                    if (Find(objects, tree!.Value, path.Split('/')) is { } file && !objects.Contains(file))
                    {
                        files.Add(file);
                    }
                }
            }

            return [.. files];
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

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
