using System.Buffers.Binary;

namespace Moodle.Sdk.Git.Objects;

/// <summary>How a decompression ended.</summary>
internal enum InflateEnd
{
    /// <summary>The data was decompressed to its end.</summary>
    Complete,

    /// <summary>The data ends too early.</summary>
    InputEnded,

    /// <summary>The data is damaged, or makes more than it should.</summary>
    Damaged,
}

/// <summary>
/// Decompresses zlib data that lies in memory. Packs are tens of thousands of small pieces of it, whose ends only decompressing tells:
/// .NET's ZLibStream takes ten microseconds to be made and does not say where the data ended.
/// Sources: RFC 1950 and 1951. One thread at a time.
/// </summary>
internal sealed unsafe partial class Inflater
{
    /// <summary>Bytes of room that the output must have behind it: two literals, the longest copy, and what a copy writes too many.</summary>
    public const int Slack = 2 + 258 + 16;

    /// <summary>Bytes that must follow the data, whatever they are, since it is read ahead by up to seven. A pack ends with a checksum of 20.</summary>
    public const int Beyond = StepInput + 7 - Checksum;

    // What one step reads at most: eight bytes, and again up to seven further on.
    private const int StepInput = 15;

    private const int ZlibHead = 2;
    private const int Checksum = 4;
    private const int CodeLengthCodes = 19;
    private const int MostLengths = 286;
    private const int MostDistances = 30;

    // In this order, since the last ones are most often absent.
    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanTable _codeLengths = new(7, 0);
    private readonly HuffmanTable _lengths = new(10, 288);
    private readonly HuffmanTable _distances = new(8, 32);
    private bool _isFixed;

    private byte* _in;
    private byte* _inEnd;
    private byte* _out;
    private byte* _outStart;
    private byte* _outEnd;
    private ulong _bits;
    private int _count;

    [ThreadStatic]
    private static Inflater? _ofThread;

    /// <summary>Whether so much data can make so many bytes at all: a few bytes of data can claim any size. Deflate makes at most 258 bytes of 2 bits.</summary>
    public static bool CanMake(long data, long output) => output <= data * 1032;

    /// <summary>Decompresses a whole piece of data, which must make just as many bytes as the content is long.</summary>
    /// <param name="data">The data, and <see cref="Beyond"/> bytes at least that follow it.</param>
    /// <param name="content">Takes the bytes.</param>
    /// <param name="used">Length of the piece, its checksum included, when it was complete.</param>
    public static InflateEnd Run(ReadOnlySpan<byte> data, PooledObject content, out int used)
    {
        var inflater = _ofThread ??= new Inflater();
        return inflater.Run(data, content.Buffer, content.Length, out used);
    }

    private InflateEnd Run(ReadOnlySpan<byte> data, byte[] buffer, int size, out int used)
    {
        used = 0;
        if (data.Length < ZlibHead)
        {
            return InflateEnd.InputEnded;
        }

        // Deflate with a window of 32 KB at most, no dictionary of its own.
        if ((data[0] & 0x8F) != 8 || (data[1] & 0x20) != 0 || BinaryPrimitives.ReadUInt16BigEndian(data) % 31 != 0)
        {
            return InflateEnd.Damaged;
        }

        fixed (byte* input = data, output = buffer)
        {
            _in = input + ZlibHead;
            _inEnd = input + data.Length;
            _out = _outStart = output;
            _outEnd = output + size;
            (_bits, _count) = (0, 0);
            var end = RunBlocks();
            // Up to seven bits fill the last byte; whole bytes that were taken too early go back. Then comes the checksum.
            used = (int)(_in - input) - (_count >> 3) + Checksum;
            return end != InflateEnd.Complete ? end
                : _out != _outEnd ? InflateEnd.Damaged
                : used <= data.Length ? end
                : InflateEnd.InputEnded;
        }
    }

    private InflateEnd RunBlocks()
    {
        while (true)
        {
            if (!TryTake(3, out var head))
            {
                return InflateEnd.InputEnded;
            }

            var end = (head >> 1) switch
            {
                0 => CopyStored(),
                1 => UseFixedCodes(),
                2 => ReadCodes(),
                _ => InflateEnd.Damaged,
            };
            end = end == InflateEnd.Complete && head >> 1 != 0 ? RunCodes() : end;
            if (end != InflateEnd.Complete || (head & 1) != 0)
            {
                return end;
            }
        }
    }

