using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Moodle.Sdk.Git.Objects;

internal sealed unsafe partial class Inflater
{
    // Bytes that one step reads and writes at most, with all that it takes and puts too many.
    private const int StepInput = 32;
    private const int StepOutput = Slack;

    // Where a step can neither read nor write beyond its memory.
    private readonly struct Far : IRoom
    {
        public static bool IsFar => true;
    }

    private readonly struct Near : IRoom
    {
        public static bool IsFar => false;
    }

    private interface IRoom
    {
        static abstract bool IsFar { get; }
    }

    // The codes of a block up to its end: far from the ends of the memory without looking at them, then with care.
    private InflateEnd RunCodes()
    {
        fixed (uint* lengths = _lengths.Entries, distances = _distances.Entries)
        {
            var end = Run<Far>(lengths, distances);
            return end == InflateEnd.OutputFull ? Run<Near>(lengths, distances) : end;
        }
    }

    // The loop in which all the time goes. Far away it ends with OutputFull where care is needed.
    private InflateEnd Run<TRoom>(uint* lengths, uint* distances)
        where TRoom : struct, IRoom
    {
        byte* input = _in, inputEnd = TRoom.IsFar ? _inEnd - StepInput : _inEnd, output = _out;
        var outputEnd = TRoom.IsFar && _outSlackEnd - StepOutput < _outEnd ? _outSlackEnd - StepOutput : _outEnd;
        var (bits, count) = (_bits, _count);
        uint lengthMask = (1u << _lengths.FirstBits) - 1, distanceMask = (1u << _distances.FirstBits) - 1;
        var end = InflateEnd.OutputFull;
        // The end of the block comes when the output is full.
        while (!TRoom.IsFar || (input < inputEnd && output <= outputEnd))
        {
            Refill<TRoom>(ref input, inputEnd, ref bits, ref count);
            if (!TRoom.IsFar && count < 0)
            {
                // Zeros beyond the end may be codes of literals, which would fill the output.
                end = InflateEnd.InputEnded;
                break;
            }

            var entry = lengths[bits & lengthMask];

            // Two literals of the first look-up leave bits for whatever follows.
            for (var literals = 0; literals < 2 && (int)entry < 0 && (TRoom.IsFar || output < outputEnd); literals++)
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
                    end = count < 0 ? InflateEnd.InputEnded : (entry & HuffmanTable.EndOfBlock) != 0 ? InflateEnd.Complete : InflateEnd.Damaged;
                    break;
                }
            }

            if ((int)entry < 0)
            {
                if (!TRoom.IsFar && output >= outputEnd)
                {
                    break;
                }

                *output++ = (byte)(entry >> 16);
                Consume((byte)entry, ref bits, ref count);
                continue;
            }

            var length = Value(entry, bits);
            Consume((byte)entry, ref bits, ref count);
            Refill<TRoom>(ref input, inputEnd, ref bits, ref count);
            entry = distances[bits & distanceMask];
            if ((entry & HuffmanTable.Longer) != 0)
            {
                Consume((byte)entry, ref bits, ref count);
                entry = distances[(entry >> 16) + (bits & ((1u << ((int)(entry >> 8) & 0xF)) - 1))];
            }

            var distance = Value(entry, bits);
            Consume((byte)entry, ref bits, ref count);
            if (count < 0 || (entry & HuffmanTable.Special) != 0 || distance > output - _outStart)
            {
                end = count < 0 ? InflateEnd.InputEnded : InflateEnd.Damaged;
                break;
            }

            if (!TRoom.IsFar && length > outputEnd - output)
            {
                // What fits is wanted too: the head of a loose object is read so.
                CopyBytes(output, distance, outputEnd);
                output = outputEnd;
                break;
            }

            Copy<TRoom>(output, distance, length);
            output += length;
        }

        _in = input;
        _out = output;
        (_bits, _count) = (bits, count);
        return end;
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

    // At least 56 bits, fewer only where the data ends: then what is consumed beyond it makes the count negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill<TRoom>(ref byte* input, byte* end, ref ulong bits, ref int count)
        where TRoom : struct, IRoom
    {
        if (TRoom.IsFar || end - input >= sizeof(ulong))
        {
            var next = Unsafe.ReadUnaligned<ulong>(input);
            bits |= (BitConverter.IsLittleEndian ? next : BinaryPrimitives.ReverseEndianness(next)) << count;
            input += (63 - count) >> 3;
            count |= 56;
            return;
        }

        for (; count is >= 0 and <= 56 && input < end; count += 8)
        {
            bits |= (ulong)*input++ << count;
        }
    }

    // Source and target may overlap: then what is copied is copied again. Far away a few bytes too many do no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TRoom>(byte* target, uint distance, uint length)
        where TRoom : struct, IRoom
    {
        var end = target + length;
        if (!TRoom.IsFar || distance < sizeof(ulong))
        {
            CopyBytes(target, distance, end);
            return;
        }

        var source = target - distance;
        do
        {
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source));
            target += sizeof(ulong);
            source += sizeof(ulong);
        }
        while (target < end);
    }

    private static void CopyBytes(byte* target, uint distance, byte* end)
    {
        for (var source = target - distance; target < end;)
        {
            *target++ = *source++;
        }
    }
}
