using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// The history of some commits in a repository apart (<c>history/</c>), which has no more of them than the folders down to some file and that file.
/// Under the upstream's lock.
/// </summary>
internal sealed class HistoryFetch(CacheFolder folder, UpstreamUrl upstream, IReadOnlyList<CommitId> heads, string path, CancellationToken cancel)
{
    // Each fetch adds one or two; with many, every object is looked for in many.
    private const int MostPacks = 50;

    /// <summary>The repository.</summary>
    public CacheRepository Repository { get; } = folder.History(StoreName.Of(upstream));

    /// <summary>True when all is there. What was left half-written, or lacks a commit that it should have, is put aside.</summary>
    /// <param name="isKnown">True when the file's past was read to its end before.</param>
    public bool IsThere(bool isKnown)
    {
        try
        {
            if (Repository.Exists && Directory.GetFiles(Repository.PackFolder, "*.pack").Length < MostPacks)
            {
                return !heads.Select(h => h.Id).Except(Repository.Fetched()).Any() && (isKnown || IsWhole());
            }
        }
        catch (MissingObjectException)
        {
        }

        folder.Discard(Repository);
        return false;
    }

    /// <summary>Brings what is missing; false where that cannot be had without all the rest.</summary>
    public async Task<GitResult<bool>> RunAsync(GitCacheOptions options, IGitTransport transport)
    {
        using var incoming = folder.MakeIncoming(upstream.Address, Repository.Exists ? Repository : null);
        var wanted = Wanted(incoming.Repository);
        var fetched = await Retries.RunAsync(
            options, upstream, () => transport.FetchFilesAsync(upstream, incoming.Repository.Folder, wanted, cancel), attempt => attempt.Fault, cancel);
        if (fetched.Value)
        {
            incoming.PublishInto(Repository);
            Repository.Remember(heads.Select(h => h.ToString()), []);
        }

        return fetched;
    }

    // A history that ends where the upstream's own does cannot be continued by naming what is there.
    private PartialFetch Wanted(CacheRepository repository) =>
        new(heads, FetchDepth.History, [path], objects => FirstParents.Of(objects, heads, repository.Shallow, cancel))
        {
            Held = Repository.Exists && Repository.Shallow.Count == 0 ? [.. Repository.Fetched()] : [],
        };

    private bool IsWhole()
    {
        using var objects = ObjectReader.Open(Repository.Folder);
        return Wanted(Repository).Missing(objects).Count == 0;
    }
}
