using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// What objects refer to: a tree to its files and folders, a commit to its tree and parents, a tag to its target. A pack that holds all of it is whole;
/// git checks the same after a fetch.
/// </summary>
internal sealed class ObjectLinks
{
    private readonly HashSet<ObjectId> _targets = [];

    /// <summary>Commits whose parents need not be there.</summary>
    public HashSet<ObjectId> Shallow { get; init; } = [];

    /// <summary>Everything that is referred to.</summary>
    public IReadOnlyCollection<ObjectId> Targets => _targets;

    /// <summary>Adds what an object refers to.</summary>
    public void Add(ObjectId id, PooledObject content)
    {
        if (content.Kind == ObjectKind.Tree)
        {
            AddEntries(content.Content);
            return;
        }

        var (commit, tagged) = CommitParser.Parse(content, id);
        if (tagged is { } target)
        {
            _targets.Add(target);
        }

        if (commit is not null)
        {
            _targets.Add(commit.Tree.Id);
            _targets.UnionWith(Shallow.Contains(id) ? [] : commit.Parents.Select(p => p.Id));
        }
    }

    /// <summary>Adds what others found.</summary>
    public void Add(ObjectLinks others) => _targets.UnionWith(others._targets);

    // A submodule is a commit of another repository. What is no entry is judged where paths are.
    private void AddEntries(ReadOnlySpan<byte> tree)
    {
        while (TreeParser.TryTake(ref tree, out var mode, out _, out var id))
        {
            if (TreeParser.Canonical(mode) != EntryMode.Submodule)
            {
                _targets.Add(id);
            }
        }
    }
}
