using System.Collections.Immutable;

namespace Moodle.Sdk.Git;

/// <summary>What a git cache holds.</summary>
/// <param name="Stores">Its repositories, the largest first.</param>
/// <param name="Size">The bytes of all that lies in it: also what is being fetched, was left behind or is put aside.</param>
public sealed record CacheContents(ImmutableArray<CachedStore> Stores, long Size);

/// <summary>One repository of a git cache.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Upstream">The address of its upstream, without secrets; words where it has none.</param>
/// <param name="Size">Its files' bytes.</param>
/// <param name="LastUse">When something was fetched into it or read from it, to half a day.</param>
public sealed record CachedStore(StoreName Name, string Upstream, long Size, DateTime LastUse);
