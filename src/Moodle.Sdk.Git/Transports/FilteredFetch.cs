using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Brings of many commits no more than it takes to choose among them: the commits, their trees down to some files, and these files. That is a few kilobytes
/// where the commits themselves may be hundreds of megabytes.
/// </summary>
internal static class FilteredFetch
{
    /// <summary>Brings it, in two requests mostly; false when the upstream cannot leave things out, or leaves out more than it was asked to.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses, and that no code is taken from: it stays full of holes.</param>
    /// <param name="wanted">What.</param>
    /// <param name="cancel">Stops it.</param>
    public static bool TryRun(UploadPack upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel)
    {
        if (!upstream.Can("shallow") || !upstream.Can("filter"))
        {
            return false;
        }

        var packs = Path.Combine(repositoryFolder, "objects", "pack");
        var commits = wanted.Commits.Select(c => c.Id).Except(wanted.Held).ToList();
        if (commits.Count > 0)
        {
            // Trees down to the files' folders alone.
            string[] limits = wanted.Depth == FetchDepth.Tip ? ["deepen 1"] : [];
            upstream.Fetch(commits, [.. limits, $"filter {wanted.Filter}"], wanted.Held, (pack, ends) =>
            {
                PackReceiver.Receive(pack, packs, null, cancel);
                if (wanted.Depth == FetchDepth.History && ends.Shallow.Count > 0)
                {
                    PackFetch.WriteShallow(repositoryFolder, ends.Shallow);
                }
            });
        }

        // The files at once; folders before them only where the repository was filled for a file that lies less deep.
        for (var round = 0; round <= wanted.FolderDepth; round++)
        {
            if (Missing(repositoryFolder, wanted) is not { } missing)
            {
                return false;
            }

            if (missing.Count == 0)
            {
                return true;
            }

            // An object that is asked for by its id is not filtered.
            upstream.Fetch(missing, ["filter tree:0"], [], (pack, _) => PackReceiver.Receive(pack, packs, null, cancel));
        }

        return Missing(repositoryFolder, wanted) is { Count: 0 };
    }

    private static List<ObjectId>? Missing(string repositoryFolder, PartialFetch wanted)
    {
        using var objects = ObjectReader.Open(repositoryFolder);
        try
        {
            return wanted.Missing(objects);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }
}
