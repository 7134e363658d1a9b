using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

/// <summary>
/// The folder of bare repositories that every site shares, one per upstream, and the only door to the network.
/// Safe for any number of threads and processes at once. Disposing closes its connections.
/// </summary>
public interface IGitCache : IDisposable
{
    /// <summary>
    /// Asks the upstream for its branches and tags (always the network; an error when offline). Asked once per upstream and process.
    /// </summary>
    Task<Result<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, Origin origin, CancellationToken cancel);

    /// <summary>
    /// Makes the commits present, fetching what is missing in one transfer. No network when all are there (history included, if wanted).
    /// </summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="wanted">What must be there afterwards.</param>
    /// <param name="depth">Only the commits themselves, or all their ancestors too.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="cancel">Stops the transfer within seconds, children included.</param>
    Task<Result<IObjectReader>> FetchAsync(UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, Origin origin, CancellationToken cancel);

    /// <summary>
    /// Opens a reader to choose among commits by: it has the commits, their trees down to some files, and these files.
    /// Where the upstream can leave everything else out, that is all that is transferred, and none of it stays; elsewhere the commits are fetched.
    /// </summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="candidates">The commits.</param>
    /// <param name="paths">The files' paths, with slashes.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="cancel">Stops the transfer within seconds, children included.</param>
    Task<Result<IObjectReader>> GlanceAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> candidates, IReadOnlyCollection<string> paths, Origin origin, CancellationToken cancel);

    /// <summary>
    /// True when the commit was published into the cache as one in use. A look at files only: no native library, no network.
    /// </summary>
    bool Keeps(UpstreamUrl upstream, CommitId commit);

    /// <summary>Marks a commit as in use (<c>refs/moodle/keep/…</c>), so that upkeep never drops it. Says why when it cannot be marked.</summary>
    Diagnostic? Keep(UpstreamUrl upstream, CommitId commit, Origin origin);

    /// <summary>
    /// Puts a store aside because an object of it is damaged or missing, so that the next fetch brings everything anew.
    /// Where that cannot be done it stays.
    /// </summary>
    void Discard(StoreName store, CancellationToken cancel);

    /// <summary>Writes files into the store of what no upstream has (<see cref="StoreName.Made"/>), as one tree. Writing the same again changes nothing.</summary>
    /// <param name="files">The files and links, each path once.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="cancel">Stops waiting for other writers.</param>
    Result<TreeId> Make(IReadOnlyCollection<MadeFile> files, Origin origin, CancellationToken cancel);

    /// <summary>Opens a store for reading; the caller disposes it. Null when there is none.</summary>
    IObjectReader? Open(StoreName store);
}
