using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The first fetch into an empty repository, when nearly everything that an upstream has comes over: the pack is taken in here, several times
/// faster than git does it on one core. What it does not know is left to <c>git fetch</c>.
/// </summary>
internal static class FirstFetch
{
    /// <summary>Fetches commits by their ids; false where that cannot be done here.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, as <see cref="IGitTransport.FetchAsync"/> takes it.</param>
    /// <param name="depth">Commits alone or with their ancestors.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public static GitResult<bool> TryRun(
        HttpConnection connection, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var wanted = refspecs.Select(Wanted.Parse).OfType<Wanted>().ToArray();
        return wanted.Length == refspecs.Count && IsEmpty(repositoryFolder)
            ? connection.Talk(upstream => TryFetch(upstream, repositoryFolder, wanted, depth, cancel), cancel)
            : false;
    }

    private static bool TryFetch(UploadPack upstream, string repositoryFolder, Wanted[] wanted, FetchDepth depth, CancellationToken cancel)
    {
        if (depth == FetchDepth.Tip && !upstream.Can("shallow"))
        {
            return false;
        }

        var ids = new HashSet<ObjectId>();
        Array.ForEach(wanted, commit => ids.Add(commit.Id));
        upstream.Fetch(ids, depth == FetchDepth.Tip ? ["deepen 1"] : [], (pack, shallow) =>
        {
            PackReceiver.Receive(pack, Path.Combine(repositoryFolder, "objects", "pack"), new PackContent(ids, shallow), cancel);
            if (shallow.Count > 0)
            {
                File.WriteAllText(Path.Combine(repositoryFolder, "shallow"), string.Concat(shallow.ConvertAll(id => $"{id}\n")));
            }
        });
        Array.ForEach(wanted, commit => commit.WriteRef(repositoryFolder));
        return true;
    }

    private static bool IsEmpty(string repositoryFolder) =>
        !File.Exists(Path.Combine(repositoryFolder, "objects", "info", "alternates")) &&
        !Directory.EnumerateFileSystemEntries(Path.Combine(repositoryFolder, "objects", "pack")).Any();

    /// <summary>A commit to fetch and the ref that says that it came.</summary>
    private sealed record Wanted(ObjectId Id, string Reference)
    {
        public static Wanted? Parse(string refspec) =>
            refspec.TrimStart('+').Split(':') is [var source, var destination] && ObjectId.TryParse(source, out var id) ? new(id, destination) : null;

        public void WriteRef(string repositoryFolder)
        {
            var file = Path.Combine(repositoryFolder, Reference.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{Id}\n");
        }
    }
}
