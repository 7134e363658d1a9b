using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The first fetch into an empty repository, when nearly everything that an upstream has comes over: the pack is taken in here, several times
/// faster than git does it on one core. What it does not know is left to <c>git fetch</c>.
/// </summary>
internal static class FirstFetch
{
    /// <summary>True when it is one: the repository is empty, and commits are wanted by their ids.</summary>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, as <see cref="IGitTransport.FetchAsync"/> takes it.</param>
    public static bool Suits(string repositoryFolder, IEnumerable<string> refspecs) =>
        refspecs.All(r => ObjectId.TryParse(Source(r), out _))
        && !File.Exists(Path.Combine(repositoryFolder, "objects", "info", "alternates"))
        && !Directory.EnumerateFileSystemEntries(Path.Combine(repositoryFolder, "objects", "pack")).Any();

    /// <summary>Fetches the commits, and makes the refs that say that they came; false when the upstream cannot do it.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">The repository.</param>
    /// <param name="refspecs">What suits.</param>
    /// <param name="depth">Commits alone or with their ancestors.</param>
    /// <param name="cancel">Stops it.</param>
    public static bool TryRun(UploadPack upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        if (depth == FetchDepth.Tip && !upstream.Can("shallow"))
        {
            return false;
        }

        var ids = refspecs.Select(Source).Distinct().ToList().ConvertAll(ObjectId.Parse);
        upstream.Fetch(ids, depth == FetchDepth.Tip ? ["deepen 1"] : [], (pack, shallow) =>
        {
            PackReceiver.Receive(pack, Path.Combine(repositoryFolder, "objects", "pack"), new PackContent(ids, shallow), cancel);
            WriteShallow(repositoryFolder, shallow);
        });
        foreach (var refspec in refspecs)
        {
            var file = Path.Combine(repositoryFolder, refspec.Split(':')[1].Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{Source(refspec)}\n");
        }

        return true;
    }

    /// <summary>Notes the commits whose parents did not come; none leaves it as it is.</summary>
    public static void WriteShallow(string repositoryFolder, List<ObjectId> shallow)
    {
        if (shallow.Count > 0)
        {
            File.WriteAllText(Path.Combine(repositoryFolder, "shallow"), string.Concat(shallow.ConvertAll(id => $"{id}\n")));
        }
    }

    private static string Source(string refspec) => refspec.TrimStart('+').Split(':')[0];
}
