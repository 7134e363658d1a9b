using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moodle.Sdk.Composition;

namespace Moodle.Sdk.Reconciliation.States;

/// <summary>
/// Managed places in one block of bytes, as the state file holds them: the entries of files and links ordered by path, the entries of their folders
/// (owners first, each before what it holds), then the paths, UTF-8 and each with a NUL. Read and written in place: no object per entry.
/// </summary>
internal sealed class EntryTable(Memory<byte> bytes, int count, int folders)
{
    /// <summary>Number of files and links.</summary>
    public int Count => count;

    public int FolderCount => folders;

    /// <summary>Files and links.</summary>
    public Span<StateEntry> Entries => MemoryMarshal.Cast<byte, StateEntry>(bytes.Span[..(count * Unsafe.SizeOf<StateEntry>())]);

    public Span<StateEntry> Folders =>
        MemoryMarshal.Cast<byte, StateEntry>(bytes.Span.Slice(count * Unsafe.SizeOf<StateEntry>(), folders * Unsafe.SizeOf<StateEntry>()));

    /// <summary>The whole, as it is stored.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The paths, one after the other.</summary>
    public Span<byte> Paths => bytes.Span[((count + folders) * Unsafe.SizeOf<StateEntry>())..];

    /// <summary>True when every entry's path and folder are within the table. Nothing else may be asked of one that is not.</summary>
    public bool IsSound
    {
        get
        {
            if (count < 0 || folders < 0 || ((long)count + folders) * Unsafe.SizeOf<StateEntry>() > bytes.Length)
            {
                return false;
            }

            var paths = Paths;
            foreach (ref readonly var entry in MemoryMarshal.Cast<byte, StateEntry>(bytes.Span[..((count + folders) * Unsafe.SizeOf<StateEntry>())]))
            {
                var (start, length) = (entry.PathStart, entry.PathLength);
                if (start < 0 || length <= 0 || start >= paths.Length - length || paths[start + length] != 0 || entry.Folder < -1 || entry.Folder >= folders)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The path of an entry, with its NUL.</summary>
    public ReadOnlySpan<byte> PathOf(in StateEntry entry) => Paths.Slice(entry.PathStart, entry.PathLength + 1);

    /// <summary>The path of a file or link, with its NUL.</summary>
    public ReadOnlySpan<byte> PathOf(int entry) => PathOf(in Entries[entry]);

    /// <summary>The path of a folder, with its NUL.</summary>
    public ReadOnlySpan<byte> PathOfFolder(int folder) => PathOf(in Folders[folder]);

    /// <summary>The index of a file or link by its path (with NUL); negative when there is none.</summary>
    public int Find(ReadOnlySpan<byte> path)
    {
        var (low, high) = (0, count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = PathOf(middle).SequenceCompareTo(path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Whether a folder (with its NUL) is one of the table.</summary>
    public bool HasFolder(ReadOnlySpan<byte> path)
    {
        for (var f = 0; f < folders; f++)
        {
            if (PathOfFolder(f).SequenceEqual(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For each folder its index in another table; negative where that lacks it. Both are ordered, so this is one merge.</summary>
    public int[] FoldersIn(EntryTable other)
    {
        var found = new int[folders];
        for (int mine = 0, theirs = 0; mine < folders; mine++)
        {
            var path = PathOfFolder(mine)[..^1];
            while (theirs < other.FolderCount && ComesBefore(other.PathOfFolder(theirs)[..^1], path))
            {
                theirs++;
            }

            found[mine] = theirs < other.FolderCount && other.PathOfFolder(theirs)[..^1].SequenceEqual(path) ? theirs : -1;
        }

        return found;
    }

    // Folders lie as the first paths in them do: as if a slash ended their names, and before what they hold.
    private static bool ComesBefore(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> other)
    {
        var common = folder.CommonPrefixLength(other);
        var (here, there) = (common < folder.Length ? folder[common] : (byte)'/', common < other.Length ? other[common] : (byte)'/');
        return here != there ? here < there : folder.Length < other.Length;
    }

    /// <summary>The places of a site tree; nothing is recorded of their files yet.</summary>
    /// <exception cref="ArgumentException">A path that composing must never let through: not ordered, doubled, or leading out of the output.</exception>
    public static EntryTable Of(SiteTree tree) => EntryTableBuilder.Build(tree.Entries);

    /// <summary>Some places of a site tree.</summary>
    /// <param name="entries">Which of its entries, in order.</param>
    public static EntryTable Of(SiteTree tree, int[] entries) => EntryTableBuilder.Build([.. entries.Select(e => tree.Entries[e])]);
}
