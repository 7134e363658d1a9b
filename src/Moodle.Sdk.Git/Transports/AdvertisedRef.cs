using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>A ref as an upstream names it, however it was asked.</summary>
/// <param name="Name">Full name. An annotated tag may be followed by its own name with <c>^{}</c> behind it and the id that it leads to.</param>
/// <param name="Id">The id that was sent, unchecked; empty where a symbolic ref came without one.</param>
/// <param name="Target">Full name of the ref that a symbolic one leads to; null for others.</param>
internal sealed record AdvertisedRef(string Name, string Id, string? Target = null)
{
    /// <summary>What stands behind the name of an annotated tag where the id is the commit's.</summary>
    public const string Peeled = "^{}";

    /// <summary>What is wrong with an upstream of another form.</summary>
    public const string OtherHash = "its objects are not named by SHA-1";

    // git makes no ref with these (git-check-ref-format). A line end within a name would be a second line of what git fetch is asked for.
    private const string NotInNames = " ~^:?*[\\";

    /// <summary>Picks out the branches, the tags and what HEAD leads to. Upstreams may name more than they are asked for.</summary>
    public static GitResult<RemoteRefs> Gather(IEnumerable<AdvertisedRef> all)
    {
        var refs = new Dictionary<string, RemoteRef>(StringComparer.Ordinal);
        string? defaultBranch = null;
        foreach (var (name, id, target) in all)
        {
            if (name == "HEAD")
            {
                defaultBranch = target ?? defaultBranch;
            }
            else if (id.Length > 0 && (name.StartsWith("refs/heads/", StringComparison.Ordinal) || name.StartsWith("refs/tags/", StringComparison.Ordinal)))
            {
                if (!ObjectId.TryParse(id, out var commit))
                {
                    return new GitFault(GitFaultKind.Other, OtherHash);
                }

                if (refs.Count > UpstreamBounds.Refs)
                {
                    return new GitFault(GitFaultKind.TooMuch, string.Create(CultureInfo.InvariantCulture, $"more than {UpstreamBounds.Refs:N0} branches and tags"));
                }

                var known = name.EndsWith(Peeled, StringComparison.Ordinal) ? name[..^Peeled.Length] : name;
                if (!known.Any(c => char.IsControl(c) || NotInNames.Contains(c)) && !known.Contains("..", StringComparison.Ordinal))
                {
                    refs[known] = new RemoteRef(known, new CommitId(commit));
                }
            }
        }

        return new RemoteRefs([.. refs.Values.OrderBy(r => r.Name, StringComparer.Ordinal)], defaultBranch);
    }
}
