using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

/// <summary>A declared and locked site whose upstreams lie in a folder, as if the cache held them.</summary>
internal sealed class ComposableSite : IGitCache, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _repositories = [];
    private readonly HashSet<string> _absent = [];
    private readonly List<PluginDeclaration> _plugins = [];

    public ComposableSite()
    {
        Moodle = MoodleUpstream.Create(_folder["core.git"]);
        _repositories[Url("core").Address] = Moodle.Repository.Folder;
    }

    public MoodleUpstream Moodle { get; }

    /// <summary>Readers that were opened and not closed yet.</summary>
    public int OpenReaders { get; private set; }

    public SiteLock Lock { get; set; } = new([]);

    public SiteVersions? Previous { get; set; }

    public Findings Findings { get; private set; } = new();

    /// <summary>Declares and locks Moodle at a release.</summary>
    public ComposableSite Core(string tagOrBranch, string version, string release)
    {
        var others = Lock.Components.Where(c => !c.Component.IsCore);
        Lock = new([Locked(ComponentName.Core, Moodle.Repository, Moodle.Commit(tagOrBranch), version, release, ""), .. others]);
        return this;
    }

    /// <summary>Declares and locks a plugin.</summary>
    public PluginUpstream Plugin(string component, string place, PluginVersion? version = null, string[]? configurations = null, string[]? noWarn = null, Action<TestRepository>? files = null)
    {
        var name = Name(component);
        var upstream = PluginUpstream.Create(_folder[component + ".git"], component);
        files?.Invoke(upstream.Repository);
        version ??= new PluginVersion("2024100700");
        var commit = upstream.Release(version);
        _repositories[Url(component).Address] = upstream.Repository.Folder;
        _plugins.Add(new PluginDeclaration
        {
            Component = name,
            Source = new Source.Git(Url(component), new CodeRequest.Compatible()),
            Origin = new Origin("site.moodleproj", "MoodlePlugin", component),
            Configurations = [.. configurations ?? []],
            NoWarn = [.. noWarn ?? []],
        });
        Lock = new([.. Lock.Components.Append(Locked(name, upstream.Repository, commit, version.Version, version.Release, place)).OrderBy(c => c.Component)]);
        return upstream;
    }

    /// <summary>Changes an entry of the lock, as by hand.</summary>
    public void Edit(string component, Func<LockedComponent, LockedComponent?> change) =>
        Lock = new([.. Lock.Components.Select(c => c.Component == Name(component) ? change(c) : c).OfType<LockedComponent>()]);

    /// <summary>Declares another upstream than is locked.</summary>
    public void MoveUpstream(string component) =>
        _plugins[_plugins.FindIndex(p => p.Component == Name(component))] = _plugins.First(p => p.Component == Name(component)) with { Source = new Source.Git(Url("elsewhere"), new CodeRequest.Compatible()) };

    /// <summary>As if the cache had never heard of an upstream's commits.</summary>
    public void Forget(string component) => _absent.Add(Url(component).Address);

    public Result<ComposedSite> Compose(string configuration = "Release", CancellationToken cancel = default)
    {
        var declaration = new SiteDeclaration
        {
            Name = "site",
            ProjectFile = _folder["site.moodleproj"],
            Configuration = configuration,
            Core = new CoreDeclaration(new Source.Git(Url("core"), new CodeRequest.Version("4.5")), new Origin("site.moodleproj", "MoodleVersion")),
            Plugins = [.. _plugins.OrderBy(p => p.Component)],
        };
        Findings = new Findings();
        Findings.Silence(finding => _plugins.Any(p => p.Silences(finding)));
        var objects = new SiteObjects(this, Findings, cancel);
        ComposedSite? site = null;
        try
        {
            site = SiteComposer.Compose(declaration, Lock, this, objects, Previous, [], new(), Findings, cancel);
        }
        finally
        {
            if (site is null)
            {
                objects.Dispose();
            }
        }

        return site ?? Result<ComposedSite>.Failed(Findings.Errors);
    }

    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) =>
        throw new InvalidOperationException("Composing uses no network.");

    public Task<GitResult<IObjectReader>> FetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) =>
        throw new InvalidOperationException("Composing needs no network.");

    public Task<GitResult<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, CancellationToken cancel) =>
        throw new InvalidOperationException("Composing uses no network.");

    Task<GitResult<FetchedHead>> IGitCache.FetchHeadAsync(UpstreamUrl upstream, TimeSpan age, CancellationToken cancel) => throw new InvalidOperationException("Nothing is looked up here.");

    public Task<GitResult<string>> DownloadAsync(WebFile file, TimeSpan age, CancellationToken cancel) => throw new InvalidOperationException("Composing uses no network.");

    public Task<GitResult<FileHistory>> ReadHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, FileReading reading, CancellationToken cancel) =>
        throw new InvalidOperationException("Composing needs no past.");

    public Task<GitResult<BranchSeries>> ReadSeriesAsync(UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, int most, CancellationToken cancel) =>
        throw new InvalidOperationException("Composing needs no past.");

    public IReadOnlyList<CommitId> Kept(UpstreamUrl upstream) => throw new InvalidOperationException("Nothing is adopted here.");

    public bool Keeps(UpstreamUrl upstream, CommitId commit) => _repositories.ContainsKey(upstream.Address) && !_absent.Contains(upstream.Address);

    public GitFault? Keep(UpstreamUrl upstream, CommitId commit) => throw new InvalidOperationException("Composing writes nothing.");

    /// <summary>The upstreams whose repositories were put aside, each while no reader was open.</summary>
    public List<StoreName> Discarded { get; } = [];

    public GitFault? Discard(StoreName store, CancellationToken cancel)
    {
        Assert.Equal(0, OpenReaders);
        Discarded.Add(store);
        return null;
    }

    public GitResult<CacheContents> Contents() => throw new InvalidOperationException("Nobody looks after this one.");

    public GitResult<IReadOnlyList<CachedStore>> Remove(IReadOnlyCollection<CachedStore> stores, DateTime unusedSince, CancellationToken cancel) => throw new InvalidOperationException("Nobody looks after this one.");

    public GitResult<TreeId> Make(IEnumerable<MadeFile> files, string? name, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public GitResult<TreeId> Change(TreeId tree, IObjectReader objects, IReadOnlyDictionary<string, MadeFile?> changes, string name, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public GitResult<MergedFile> Merge(byte[] ancestor, byte[] ours, byte[] theirs, CancellationToken cancel) => throw new InvalidOperationException("Nothing is merged here.");

    public GitResult<CommitId> Replay(string folder, string branch, CommitOf onto, UpstreamUrl of, IEnumerable<ReplayedCommit> commits, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public TreeId? Made(string name) => null;

    public IObjectReader? Open(StoreName store)
    {
        OpenReaders++;
        return new CountedReader(this, ObjectReader.Open(_repositories.First(r => StoreName.Of(Resolution.Given.Upstream(r.Key)) == store).Value));
    }

    public void Dispose() => _folder.Dispose();

    public static ComponentName Name(string text) => ComponentName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    public static UpstreamUrl Url(string name) => UpstreamUrl.TryParse($"https://example.org/{name}.git", out var url) ? url : throw new ArgumentException(name);

    private static LockedComponent Locked(ComponentName component, TestRepository repository, string commit, string version, string? release, string place) => new()
    {
        Component = component,
        Fingerprint = "0",
        Requested = "tag v1",
        Code = new LockedCode.Git(
            Url(component.ToString()), new(ObjectId.Parse(commit)), new(ObjectId.Parse(repository.ResolveTree(commit))), "refs/tags/v1"),
        Version = VersionNumber.TryParse(version, out var number) ? number : throw new ArgumentException(version),
        Release = release,
        Place = place,
    };

    private sealed class CountedReader(ComposableSite site, IObjectReader reader) : IObjectReader
    {
        public bool Contains(ObjectId id) => reader.Contains(id);

        public GitCommit ReadCommit(ObjectId id) => reader.ReadCommit(id);

        public GitCommit? TryReadCommit(ObjectId id) => reader.TryReadCommit(id);

        public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => reader.ReadTree(id);

        public byte[] ReadBlob(BlobId id) => reader.ReadBlob(id);

        public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use) => reader.ReadBlob(id, state, use);

        public void Dispose()
        {
            site.OpenReaders--;
            reader.Dispose();
        }
    }
}
