using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

public sealed class Zlib_data_is_decompressed_as_zlib_does_it
{
    [Fact]
    public void Whatever_was_compressed_comes_back_with_the_length_of_its_data() => Trial.Run(16_000, seed =>
    {
        var random = new Random(seed);
        var content = Content(random);
        var compressed = Compress(content, random);
        byte[] data = [.. compressed, .. RandomBytes(random, Inflater.Beyond + random.Next(40))];

        var (end, used, made) = Inflate(data, content.Length);

        Assert.Equal((InflateEnd.Complete, compressed.Length), (end, used));
        Assert.Equal(content, made);
    });

    [Fact]
    public void What_breaks_off_is_told_from_what_is_damaged() => Trial.Run(6_000, seed =>
    {
        var random = new Random(seed);
        var content = Content(random);
        var compressed = Compress(content, random);

        var (end, _, _) = Inflate(compressed[..random.Next(compressed.Length)], content.Length);

        Assert.Equal(InflateEnd.InputEnded, end);
    });

    [Fact]
    public void What_breaks_off_is_not_read_beyond_its_end()
    {
        // Letters in equal numbers have codes of one length, and the first of them is all zeros.
        var random = new Random(8);
        var content = RandomBytes(random, 200_000).Select(b => (byte)(b % 64)).ToArray();
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionStrategy = ZLibCompressionStrategy.HuffmanOnly }, leaveOpen: true))
        {
            zlib.Write(content);
        }

        Assert.Equal(InflateEnd.InputEnded, Inflate(compressed.ToArray()[..10_000], content.Length).End);
    }

    [Fact]
    public void Flipped_bits_and_wrong_sizes_do_no_harm() => Trial.Run(20_000, seed =>
    {
        var random = new Random(seed);
        var content = Content(random);
        byte[] data = [.. Compress(content, random), .. new byte[Inflater.Beyond]];
        data[random.Next(2, data.Length)] ^= (byte)(1 << random.Next(8));
        var (end, used, made) = Inflate(data, Math.Max(0, content.Length + random.Next(-3, 4)));

        Assert.True(end != InflateEnd.Complete || (used <= data.Length && made.Length <= content.Length + 3));
    });

    [Theory]
    [InlineData("78")]
    [InlineData("0000")]
    [InlineData("789D0300000000010000000000000000")]
    [InlineData("78BB0300000000010000000000000000")]
    [InlineData("789C0700000000010000000000000000")]
    [InlineData("789C01050000000000000000000000000000000000")]
    public void Heads_that_are_none(string hex)
    {
        var (end, _, _) = Inflate(Convert.FromHexString(hex), 5);

        Assert.Contains(end, new[] { InflateEnd.Damaged, InflateEnd.InputEnded });
    }

    [Fact]
    public void More_than_was_claimed_is_damage()
    {
        byte[] data = [.. Compress(Encoding.ASCII.GetBytes(new string('a', 5000)), new Random(7)), .. new byte[100]];

        Assert.NotEqual(InflateEnd.Complete, Inflate(data, 4999).End);
        Assert.Equal(InflateEnd.Damaged, Inflate(data, 5001).End);
        Assert.Equal(InflateEnd.Complete, Inflate(data, 5000).End);
    }

    private static (InflateEnd End, int Used, byte[] Made) Inflate(byte[] data, int size)
    {
        var content = PooledObject.Rent(ObjectKind.Blob, size);
        var end = Inflater.Run(data, content, out var used);
        var made = content.Content.ToArray();
        content.Return();
        return (end, used, made);
    }

    // Noise, few letters, repetitions near and far, runs: every kind of block and of code.
    private static byte[] Content(Random random)
    {
        var content = RandomBytes(random, 1 + random.Next(random.Next(8) == 0 ? 200_000 : 4_000));
        var kind = random.Next(5);
        var letters = random.Next(1, 256);
        for (var i = 0; i < content.Length && kind > 0; i++)
        {
            content[i] = kind switch
            {
                1 => (byte)(content[i] % letters),
                2 when i > 0 && content[i] % 8 > 0 => content[i - random.Next(1, Math.Min(i, 40) + 1)],
                3 when i > 0 && content[i] % 8 > 0 => content[i - random.Next(1, Math.Min(i, 32_000) + 1)],
                4 when content[i] < 240 => (byte)'a',
                _ => content[i],
            };
        }

        return content;
    }

    private static byte[] Compress(byte[] content, Random random)
    {
        using var compressed = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = random.Next(10), CompressionStrategy = (ZLibCompressionStrategy)random.Next(5) };
        using (var zlib = new ZLibStream(compressed, options, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return compressed.ToArray();
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
