using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Reconciliation.States;

/// <summary>Lays the places of a site tree out as an <see cref="EntryTable"/>.</summary>
internal sealed class EntryTableBuilder(int capacity)
{
    private readonly StateEntry[] _entries = new StateEntry[capacity];
    private readonly List<StateEntry> _folders = new(capacity / 2);
    private readonly ArrayBufferWriter<byte> _paths = new(Math.Max(256, capacity * 80));

    // The folders that hold the entry added last, the root's child first: what the next entry shares with it.
    private readonly Stack<int> _open = new();
    private int _count;

    /// <summary>Adds every entry of the tree.</summary>
    public EntryTableBuilder Add(SiteTree tree)
    {
        foreach (var entry in tree.Entries)
        {
            var start = _paths.WrittenCount;
            var length = Encoding.UTF8.GetBytes(entry.Path, _paths);
            _paths.Write("\0"u8);
            var folder = Enter(start, (int)length, entry.Path);
            CheckOrder(start, (int)length, entry.Path);
            _entries[_count++] = new StateEntry
            {
                Mode = entry.Mode is EntryMode.File or EntryMode.Executable or EntryMode.SymbolicLink ? entry.Mode : throw Hostile(entry.Path),
                PathStart = start,
                PathLength = (int)length,
                Folder = folder,
                Blob = entry.Blob.Id,
            };
        }

        return this;
    }

    /// <summary>The table.</summary>
    public EntryTable Build()
    {
        var entries = MemoryMarshal.AsBytes(_entries.AsSpan(0, _count));
        var folders = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_folders));
        var bytes = new byte[entries.Length + folders.Length + _paths.WrittenCount];
        entries.CopyTo(bytes);
        folders.CopyTo(bytes.AsSpan(entries.Length));
        _paths.WrittenSpan.CopyTo(bytes.AsSpan(entries.Length + folders.Length));
        return new EntryTable(bytes, _count, _folders.Count);
    }

    // Closes the folders that the path does not share, opens those that it adds, and gives the index of the one that holds it.
    private int Enter(int start, int length, string path)
    {
        while (_open.TryPeek(out var last) && !IsWithin(_folders[last], start, length))
        {
            _open.Pop();
        }

        var parent = _open.TryPeek(out var shared) ? shared : -1;
        var from = parent < 0 ? 0 : _folders[parent].PathLength + 1;
        for (int slash; (slash = _paths.WrittenSpan.Slice(start + from, length - from).IndexOf((byte)'/')) >= 0; from += slash + 1)
        {
            CheckName(_paths.WrittenSpan.Slice(start + from, slash), path);
            parent = AddFolder(start, from + slash, parent);
        }

        CheckName(_paths.WrittenSpan.Slice(start + from, length - from), path);
        return parent;
    }

    private int AddFolder(int start, int length, int parent)
    {
        var at = _paths.WrittenCount;
        var target = _paths.GetSpan(length + 1);
        _paths.WrittenSpan.Slice(start, length).CopyTo(target);
        target[length] = 0;
        _paths.Advance(length + 1);
        _folders.Add(new StateEntry { Mode = EntryMode.Tree, PathStart = at, PathLength = length, Folder = parent });
        _open.Push(_folders.Count - 1);
        return _folders.Count - 1;
    }

    private bool IsWithin(in StateEntry folder, int start, int length) =>
        length > folder.PathLength
        && _paths.WrittenSpan[start + folder.PathLength] == '/'
        && _paths.WrittenSpan.Slice(start, folder.PathLength).SequenceEqual(_paths.WrittenSpan.Slice(folder.PathStart, folder.PathLength));

    // Every search and merge rests on the order; a path that is also a folder's could never be written.
    private void CheckOrder(int start, int length, string path)
    {
        if (_count > 0)
        {
            ref readonly var last = ref _entries[_count - 1];
            var before = _paths.WrittenSpan.Slice(last.PathStart, last.PathLength);
            var now = _paths.WrittenSpan.Slice(start, length);
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
