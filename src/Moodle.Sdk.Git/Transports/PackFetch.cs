using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Fetches commits in a pack that is taken in here, within our bounds and several times faster than git does it on one core.</summary>
internal static class PackFetch
{
    // git's own word for all there is (its INFINITE_DEPTH).
    private const string AllThereIs = "deepen 2147483647";

    /// <summary>Fetches what the repository does not hold, and makes the refs that say that it came.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, as <see cref="IGitTransport.FetchAsync"/> takes it.</param>
    /// <param name="depth">Commits alone, where the upstream can, or with their ancestors.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidDataException">A ref is not there.</exception>
    public static bool Run(UploadPack upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var wanted = Wanted(upstream, refspecs);
        var shallow = Ids(repositoryFolder, "shallow");
        var deepens = depth == FetchDepth.History && shallow.Count > 0;
        using var held = new ObjectFolders(Path.Combine(repositoryFolder, "objects"));
        var missing = wanted.Select(w => w.Id).Distinct().Where(id => deepens || !held.Contains(id)).ToList();
        if (missing.Count > 0)
        {
            string[] limit = deepens ? [AllThereIs] : depth == FetchDepth.Tip && upstream.Can("shallow") ? ["deepen 1"] : [];
            var known = Commits(repositoryFolder, Ids(repositoryFolder, "packed-refs")).ConvertAll(commit => commit.Id.Id);
            string[] form = known.Count > 0 ? [UploadPack.Thin] : [];
            upstream.Fetch(missing, [.. form, .. shallow.Select(id => $"shallow {id}"), .. limit], known, (pack, ends) =>
            {
                var parents = Commits(repositoryFolder, ends.Deepened.Where(shallow.Contains)).SelectMany(commit => commit.Parents).Select(parent => parent.Id);
                var content = new PackContent([.. missing, .. parents], ends.Shallow) { Held = known.Count > 0 ? held : null };
                PackReceiver.Receive(pack, Path.Combine(repositoryFolder, "objects", "pack"), content, cancel);
                WriteShallow(repositoryFolder, [.. shallow.Except(ends.Deepened).Union(ends.Shallow)]);
            });
        }

        foreach (var (id, destination) in wanted.Where(w => !w.Destination.Contains('*')))
        {
            var file = Path.Combine(repositoryFolder, destination.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{id}\n");
        }

        return true;
    }

    /// <summary>Notes the commits whose parents are not here.</summary>
    public static void WriteShallow(string repositoryFolder, List<ObjectId> shallow)
    {
        var file = Path.Combine(repositoryFolder, "shallow");
        if (shallow.Count > 0)
        {
            File.WriteAllText(file, string.Concat(shallow.ConvertAll(id => $"{id}\n")));
        }
        else
        {
            File.Delete(file);
        }
    }

    // A ref is asked for as it stands: of an annotated tag the tag, which no upstream refuses.
    private static List<(ObjectId Id, string Destination)> Wanted(UploadPack upstream, IReadOnlyCollection<string> refspecs)
    {
        var asked = refspecs.Select(r => r.TrimStart('+').Split(':')).Select(r => (Source: r[0], Destination: r[1])).ToList();
        AdvertisedRef[] refs = asked.All(a => ObjectId.TryParse(a.Source, out _)) ? [] : [.. upstream.ListRefs()];
        return [.. asked.SelectMany(a => Sources(a.Source, refs).Select(id => (id, a.Destination)))];
    }

    private static IEnumerable<ObjectId> Sources(string source, AdvertisedRef[] refs)
    {
        if (ObjectId.TryParse(source, out var id))
        {
            return [id];
        }

        var found = refs.Where(r => source.EndsWith('*') ? r.Name.StartsWith(source[..^1], StringComparison.Ordinal) && !r.Name.EndsWith(AdvertisedRef.Peeled, StringComparison.Ordinal) : r.Name == source).ToArray();
        return found.Length > 0 || source.EndsWith('*') ? found.Select(r => ObjectId.TryParse(r.Id, out var of) ? of : throw new InvalidDataException(AdvertisedRef.OtherHash))
            : throw new InvalidDataException($"couldn't find remote ref {source}");
    }

    // What upstreams call held is commits, not the tags that lead to them.
    private static List<GitCommit> Commits(string repositoryFolder, IEnumerable<ObjectId> ids)
    {
        using var objects = ObjectReader.Open(repositoryFolder);
        try
        {
            return [.. ids.Select(objects.TryReadCommit).OfType<GitCommit>()];
        }
        catch (MissingObjectException e)
        {
            throw new InvalidDataException($"bad object {e.Id}", e);
        }
    }

    // The first word of each line.
    private static HashSet<ObjectId> Ids(string repositoryFolder, string file) =>
        [.. RegularFile.Lines(Path.Combine(repositoryFolder, file)).Select(line => ObjectId.TryParse(line.Split(' ')[0], out var id) ? id : (ObjectId?)null).OfType<ObjectId>()];
}
