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
        switch (content.Kind)
        {
            case ObjectKind.Tree:
                AddEntries(content.Content);
                break;
            case ObjectKind.Commit or ObjectKind.Tag when CommitParser.Parse(content, id) is var (commit, tagged):
                AddCommit(id, commit);
                if (tagged is { } target)
                {
                    _targets.Add(target);
                }

                break;
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

    private void AddCommit(ObjectId id, GitCommit? commit)
    {
        if (commit is null)
        {
            return;
        }

        _targets.Add(commit.Tree.Id);
        if (!Shallow.Contains(id))
        {
            _targets.UnionWith(commit.Parents.Select(p => p.Id));
        }
    }
}
