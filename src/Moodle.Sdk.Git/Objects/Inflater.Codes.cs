using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Moodle.Sdk.Git.Objects;

internal sealed unsafe partial class Inflater
{
    // The codes of a block up to its end: the loop in which all the time goes. A step writes Slack bytes too many at most.
    private InflateEnd RunCodes()
    {
        fixed (uint* lengths = _lengths.Entries, distances = _distances.Entries)
        {
            return RunCodes(lengths, distances);
        }
    }

    private InflateEnd RunCodes(uint* lengths, uint* distances)
    {
        byte* input = _in, lastInput = _inEnd - StepInput, output = _out, outputEnd = _outEnd;
        var (bits, count) = (_bits, _count);
        uint lengthMask = (1u << _lengths.FirstBits) - 1, distanceMask = (1u << _distances.FirstBits) - 1;
        var end = InflateEnd.InputEnded;
        // The end of the block comes when the output is full.
        while (input <= lastInput && output <= outputEnd)
        {
            Refill(ref input, ref bits, ref count);
            var entry = lengths[bits & lengthMask];

            // Two literals of the first look-up leave bits for whatever follows.
            for (var literals = 0; literals < 2 && (int)entry < 0; literals++)
            {
                *output++ = (byte)(entry >> 16);
                Consume((byte)entry, ref bits, ref count);
                entry = lengths[bits & lengthMask];
            }

            if ((entry & HuffmanTable.Special) != 0)
            {
                Consume((byte)entry, ref bits, ref count);
                if ((entry & HuffmanTable.Longer) != 0)
                {
                    entry = lengths[(entry >> 16) + (bits & ((1u << ((int)(entry >> 8) & 0xF)) - 1))];
                    Consume((entry & HuffmanTable.Special) != 0 ? (byte)entry : (byte)0, ref bits, ref count);
                }

                if ((entry & HuffmanTable.Special) != 0)
                {
                    end = (entry & HuffmanTable.EndOfBlock) != 0 ? InflateEnd.Complete : InflateEnd.Damaged;
                    break;
                }
            }

            if ((int)entry < 0)
            {
                *output++ = (byte)(entry >> 16);
                Consume((byte)entry, ref bits, ref count);
                continue;
            }

            var length = Value(entry, bits);
            Consume((byte)entry, ref bits, ref count);
            Refill(ref input, ref bits, ref count);
            entry = distances[bits & distanceMask];
            if ((entry & HuffmanTable.Longer) != 0)
            {
                Consume((byte)entry, ref bits, ref count);
                entry = distances[(entry >> 16) + (bits & ((1u << ((int)(entry >> 8) & 0xF)) - 1))];
            }

            var distance = Value(entry, bits);
            Consume((byte)entry, ref bits, ref count);
            if ((entry & HuffmanTable.Special) != 0 || distance > output - _outStart)
            {
                end = InflateEnd.Damaged;
                break;
            }

            Copy(output, distance, length);
            output += length;
        }

        _in = input;
        _out = output;
        (_bits, _count) = (bits, count);
        return output > outputEnd ? InflateEnd.Damaged : end;
    }

    // The base and the extra bits behind the code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Value(uint entry, ulong bits) =>
        (entry >> 16) + (uint)((bits & ((1UL << (byte)entry) - 1)) >> ((int)(entry >> 8) & 0xF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Consume(byte taken, ref ulong bits, ref int count)
    {
        bits >>= taken;
        count -= taken;
    }

    // At least 56 bits: more than two codes with their extra bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte* input, ref ulong bits, ref int count)
    {
        var next = Unsafe.ReadUnaligned<ulong>(input);
        bits |= (BitConverter.IsLittleEndian ? next : BinaryPrimitives.ReverseEndianness(next)) << count;
        input += (63 - count) >> 3;
        count |= 56;
    }

    // Source and target may overlap: then what is copied is copied again. A few bytes too many do no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* target, uint distance, uint length)
    {
        byte* end = target + length, source = target - distance;
        if (distance < sizeof(ulong))
        {
            CopyBytes(target, source, end);
            return;
        }

        do
        {
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source));
            target += sizeof(ulong);
            source += sizeof(ulong);
        }
        while (target < end);
    }

    private static void CopyBytes(byte* target, byte* source, byte* end)
    {
        while (target < end)
        {
            *target++ = *source++;
        }
    }
}
