namespace Moodle.Sdk.Git.Transports;

/// <summary>Gathers the branches and tags that an upstream names, however it was asked.</summary>
internal sealed class RefListing
{
    /// <summary>What is wrong with an answer whose ids are none.</summary>
    public const string NoIds = "its objects are not named by SHA-1";

    private const string Peeled = "^{}";

    private readonly SortedDictionary<string, CommitId> _refs = new(StringComparer.Ordinal);

    /// <summary>Full name of the branch that HEAD points to; null while the upstream did not say.</summary>
    public string? DefaultBranch { get; set; }

    /// <summary>Adds a ref. Upstreams may name more than they are asked for: what is neither a branch nor a tag is passed over.</summary>
    /// <param name="name">Full name; an annotated tag is followed by its own name with <c>^{}</c> behind it and the id that it leads to.</param>
    /// <param name="id">The id.</param>
    /// <returns>False when the id is none.</returns>
    public bool TryAdd(string name, string id)
    {
        if (!name.StartsWith("refs/heads/", StringComparison.Ordinal) && !name.StartsWith("refs/tags/", StringComparison.Ordinal))
        {
            return true;
        }

        var isId = ObjectId.TryParse(id, out var commit);
        if (isId)
        {
            _refs[name.EndsWith(Peeled, StringComparison.Ordinal) ? name[..^Peeled.Length] : name] = new CommitId(commit);
        }

        return isId;
    }

    /// <summary>All that were added, by name.</summary>
    public RemoteRefs ToRefs() => new([.. _refs.Select(r => new RemoteRef(r.Key, r.Value))], DefaultBranch);
}
