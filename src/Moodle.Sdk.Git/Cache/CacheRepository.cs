using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// The bare repository of one upstream in the cache, as files. What is in it by name, and nothing of its objects.
/// Each part is replaced by rename, so a reader sees the old or the new.
/// </summary>
internal sealed class CacheRepository
{
    // Overrules what the user's configuration would give a new repository (sha256, reftable), and forbids git to tidy up on its own.
    private const string Configuration =
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tautocrlf = false\n\tlongpaths = true\n\thooksPath = /dev/null\n"
        + "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n";

    // A build has as long again before the shortest time after which upkeep takes for unused what is not marked, a day.
    private static readonly TimeSpan UseTold = TimeSpan.FromHours(12);

    // A handful of commits is kept; what else was fetched is remembered so that the next transfer is a difference.
    private readonly string _kept;
    private readonly string _fetched;
    private readonly string _complete;
    private readonly string _head;

    /// <summary>The repository at a path, whether it is there or not.</summary>
    public CacheRepository(string folder, string refPrefix) =>
        (Folder, _kept, _fetched, _complete, _head) =
            (folder, refPrefix + "keep/", refPrefix + "fetched/", refPrefix + "complete/", Path.Combine(folder, (refPrefix + "head").Replace('/', Path.DirectorySeparatorChar)));

    public string Folder { get; }

    /// <summary>Where its packs lie.</summary>
    public string PackFolder => Path.Combine(Folder, "objects", "pack");

    /// <summary>True when it looks like a repository; nothing half-made does, since one comes into being by rename.</summary>
    public bool Exists => File.Exists(Path.Combine(Folder, "HEAD")) && Directory.Exists(PackFolder);

    /// <summary>The address of its upstream, without secrets; null where nothing says it.</summary>
    public string? Description => RegularFile.Lines(Path.Combine(Folder, "description"), largest: 1 << 16).FirstOrDefault();

    /// <summary>When it was last fetched into or read, to half a day: the time of its folder. A moment long ago when it is not there.</summary>
    public DateTime LastUse => Directory.GetLastWriteTimeUtc(Folder);

    /// <summary>The commits whose parents are not here, as git's <c>shallow</c> file lists them.</summary>
    public IReadOnlySet<string> Shallow => Lines(ShallowFile).Where(l => ObjectId.TryParse(l, out _)).ToHashSet(StringComparer.Ordinal);

    private string ShallowFile => Path.Combine(Folder, "shallow");

    private string PackedRefsFile => Path.Combine(Folder, "packed-refs");

    /// <summary>
    /// Makes an empty one, described for people who look around. Beside another it sees that one's objects and knows what it holds.
    /// By hand, since <c>git init</c> takes its form from the user's configuration.
    /// </summary>
    public static CacheRepository Create(string folder, string description, string refPrefix, CacheRepository? beside)
    {
        var repository = new CacheRepository(folder, refPrefix);
        Directory.CreateDirectory(repository.PackFolder);
        Directory.CreateDirectory(Path.Combine(folder, "objects", "info"));
        // Made now, and so in time to be shared with a group.
        Directory.CreateDirectory(repository.KeepFolder);
        File.WriteAllText(Path.Combine(folder, "config"), Configuration);
        File.WriteAllText(Path.Combine(folder, "description"), description + "\n");
        // HEAD leads nowhere.
        File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/none\n");
        if (beside is not null)
        {
            beside.CheckWhatGitReads();
            File.WriteAllText(Path.Combine(folder, "objects", "info", "alternates"), Path.Combine(beside.Folder, "objects").Replace('\\', '/') + "\n");
            // Read and written anew: git would end at a line that makes no sense, and so would every fetch from then on.
            repository.SetPackedRefs(beside.PackedRefs());
            repository.SetShallow(beside.Shallow);
        }

        return repository;
    }

    /// <summary>Opens it for reading; upkeep leaves it alone for a while.</summary>
    public IObjectReader Open()
    {
        MarkUsed();
        return ObjectReader.Open(Folder);
    }

