namespace Moodle.Sdk.Git;

/// <summary>The head of an upstream's default branch.</summary>
/// <param name="Commit">Its commit.</param>
/// <param name="Objects">Reads it; the caller disposes it.</param>
public sealed record FetchedHead(CommitId Commit, IObjectReader Objects);

/// <summary>
/// The folder of bare repositories that everybody on a machine shares, one per upstream, and the only door to the network.
/// Safe for any number of threads and processes at once. Disposing closes its connections.
/// </summary>
public interface IGitCache : IDisposable
{
    /// <summary>
    /// Asks the upstream for its branches and tags (always the network). Asked once per upstream.
    /// </summary>
    Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel);

    /// <summary>
    /// Makes the commits present, fetching what is missing in one transfer. No network when all are there (history included, if wanted).
    /// Cancelling stops the transfer within seconds, children included.
    /// </summary>
    Task<GitResult<IObjectReader>> FetchAsync(UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, CancellationToken cancel);

    /// <summary>
    /// Opens a reader that has the commits, their trees down to some files, and these files: enough to choose among them.
    /// Where the upstream can leave everything else out, that is all that is transferred, and none of it stays; elsewhere the commits are fetched.
    /// Paths have slashes; without any it is all trees of the commits, and no file.
    /// </summary>
    Task<GitResult<IObjectReader>> FetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, IReadOnlyCollection<string> paths, CancellationToken cancel);

    /// <summary>
    /// The head of the upstream's default branch. The upstream is asked only when what is known of it is older than wanted, and never offline.
    /// </summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="age">How long ago it may have been asked.</param>
    /// <param name="cancel">Stops the transfer within seconds.</param>
    Task<GitResult<FetchedHead>> FetchHeadAsync(UpstreamUrl upstream, TimeSpan age, CancellationToken cancel);

    /// <summary>
    /// Gets a file of a web server and gives its full path here. The server is asked only when what is here is older than wanted, and never offline.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="age">How long ago it may have been got.</param>
    /// <param name="cancel">Stops the transfer within seconds.</param>
    Task<GitResult<string>> DownloadAsync(WebFile file, TimeSpan age, CancellationToken cancel);

    /// <summary>
    /// Tells what a file was in the past of some branches, by first parents. What the upstream has of their history beside that file is not transferred
    /// where it can leave that out; what was learned is kept, and nothing is asked while it holds the commits that the branches are at.
    /// </summary>
    /// <exception cref="MissingObjectException">The cache is damaged.</exception>
    Task<GitResult<FileHistory>> ReadHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, FileReading reading, CancellationToken cancel);

    /// <summary>
    /// Finds the commits that a branch has of its own since it left another line, be that of the same upstream or of another. Commits alone are transferred
    /// where upstreams can leave the rest out, and nothing of it stays.
    /// </summary>
    /// <param name="of">The upstream of the branch.</param>
    /// <param name="head">Its head.</param>
    /// <param name="upstream">The upstream of the other line.</param>
    /// <param name="line">The commits that the other line ends in.</param>
    /// <param name="most">How many commits of its own are looked for.</param>
    /// <param name="cancel">Stops the transfer within seconds.</param>
    Task<GitResult<BranchSeries>> ReadSeriesAsync(
        UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, int most, CancellationToken cancel);

    /// <summary>
    /// True when the commit is marked as in use in a repository that can be opened. A look at files only: no object is read, no network.
    /// </summary>
    bool Keeps(UpstreamUrl upstream, CommitId commit);

    /// <summary>The commits of an upstream that are marked as in use; none where it has no repository here. A listing of one folder.</summary>
    IReadOnlyList<CommitId> Kept(UpstreamUrl upstream);

    /// <summary>Marks a commit as in use (a ref of its own), so that no tidying up within its repository drops it. The fault when it cannot be marked; in a cache that may only be read none is.</summary>
    GitFault? Keep(UpstreamUrl upstream, CommitId commit);

    /// <summary>
    /// Puts a store aside because an object of it is damaged or missing, with what is there of its history, so that the next fetch brings everything anew.
    /// The fault when it stays.
    /// </summary>
    GitFault? Discard(StoreName store, CancellationToken cancel);

    /// <summary>Writes files into the store of what no upstream has (<see cref="StoreName.Made"/>), as one tree. Writing the same again changes nothing.</summary>
    /// <param name="files">The files and links, each path once; gone through once. What goes wrong there comes out as it was thrown, and nothing has been made.</param>
    /// <param name="name">What the tree is found by afterwards: letters, digits and dashes. Null for a tree that is known by its id.</param>
    /// <param name="cancel">Stops it.</param>
    GitResult<TreeId> Make(IEnumerable<MadeFile> files, string? name, CancellationToken cancel);

    /// <summary>
    /// Writes a tree of an upstream anew in which some files are others. What is new of it lies in the store of what no upstream has, the rest where it was: a
    /// reader of the upstream's store that <see cref="Open"/> gives sees it whole.
    /// </summary>
    /// <param name="tree">The tree as it is.</param>
    /// <param name="objects">Reads it.</param>
    /// <param name="changes">The files by their paths, with slashes; null for one that goes.</param>
    /// <param name="name">What the tree is found by afterwards: letters, digits and dashes.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="MissingObjectException">The tree cannot be read.</exception>
    GitResult<TreeId> Change(TreeId tree, IObjectReader objects, IReadOnlyDictionary<string, MadeFile?> changes, string name, CancellationToken cancel);

    /// <summary>
    /// Merges what two sides made of one file, as git does it: line by line, whatever anybody's configuration says. What that takes is written into
    /// the store of what no upstream has, the same for the same files.
    /// </summary>
    GitResult<MergedFile> Merge(byte[] ancestor, byte[] ours, byte[] theirs, CancellationToken cancel);

    /// <summary>Makes commits again on top of another, as one branch of a repository of its own that sees the cache's objects; what lay there is replaced.</summary>
    /// <param name="folder">Full path of the repository.</param>
    /// <param name="branch">The branch's name.</param>
    /// <param name="onto">The commit that it begins with.</param>
    /// <param name="of">The upstream of the commits.</param>
    /// <param name="commits">The commits, oldest first, in the cache.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The branch's head.</returns>
    GitResult<CommitId> Replay(string folder, string branch, CommitOf onto, UpstreamUrl of, IEnumerable<ReplayedCommit> commits, CancellationToken cancel);

    /// <summary>The tree that was made under a name; null when none was, or it is not there. A look at files only.</summary>
    TreeId? Made(string name);

    /// <summary>Opens a store for reading; the caller disposes it. Null when there is none.</summary>
    IObjectReader? Open(StoreName store);

    /// <summary>What the cache holds of upstreams, and how much.</summary>
    GitResult<CacheContents> Contents();

    /// <summary>
    /// Takes repositories out, and sweeps away what was left behind. One that has been used since a moment stays, whoever uses it, and so does one that is
    /// being fetched into: the moment is at least a day ago.
    /// </summary>
    /// <returns>What was taken out.</returns>
    GitResult<IReadOnlyList<CachedStore>> Remove(IReadOnlyCollection<CachedStore> stores, DateTime unusedSince, CancellationToken cancel);
}
