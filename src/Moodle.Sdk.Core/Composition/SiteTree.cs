using System.Collections.Immutable;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>
/// The whole code base as one value: Moodle's tree with the plugins' trees grafted in. Its id names the site's state.
/// </summary>
/// <param name="Id">The id of the composed git tree.</param>
/// <param name="Entries">Every file and link, ordered by path as git orders (ordinal on UTF-8 bytes of the full path).</param>
/// <param name="Stores">The stores that the entries' blobs are read from; <see cref="SiteEntry.Source"/> is an index into it.</param>
internal sealed record SiteTree(TreeId Id, ImmutableArray<SiteEntry> Entries, ImmutableArray<StoreName> Stores);

/// <summary>A file or link of a site tree.</summary>
/// <param name="Path">Path from the root, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Blob">Its content.</param>
/// <param name="Source">Which of <see cref="SiteTree.Stores"/> holds the blob.</param>
internal sealed record SiteEntry(string Path, EntryMode Mode, BlobId Blob, int Source);
