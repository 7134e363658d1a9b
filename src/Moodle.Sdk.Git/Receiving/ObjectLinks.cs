using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// What objects refer to, by the kind that it must be of: a tree to its files and folders, a commit to its tree and parents, a tag to its target.
/// A pack that holds all of it is whole; git checks the same after a fetch.
/// </summary>
internal sealed class ObjectLinks
{
    // Where few are missing, the first is named when all are counted.
    private const int NamedAsMissing = 1000;

    private readonly HashSet<ObjectId> _blobs = [];
    private readonly HashSet<ObjectId> _trees = [];
    private readonly HashSet<ObjectId> _commits = [];

    // What a tag says of its target's kind plays no part.
    private readonly HashSet<ObjectId> _tagged = [];

    /// <summary>Commits whose parents need not be there; null when nobody asks what the objects refer to.</summary>
    public required HashSet<ObjectId>? Shallow { get; init; }

    /// <summary>What the repository holds already, which need not be sent; null where it holds nothing.</summary>
    public Func<ObjectId, bool>? IsHeld { get; init; }

    /// <summary>Everything that is referred to; any kind is right where there is none.</summary>
    public IEnumerable<(ObjectId Id, ObjectKind? Kind)> Targets =>
        Of(_blobs, ObjectKind.Blob).Concat(Of(_trees, ObjectKind.Tree)).Concat(Of(_commits, ObjectKind.Commit)).Concat(Of(_tagged, null));

    /// <summary>Adds what an object refers to.</summary>
    public void Add(ObjectId id, PooledObject content)
    {
        if (Shallow is null || content.Kind == ObjectKind.Blob)
        {
            return;
        }

        if (content.Kind == ObjectKind.Tree)
        {
            AddEntries(content.Content);
            return;
        }

        var (commit, tagged) = CommitParser.Parse(content, id);
        if (tagged is { } target)
        {
            Add(_tagged, target);
        }

        if (commit is not null)
        {
            Add(_trees, commit.Tree.Id);
            foreach (var parent in Shallow.Contains(id) ? [] : commit.Parents)
            {
                Add(_commits, parent.Id);
            }
        }
    }

    /// <summary>What refers to more objects than were sent cannot be complete, and need not be remembered.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public void CheckCount(int sent)
    {
        if (_blobs.Count + _trees.Count + _commits.Count + _tagged.Count > sent + NamedAsMissing)
        {
            throw new InvalidDataException($"the upstream did not send all necessary objects: the {sent} that it sent lead to more");
        }
    }

    /// <summary>Adds what others found.</summary>
    public void Add(ObjectLinks others)
    {
        _blobs.UnionWith(others._blobs);
        _trees.UnionWith(others._trees);
        _commits.UnionWith(others._commits);
        _tagged.UnionWith(others._tagged);
    }

    private static IEnumerable<(ObjectId Id, ObjectKind? Kind)> Of(HashSet<ObjectId> ids, ObjectKind? kind) => ids.Select(id => (id, kind));

    private void Add(HashSet<ObjectId> targets, ObjectId id)
    {
        if (IsHeld is null || (!targets.Contains(id) && !IsHeld(id)))
        {
            targets.Add(id);
        }
    }

    // A submodule is a commit of another repository. What is no entry is judged where paths are.
    private void AddEntries(ReadOnlySpan<byte> tree)
    {
        while (TreeParser.TryTake(ref tree, out var mode, out _, out var id))
        {
            switch (TreeParser.Canonical(mode))
            {
                case EntryMode.Submodule:
                    break;
                case EntryMode.Tree:
                    Add(_trees, id);
                    break;
                default:
                    Add(_blobs, id);
                    break;
            }
        }
    }
}
