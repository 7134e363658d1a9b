using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>What a repository of the cache holds of what is wanted, by looking at its objects.</summary>
internal sealed class CacheLook : IDisposable
{
    private IObjectReader? _reader;

    private CacheLook(IObjectReader? reader, bool isDamaged, IReadOnlyList<FetchTarget> missing) =>
        (_reader, IsDamaged, Missing) = (reader, isDamaged, missing);

    /// <summary>True when the repository cannot be read, or an object that must be there is not.</summary>
    public bool IsDamaged { get; }

    /// <summary>What must be fetched. A ref without a commit always must: it is wanted as it stands at the upstream.</summary>
    public IReadOnlyList<FetchTarget> Missing { get; }

    /// <summary>Looks.</summary>
    public static CacheLook At(CacheRepository repository, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth)
    {
        if (!repository.Exists)
        {
            return new(null, Directory.Exists(repository.Folder), [.. wanted]);
        }

        IObjectReader? reader = null;
        try
        {
            reader = ObjectReader.Open(repository.Folder);
            var found = reader;
            return new(reader, isDamaged: false, [.. wanted.Where(w => w.Commit is not { } c || !Holds(found, repository, c, depth))]);
        }
        catch (Exception e) when (IsDamage(e))
        {
            reader?.Dispose();
            return new(null, isDamaged: true, [.. wanted]);
        }
    }

    /// <summary>True when everything that was fetched by name into a repository can be read.</summary>
    public static bool IsWhole(CacheRepository repository)
    {
        try
        {
            using var reader = ObjectReader.Open(repository.Folder);
            foreach (var id in repository.Fetched())
            {
                ReadRoot(reader, id);
            }

            return true;
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    /// <summary>Hands the reader over when nothing is missing, else null.</summary>
    public IObjectReader? TakeReader()
    {
        if (Missing.Count > 0 || _reader is null)
        {
            Dispose();
            return null;
        }

        return Interlocked.Exchange(ref _reader, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _reader, null)?.Dispose();

    // Whatever a reader throws on bytes that are not what they should be. That the system does not let them be read says nothing of them.
    private static bool IsDamage(Exception e) =>
        e is not (OutOfMemoryException or UnauthorizedAccessException or SystemFaultException { Fault.Kind: not FaultKind.Absent });

    // A commit without its tree is damage, and reading it throws.
    private static bool Holds(IObjectReader reader, CacheRepository repository, CommitId commit, FetchDepth depth)
    {
        if (!reader.Contains(commit.Id) || (depth == FetchDepth.History && !repository.IsComplete(commit)))
        {
            return false;
        }

        ReadRoot(reader, commit.Id);
        return true;
    }

    // A tag that leads to no commit is fetched like any other; what to make of it is for others to say.
    private static void ReadRoot(IObjectReader reader, ObjectId id)
    {
        if (reader.TryReadCommit(id) is { } commit)
        {
            reader.ReadTree(commit.Tree);
        }
    }
}
