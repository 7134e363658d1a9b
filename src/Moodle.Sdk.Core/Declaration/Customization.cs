using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>The site's own branch of a component: its commits are carried onto whatever version is resolved.</summary>
/// <param name="Upstream">Its repository; null for the component's own.</param>
/// <param name="Branch">Its name, without refs/heads/.</param>
/// <param name="Origin">What declares it.</param>
public sealed record Customization(UpstreamUrl? Upstream, string Branch, Origin Origin)
{
    /// <summary>Configurations that have it; empty means all. The lock holds it always.</summary>
    public ImmutableArray<string> Configurations { get; init; } = [];

    /// <summary>As people read it, stable: <c>branch site of https://git.example.org/mod_x</c>.</summary>
    public override string ToString() => Upstream is null ? $"branch {Branch}" : $"branch {Branch} of {Upstream.Relative ?? Upstream.Identity}";
}