    /// <summary>
    /// Says that it is being used. Whoever may write in a folder can give it a new time by a file that comes and goes; only its owner can by name.
    /// Where that is refused, nothing is lost but the mark.
    /// </summary>
    public void MarkUsed()
    {
        if (DateTime.UtcNow - LastUse < UseTold)
        {
            return;
        }

        try
        {
            File.OpenHandle(Path.Combine(Folder, $".used.{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.Delete, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>True when the commit is marked as in use, whatever became of the repository. One look at a file.</summary>
    public bool Keeps(CommitId commit) => File.Exists(KeepFile(commit));

    /// <summary>The commits that are marked as in use.</summary>
    public IReadOnlyList<CommitId> Kept() => !Directory.Exists(KeepFolder) ? [] :
        [.. Directory.EnumerateFiles(KeepFolder).Select(file => ObjectId.TryParse(Path.GetFileName(file), out var id) ? new CommitId(id) : null).OfType<CommitId>()];

    /// <summary>Marks a commit as in use. A repository that was taken away meanwhile is not begun anew by its mark alone.</summary>
    public void Keep(CommitId commit)
    {
        if (!Exists)
        {
            throw new SystemFaultException(SystemFault.Of("open", Folder, new DirectoryNotFoundException()));
        }

        CheckRefs();
        Replace(KeepFile(commit), $"{commit}\n");
    }

    /// <summary>The tree of a name; null when none has it, or a file of the repository is not there.</summary>
    public TreeId? Named(string name) =>
        Lines(NameFile(name)) is [var line] && ObjectId.TryParse(line, out var id) ? new TreeId(id) : null;

    /// <summary>Gives a tree a name, which keeps it as the mark of a commit does.</summary>
    public void Name(TreeId tree, string name)
    {
        CheckRefs();
        Replace(NameFile(name), $"{tree}\n");
    }

    /// <summary>The head of the default branch as the upstream had it when it was last asked, and when that was (UTC); null when it never was.</summary>
    public (CommitId Commit, DateTime Asked)? Head =>
        Lines(_head) is [var line] && ObjectId.TryParse(line, out var id) ? (new CommitId(id), File.GetLastWriteTimeUtc(_head)) : null;

    /// <summary>Remembers the head of the default branch, and that the upstream was asked now.</summary>
    public void SetHead(CommitId commit)
    {
        CheckRefs();
        Replace(_head, $"{commit}\n");
    }

    /// <summary>True when all ancestors of a commit that is here are here too.</summary>
    public bool IsComplete(CommitId commit) =>
        Shallow.Count == 0 || PackedRefs().Contains($"{commit} {_complete}{commit}");

    /// <summary>Everything that was ever fetched by name.</summary>
    public IEnumerable<ObjectId> Fetched() => PackedRefs().Select(line => ObjectId.Parse(line[..40])).Distinct();

    /// <summary>Remembers objects as fetched, and as complete with all their ancestors.</summary>
    public void Remember(IEnumerable<string> fetched, IEnumerable<string> complete)
    {
        var refs = PackedRefs();
        refs.UnionWith(fetched.Select(id => $"{id} {_fetched}{id}"));
        refs.UnionWith(complete.Select(id => $"{id} {_complete}{id}"));
        SetPackedRefs(refs);
    }

    /// <summary>Replaces the list of commits without parents.</summary>
    public void SetShallow(IReadOnlySet<string> commits)
    {
        if (commits.Count > 0)
        {
            Replace(ShallowFile, string.Concat(commits.Order(StringComparer.Ordinal).Select(c => c + "\n")));
        }
        else
        {
            File.Delete(ShallowFile);
        }
    }

    private string KeepFolder => Path.Combine(Folder, _kept.Replace('/', Path.DirectorySeparatorChar));

    private string KeepFile(CommitId commit) => Path.Combine(KeepFolder, commit.ToString());

    private string NameFile(string name) => Path.Combine(KeepFolder, $"made-{name}");

    // A git that fetches beside this repository asks another one what this holds: it would wait for ever at a pipe.
    private void CheckWhatGitReads()
    {
        foreach (var name in new[] { "HEAD", "config" }.Select(name => Path.Combine(Folder, name)).Where(File.Exists))
        {
            RegularFile.OpenToRead(name, RegularFile.Small).Dispose();
        }

        CheckRefs();
    }

    // Behind a link marks would be written, and git would look for refs, wherever it leads.
    private void CheckRefs()
    {
        var folder = Folder;
        foreach (var name in _kept.TrimEnd('/').Split('/'))
        {
            folder = Path.Combine(folder, name);
            if (new FileInfo(folder).LinkTarget is not null)
            {
                throw RegularFile.Unfit(folder, "it is a link, and a folder belongs there");
            }
        }
    }

    private HashSet<string> PackedRefs() => Lines(PackedRefsFile).Where(IsOurRef).ToHashSet(StringComparer.Ordinal);

    private bool IsOurRef(string line) =>
        line.Length > 41 && line[40] == ' ' && ObjectId.TryParse(line[..40], out _) && (line[41..] == _fetched + line[..40] || line[41..] == _complete + line[..40]);

    private void SetPackedRefs(IEnumerable<string> refs)
    {
        var sorted = refs.OrderBy(line => line[41..], StringComparer.Ordinal);
        Replace(PackedRefsFile, "# pack-refs with: sorted \n" + string.Concat(sorted.Select(line => line + "\n")));
    }

    private static string[] Lines(string file) => [.. RegularFile.Lines(file)];

    private static void Replace(string file, string content) => WholeFile.Write(file, Encoding.UTF8.GetBytes(content));
}
