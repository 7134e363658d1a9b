using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>The refs that a plugin may be taken from when no exact one is declared: tags, stable branches and the default branch.</summary>
/// <param name="Tags">All tags.</param>
/// <param name="Branches">Stable branches and the default branch.</param>
/// <param name="Default">Full name of the default branch; null when the upstream does not say.</param>
internal sealed record CandidateRefs(ImmutableArray<RemoteRef> Tags, ImmutableArray<RemoteRef> Branches, string? Default)
{
    public IEnumerable<RemoteRef> All => Tags.Concat(Branches);

    /// <summary>How many there are, as people say it: <c>245 tags and 3 branches</c>.</summary>
    public string Count => $"{Counted(Tags.Length, "tag", "tags")} and {Counted(Branches.Length, "branch", "branches")}";

    /// <summary>Picks them out of all refs.</summary>
    public static CandidateRefs Of(RemoteRefs refs) => new(
        [.. refs.Tags],
        [.. refs.Branches.Where(b => b.Name == refs.DefaultBranch || StableBranch.IsStable(b.ShortName))],
        refs.DefaultBranch);

    private static string Counted(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
