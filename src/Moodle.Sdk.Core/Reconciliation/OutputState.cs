using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moodle.Sdk.Disk;
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
    private const ulong Magic = 0x0001_454C_444F_4F4D;
    private const int FixedSize = 40;

    private OutputState(StateHeader header, EntryTable places, long written) => (Header, Places, Written) = (header, places, written);

    /// <summary>The site.</summary>
    public StateHeader Header { get; }

    /// <summary>Number of managed files and links.</summary>
    public int Count => Places.Count;

    /// <summary>The managed places.</summary>
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
    internal static OutputState Of(StateHeader header, EntryTable places, long written) => new(header, places, written);

    /// <summary>Reads a state; null when there is none, or none that this SDK understands, or a damaged one.</summary>
    internal static OutputState? Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (bytes.Length < FixedSize || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)) != Checksum(bytes.AsSpan(16)))
        {
            return null;
        }

        var written = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16));
        var header = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24));
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(28));
        var folders = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(32));
        return new OutputState(
            StateHeaderFormat.Read(new ArraySegment<byte>(bytes, FixedSize, header)),
            new EntryTable(bytes.AsMemory(FixedSize + header), count, folders),
            written);
    }

    /// <summary>Writes the state; a reader sees the old one or the new one.</summary>
    internal void Write(string file)
    {
        var header = StateHeaderFormat.Write(Header);
        var bytes = new byte[FixedSize + header.Length + Places.Bytes.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Written);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), Places.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), Places.FolderCount);
        header.CopyTo(bytes, FixedSize);
        Places.Bytes.Span.CopyTo(bytes.AsSpan(FixedSize + header.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Checksum(bytes.AsSpan(16)));

        OutputFault.Guard(file, () => WholeFile.Write(file, bytes));
    }

    // Against a machine that lost its power between the rename and the bytes, which then are zeroes; not against malice. FNV over words.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325UL ^ (ulong)bytes.Length;
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
