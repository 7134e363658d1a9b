using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// The record of what was written into one output: per managed place its path, mode, blob, size and times, and the site that they make up.
/// A flat file that is read in one go.
/// </summary>
public sealed class OutputState
{
    // "MOODLE", the format's number: a state of another format is a lost state.
    private const ulong Magic = 0x0003_454C_444F_4F4D;
    private const int FixedSize = 40;
    private const int MarkSize = 16;

    // Of 36,000 files it has 4 MB.
    private const long Largest = 1L << 28;

    // The checksum in the file that this was read from.
    private readonly ulong _checksum;

    private OutputState(StateHeader header, EntryTable places, long written, ulong checksum) =>
        (Header, Places, Written, _checksum) = (header, places, written, checksum);

    /// <summary>Which site it was, from which code.</summary>
    public StateHeader Header { get; }

    internal EntryTable Places { get; }

    /// <summary>The moment, in file time, up to which what is recorded is known to hold.</summary>
    internal long Written { get; }

    /// <summary>The managed paths, in git's order. For reports; makes a string for each.</summary>
    public IEnumerable<string> Paths()
    {
        for (var i = 0; i < Places.Count; i++)
        {
            yield return OutputFiles.Text(Places.PathOf(i));
        }
    }

    /// <summary>A record of places as they are now.</summary>
    internal static OutputState Of(StateHeader header, EntryTable places, long written) => new(header, places, written, 0);

    /// <summary>Reads a state; null when there is none, or none that this SDK understands, or a damaged one.</summary>
    internal static OutputState? Read(string file)
    {
        if (RegularFile.TryRead(file, Largest) is not { } bytes || bytes.Length < FixedSize || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic)
        {
            return null;
        }

        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8));
        if (checksum != Checksum(bytes.AsSpan(MarkSize), []))
        {
            return null;
        }

        var written = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(MarkSize));
        var header = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(28));
        var folders = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(32));
        try
        {
            var places = new EntryTable(bytes.AsMemory(FixedSize + header), count, folders);
            return places.IsSound ? new OutputState(StateHeaderFormat.Read(new ArraySegment<byte>(bytes, FixedSize, header)), places, written, checksum) : null;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or OverflowException)
        {
            // Of another make, although its checksum holds.
            return null;
        }
    }

    /// <summary>True when a file still holds what this was read from.</summary>
    internal bool IsIn(string file)
    {
        try
        {
            using var opened = RegularFile.OpenToRead(file, Largest);
            Span<byte> mark = stackalloc byte[MarkSize];
            return RandomAccess.Read(opened, mark, 0) == MarkSize
                && BinaryPrimitives.ReadUInt64LittleEndian(mark) == Magic
                && BinaryPrimitives.ReadUInt64LittleEndian(mark[8..]) == _checksum;
        }
        catch (SystemFaultException absent) when (absent.Fault.Kind == FaultKind.Absent)
        {
            return false;
        }
    }

    /// <summary>Writes the state; a reader sees the old one or the new one. Nobody else writes it meanwhile.</summary>
    internal void Write(OutputFiles folder, string name)
    {
        var header = StateHeaderFormat.Write(Header);
        // Whole words, so that the places go on in the checksum where the head ends.
        var headerSize = (header.Length + 7) & ~7;
        var head = new byte[FixedSize + headerSize];
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(MarkSize), Written);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), Places.Count);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(32), Places.FolderCount);
        header.CopyTo(head, FixedSize);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(8), Checksum(head.AsSpan(MarkSize), Places.Bytes.Span));

        folder.Replace(OutputFiles.Bytes(name), ".state.tmp", file =>
        {
            RandomAccess.Write(file, head, 0);
            RandomAccess.Write(file, Places.Bytes.Span, head.Length);
        });
    }

    // Against a machine that lost its power between the rename and the bytes, which then are zeroes; not against malice. FNV over words.
    private static ulong Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest) =>
        Continue(Continue(0xCBF29CE484222325UL ^ (ulong)(head.Length + rest.Length), head), rest);

    private static ulong Continue(ulong hash, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            hash = BitOperations.RotateLeft((hash ^ word) * 0x100000001B3UL, 23);
        }

        foreach (var rest in bytes[(words.Length * Unsafe.SizeOf<ulong>())..])
        {
            hash = (hash ^ rest) * 0x100000001B3UL;
        }

        return hash;
    }
}
