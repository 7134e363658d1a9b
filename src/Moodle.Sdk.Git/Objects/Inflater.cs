using System.Buffers.Binary;

namespace Moodle.Sdk.Git.Objects;

/// <summary>How a decompression ended.</summary>
internal enum InflateEnd
{
    /// <summary>The data was decompressed to its end.</summary>
    Complete,

    /// <summary>The output is full and the data goes on.</summary>
    OutputFull,

    /// <summary>The data ends too early.</summary>
    InputEnded,

    /// <summary>The data is damaged.</summary>
    Damaged,
}

/// <summary>
/// Decompresses zlib data that lies in memory. Packs are tens of thousands of small pieces of it, whose ends only decompressing tells:
/// .NET's ZLibStream takes ten microseconds to be made and does not say where the data ended.
/// Sources: RFC 1950 and 1951. One thread at a time.
/// </summary>
internal sealed unsafe partial class Inflater
{
    /// <summary>Bytes of room behind the output that let all of it be made in the fast way: two literals, the longest copy, and what a copy writes too many.</summary>
    public const int Slack = 2 + 258 + 16;

    private const int ZlibHead = 2;

    // The longest pair of codes with its extra bits, in bytes: with less at hand, what looks damaged may only be cut off.
    private const int LongestStep = 8;

    private const int CodeLengthCodes = 19;
    private const int MostLengths = 286;
    private const int MostDistances = 30;

    // In this order, since the last ones are most often absent.
    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanTable _codeLengths = new(7, 128);
    private readonly HuffmanTable _lengths = new(10, 4096);
    private readonly HuffmanTable _distances = new(8, 2048);
    private bool _isFixed;

    private byte* _in;
    private byte* _inEnd;
    private byte* _out;
    private byte* _outStart;
    private byte* _outEnd;
    private byte* _outSlackEnd;
    private ulong _bits;
    private int _count;

    /// <summary>Bytes of the data that the last call used, when it was complete.</summary>
    public int Used { get; private set; }

    /// <summary>Bytes that the last call made.</summary>
    public int Made { get; private set; }

    /// <summary>Decompresses from the start of the data. What follows its end is not looked at.</summary>
    /// <param name="data">The data; may reach beyond its end.</param>
    /// <param name="buffer">Takes the output; what lies behind it may be overwritten, and room there makes it faster.</param>
    /// <param name="size">Bytes of output at most.</param>
    public InflateEnd Run(ReadOnlySpan<byte> data, Span<byte> buffer, int size)
    {
        (Used, Made) = (0, 0);
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
            _outSlackEnd = output + buffer.Length;
            (_bits, _count) = (0, 0);
            var end = RunBlocks();
            Made = (int)Math.Min(_out - _outStart, size);
            if (_out > _outEnd)
            {
                return InflateEnd.OutputFull;
            }

            if (end != InflateEnd.Complete)
            {
                return _inEnd - _in + (_count >> 3) < LongestStep ? InflateEnd.InputEnded : end;
            }

            // Up to seven bits fill the last byte; whole bytes that were taken too early go back. Then comes the checksum.
            var checksum = (int)(_in - input) - (_count >> 3);
            Used = checksum + sizeof(uint);
            return Used <= data.Length ? end : InflateEnd.InputEnded;
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
                1 when UseFixedCodes() => RunCodes(),
                2 => ReadCodes() is not InflateEnd.Complete and var failed ? failed : RunCodes(),
                _ => InflateEnd.Damaged,
            };
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
        // The codes before may have gone beyond the output.
        var copied = (int)Math.Min(length, Math.Min(_inEnd - _in, Math.Max(0, _outEnd - _out)));
        Buffer.MemoryCopy(_in, _out, copied, copied);
        _in += copied;
        _out += copied;
        return copied == length ? InflateEnd.Complete : _out >= _outEnd ? InflateEnd.OutputFull : InflateEnd.InputEnded;
    }

    private bool UseFixedCodes()
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
            _isFixed = _lengths.TryBuild(lengths, DeflateSymbols.Lengths, mayBeSparse: false) &&
                _distances.TryBuild(distances, DeflateSymbols.Distances, mayBeSparse: false);
        }

        return _isFixed;
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
            Refill();
            var entry = _codeLengths.Entries[_bits & ((1u << _codeLengths.FirstBits) - 1)];
            var (symbol, more) = ((int)(entry >> 16), _bits >> (byte)entry);
            var (extra, repeats) = symbol switch
            {
                16 => (2, 3 + (int)(more & 3)),
                17 => (3, 3 + (int)(more & 7)),
                18 => (7, 11 + (int)(more & 127)),
                _ => (0, 1),
            };
            Consume((byte)entry + extra);
            if (_count < 0)
            {
                return InflateEnd.InputEnded;
            }

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
        Refill();
        value = (uint)_bits & ((1u << bits) - 1);
        Consume(bits);
        return _count >= 0;
    }

    private void Consume(int bits)
    {
        _bits >>= bits;
        _count -= bits;
    }

    private void Refill()
    {
        var input = _in;
        Refill<Near>(ref input, _inEnd, ref _bits, ref _count);
        _in = input;
    }
}
