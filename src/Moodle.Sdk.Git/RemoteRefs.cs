using System.Collections.Immutable;

namespace Moodle.Sdk.Git;

/// <summary>A branch or tag as its upstream advertises it.</summary>
/// <param name="Name">Full name, such as <c>refs/tags/v4.5.6</c>.</param>
/// <param name="Commit">The commit it leads to; annotated tags are peeled.</param>
public sealed record RemoteRef(string Name, CommitId Commit)
{
    /// <summary>True for a tag.</summary>
    public bool IsTag => Name.StartsWith("refs/tags/", StringComparison.Ordinal);

    /// <summary>True for a branch.</summary>
    public bool IsBranch => Name.StartsWith("refs/heads/", StringComparison.Ordinal);

    /// <summary>The name people use: without <c>refs/tags/</c> or <c>refs/heads/</c>.</summary>
    public string ShortName => IsTag ? Name[10..] : IsBranch ? Name[11..] : Name;
}

/// <summary>The branches and tags of an upstream at one moment.</summary>
/// <param name="All">Branches and tags, ordered by name.</param>
/// <param name="DefaultBranch">Full name of the branch that HEAD points to; null when the upstream does not say.</param>
public sealed record RemoteRefs(ImmutableArray<RemoteRef> All, string? DefaultBranch)
{
    /// <summary>The tags.</summary>
    public IEnumerable<RemoteRef> Tags => All.Where(r => r.IsTag);

    /// <summary>The branches.</summary>
    public IEnumerable<RemoteRef> Branches => All.Where(r => r.IsBranch);

    /// <summary>The tag of that name, or null.</summary>
    public RemoteRef? Tag(string name) => All.FirstOrDefault(r => r.Name == $"refs/tags/{name}");

    /// <summary>The branch of that name, or null.</summary>
    public RemoteRef? Branch(string name) => All.FirstOrDefault(r => r.Name == $"refs/heads/{name}");
}
