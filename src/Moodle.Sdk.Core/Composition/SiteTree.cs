using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Composition;

/// <summary>The whole code base as one value: Moodle's tree after all edits. Its id names the site's state.</summary>
/// <param name="Id">The id of the composed git tree.</param>
/// <param name="Entries">Every file and link, ordered by path as git orders (ordinal on UTF-8 bytes of the full path).</param>
internal sealed record SiteTree(TreeId Id, ImmutableArray<SiteEntry> Entries)
{
    /// <summary>What the whole of it was made of, also where this is what is delivered of it; null when no recipe can say it.</summary>
    public TreeRecipe? Recipe { get; init; }
}

/// <summary>A file or link of a site tree.</summary>
/// <param name="Path">Path from the root, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Blob">Its content.</param>
/// <param name="Part">Whose it is, and which store holds the blob.</param>
internal sealed record SiteEntry(string Path, EntryMode Mode, BlobId Blob, SitePart Part);

/// <summary>What one component has of a site tree out of one store.</summary>
/// <param name="Component">The component that owns the entries.</param>
/// <param name="Store">The store of their blobs.</param>
internal sealed record SitePart(ComponentName Component, StoreName Store);
