using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Reconciliation.States;

/// <summary>Lays the places of a site tree out as an <see cref="EntryTable"/>, in memory that is taken once.</summary>
internal sealed class EntryTableBuilder
{
    private readonly EntryTable _table;
    private int _count;
    private int _folders;
    private int _pathBytes;

    // The folder that holds the entry added last, and through it those above: what the next entry shares with that one.
    private int _open = -1;

    private EntryTableBuilder(int entries, int folders, int pathBytes)
    {
        var size = checked(((entries + folders) * Unsafe.SizeOf<StateEntry>()) + pathBytes);
        _table = new EntryTable(GC.AllocateUninitializedArray<byte>(size), entries, folders);
    }

    /// <summary>The table of entries that are ordered as those of a tree.</summary>
    /// <exception cref="ArgumentException">A path that composing must never let through.</exception>
    public static EntryTable Build(ImmutableArray<SiteEntry> entries)
    {
        var (folders, pathBytes) = Measure(entries);
        var builder = new EntryTableBuilder(entries.Length, folders, pathBytes);
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        return builder._table;
    }

    // Entries are ordered, so a folder is new where it is not one of those above the entry before.
    private static (int Folders, int PathBytes) Measure(ImmutableArray<SiteEntry> entries)
    {
        var (folders, bytes, before) = (0, 0, "");
        foreach (var entry in entries)
        {
            var path = entry.Path;
            bytes += Encoding.UTF8.GetByteCount(path) + 1;
            var shared = before.AsSpan().CommonPrefixLength(path);
            for (var slash = path.IndexOf('/', shared); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                folders++;
                bytes += Encoding.UTF8.GetByteCount(path.AsSpan(0, slash)) + 1;
            }

            before = path;
        }

        return (folders, bytes);
    }

    private void Add(SiteEntry entry)
    {
        var start = _pathBytes;
        var length = Encoding.UTF8.GetBytes(entry.Path, _table.Paths[start..]);
        _table.Paths[start + length] = 0;
        _pathBytes += length + 1;
        var folder = Enter(start, length, entry.Path);
        CheckOrder(start, length, entry.Path);
        _table.Entries[_count++] = new StateEntry
        {
            Mode = entry.Mode is EntryMode.File or EntryMode.Executable or EntryMode.SymbolicLink ? entry.Mode : throw Hostile(entry.Path),
            PathStart = start,
            PathLength = length,
            Folder = folder,
            Blob = entry.Blob.Id,
        };
    }

    // Leaves the folders that the path does not share, opens those that it adds, and gives the index of the one that holds it.
    private int Enter(int start, int length, string path)
    {
        while (_open >= 0 && !IsWithin(in _table.Folders[_open], start, length))
        {
            _open = _table.Folders[_open].Folder;
        }

        var from = _open < 0 ? 0 : _table.Folders[_open].PathLength + 1;
        for (int slash; (slash = _table.Paths.Slice(start + from, length - from).IndexOf((byte)'/')) >= 0; from += slash + 1)
        {
            CheckName(_table.Paths.Slice(start + from, slash), path);
            AddFolder(start, from + slash);
        }

        CheckName(_table.Paths.Slice(start + from, length - from), path);
        return _open;
    }

    private void AddFolder(int start, int length)
    {
        var at = _pathBytes;
        _table.Paths.Slice(start, length).CopyTo(_table.Paths[at..]);
        _table.Paths[at + length] = 0;
        _pathBytes += length + 1;
        _table.Folders[_folders] = new StateEntry { Mode = EntryMode.Tree, PathStart = at, PathLength = length, Folder = _open };
        _open = _folders++;
    }

    private bool IsWithin(in StateEntry folder, int start, int length) =>
        length > folder.PathLength
        && _table.Paths[start + folder.PathLength] == '/'
        && _table.Paths.Slice(start, folder.PathLength).SequenceEqual(_table.Paths.Slice(folder.PathStart, folder.PathLength));

    // Every search and merge rests on the order; a path that is also a folder's could never be written.
    private void CheckOrder(int start, int length, string path)
    {
        if (_count > 0)
        {
            ref readonly var last = ref _table.Entries[_count - 1];
            var before = _table.Paths.Slice(last.PathStart, last.PathLength);
            var now = _table.Paths.Slice(start, length);
            if (before.SequenceCompareTo(now) >= 0 || (now.StartsWith(before) && now[before.Length] == '/'))
            {
                throw Hostile(path);
            }
        }
    }

    private static void CheckName(ReadOnlySpan<byte> name, string path)
    {
        if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.Contains((byte)0)
            || (OperatingSystem.IsWindows() && name.IndexOfAny("\\:"u8) >= 0))
        {
            throw Hostile(path);
        }
    }

    private static ArgumentException Hostile(string path) => new($"A site tree cannot hold '{path}' at this place.");
}
