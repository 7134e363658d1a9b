using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Delivery.Tar;

/// <summary>One entry of the tar: a folder, or a file or link of the tree.</summary>
/// <param name="Path">Path from the root, with slashes; a folder's ends with one.</param>
/// <param name="Source">The tree's entry; null for a folder.</param>
internal readonly record struct TarEntry(string Path, SiteEntry? Source)
{
    /// <summary>
    /// The entries of a tree in the order of the tar: that of the tree, each folder before the first thing in it, as git archive does.
    /// Folders are written so that their modes do not depend on the umask of who unpacks.
    /// </summary>
    public static ImmutableArray<TarEntry> Of(SiteTree tree)
    {
        var entries = ImmutableArray.CreateBuilder<TarEntry>(tree.Entries.Length * 3 / 2);
        var folder = "";
        foreach (var entry in tree.Entries)
        {
            var name = entry.Path.LastIndexOf('/') + 1;
            if (!entry.Path.AsSpan(0, name).SequenceEqual(folder))
            {
                var last = folder;
                folder = entry.Path[..name];
                AddNewFolders(entries, last, folder);
            }

            entries.Add(new(entry.Path, entry));
        }

        return entries.ToImmutable();
    }

    /// <summary>What its header calls it.</summary>
    public TarKind Kind => Source?.Mode switch
    {
        null => TarKind.Folder,
        EntryMode.SymbolicLink => TarKind.Link,
        EntryMode.File or EntryMode.Executable => TarKind.File,
        _ => throw new InvalidOperationException($"A site tree holds no {Source.Mode} ({Path})."),
    };

    /// <summary>Its permission bits: those that a checkout has with umask 022; links have no bits of their own.</summary>
    public int Mode => Source?.Mode switch
    {
        EntryMode.File => 0b110_100_100,
        EntryMode.SymbolicLink => 0b111_111_111,
        _ => 0b111_101_101,
    };

    private static void AddNewFolders(ImmutableArray<TarEntry>.Builder entries, string last, string folder)
    {
        var shared = last.AsSpan().CommonPrefixLength(folder);
        for (var slash = folder.IndexOf('/'); slash >= 0; slash = folder.IndexOf('/', slash + 1))
        {
            if (slash >= shared)
            {
                entries.Add(new(folder[..(slash + 1)], null));
            }
        }
    }
}
