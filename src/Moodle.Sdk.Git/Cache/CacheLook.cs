using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>What a repository of the cache holds of what is wanted, by looking at its objects.</summary>
/// <param name="Reader">Reads the repository, where nothing is missing; the caller disposes it.</param>
/// <param name="Missing">What must be fetched. A ref without a commit always must: it is wanted as it stands at the upstream.</param>
/// <param name="IsDamaged">True when the repository cannot be read, or an object that must be there is not.</param>
internal sealed record CacheLook(IObjectReader? Reader, IReadOnlyList<FetchTarget> Missing, bool IsDamaged)
{
    /// <summary>Looks.</summary>
    public static CacheLook At(CacheRepository repository, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth)
    {
        if (!repository.Exists)
        {
            return new(null, [.. wanted], Directory.Exists(repository.Folder));
        }

        IObjectReader? reader = null;
        try
        {
            var opened = reader = repository.Open();
            FetchTarget[] missing = [.. wanted.Where(w => w.Commit is not { } c || !Holds(opened, repository, c, depth))];
            if (missing.Length == 0)
            {
                return new(reader, [], IsDamaged: false);
            }

            reader.Dispose();
            return new(null, missing, IsDamaged: false);
        }
        catch (Exception e)
        {
            reader?.Dispose();
            if (!IsDamage(e))
            {
                throw;
            }

            return new(null, [.. wanted], IsDamaged: true);
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
        catch (RefusedContentException)
        {
            return true;
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    // Whatever a reader throws on bytes that are not what they should be. That the system does not let them be read says nothing of them,
    // and an object that makes no sense is as it came.
    private static bool IsDamage(Exception e) =>
        e is not (OutOfMemoryException or RefusedContentException or UnauthorizedAccessException or SystemFaultException { Fault.Kind: not FaultKind.Absent });

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