    // A block that is not compressed begins at a byte, with its length and the same inverted.
    private InflateEnd CopyStored()
    {
        _in -= _count >> 3;
        (_bits, _count) = (0, 0);
        if (_inEnd - _in < 4)
        {
            return InflateEnd.InputEnded;
        }

        var head = new ReadOnlySpan<byte>(_in, 4);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(head);
        if (length != (ushort)~BinaryPrimitives.ReadUInt16LittleEndian(head[2..]))
        {
            return InflateEnd.Damaged;
        }

        _in += 4;
        if (length > _inEnd - _in || length > _outEnd - _out)
        {
            return length > _outEnd - _out ? InflateEnd.Damaged : InflateEnd.InputEnded;
        }

        Buffer.MemoryCopy(_in, _out, length, length);
        _in += length;
        _out += length;
        return InflateEnd.Complete;
    }

    private InflateEnd UseFixedCodes()
    {
        if (!_isFixed)
        {
            Span<byte> lengths = stackalloc byte[288];
            lengths[..144].Fill(8);
            lengths[144..256].Fill(9);
            lengths[256..280].Fill(7);
            lengths[280..].Fill(8);
            Span<byte> distances = stackalloc byte[32];
            distances.Fill(5);
            _lengths.TryBuild(lengths, DeflateSymbols.Lengths, mayBeSparse: false);
            _distances.TryBuild(distances, DeflateSymbols.Distances, mayBeSparse: false);
            _isFixed = true;
        }

        return InflateEnd.Complete;
    }

    // The codes of a block are themselves given by the lengths of their codes, and these are coded too.
    private InflateEnd ReadCodes()
    {
        _isFixed = false;
        if (!TryTake(14, out var counts))
        {
            return InflateEnd.InputEnded;
        }

        var (lengths, distances, codes) = ((int)(counts & 31) + 257, (int)((counts >> 5) & 31) + 1, (int)(counts >> 10) + 4);
        if (lengths > MostLengths || distances > MostDistances)
        {
            return InflateEnd.Damaged;
        }

        Span<byte> all = stackalloc byte[MostLengths + MostDistances];
        all.Clear();
        for (var i = 0; i < codes; i++)
        {
            if (!TryTake(3, out var length))
            {
                return InflateEnd.InputEnded;
            }

            all[CodeLengthOrder[i]] = (byte)length;
        }

        if (!_codeLengths.TryBuild(all[..CodeLengthCodes], DeflateSymbols.CodeLengths, mayBeSparse: false))
        {
            return InflateEnd.Damaged;
        }

        var end = ReadLengths(all[..(lengths + distances)]);
        // A block without a code for its end would never end.
        return end != InflateEnd.Complete ? end
            : all[256] != 0
                && _lengths.TryBuild(all[..lengths], DeflateSymbols.Lengths, mayBeSparse: true)
                && _distances.TryBuild(all[lengths..(lengths + distances)], DeflateSymbols.Distances, mayBeSparse: true)
            ? InflateEnd.Complete
            : InflateEnd.Damaged;
    }

    private InflateEnd ReadLengths(Span<byte> lengths)
    {
        for (var at = 0; at < lengths.Length;)
        {
            if (!TryRefill())
            {
                return InflateEnd.InputEnded;
            }

            var entry = _codeLengths.Entries[_bits & ((1u << _codeLengths.FirstBits) - 1)];
            var (symbol, more) = ((int)(entry >> 16), _bits >> (byte)entry);
            var (extra, repeats) = symbol switch
            {
                16 => (2, 3 + (int)(more & 3)),
                17 => (3, 3 + (int)(more & 7)),
                18 => (7, 11 + (int)(more & 127)),
                _ => (0, 1),
            };
            Consume((byte)(entry + extra), ref _bits, ref _count);
            if ((entry & HuffmanTable.Special) != 0 || at + repeats > lengths.Length || (symbol == 16 && at == 0))
            {
                return InflateEnd.Damaged;
            }

            lengths.Slice(at, repeats).Fill(symbol switch { 16 => lengths[at - 1], > 16 => 0, _ => (byte)symbol });
            at += repeats;
        }

        return InflateEnd.Complete;
    }

    private bool TryTake(int bits, out uint value)
    {
        var isThere = TryRefill();
        value = (uint)_bits & ((1u << bits) - 1);
        Consume((byte)bits, ref _bits, ref _count);
        return isThere;
    }

    private bool TryRefill()
    {
        if (_in > _inEnd - StepInput)
        {
            return false;
        }

        var input = _in;
        Refill(ref input, ref _bits, ref _count);
        _in = input;
        return true;
    }
}
