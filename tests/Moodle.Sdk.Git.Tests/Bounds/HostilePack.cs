using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Git.Tests.Objects;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>An answer of a server with a pack, written piece by piece: what is written may be larger than any memory, or endless.</summary>
internal sealed class HostilePack(Stream response, CancellationToken cancel)
{
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly MemoryStream _piece = new();

    /// <summary>Where the next entry will lie.</summary>
    public long Position { get; private set; }

    /// <summary>What a server writes who is asked for a pack; everything else git answers.</summary>
    public static Func<byte[], Func<Stream, CancellationToken, Task>?> Of(Func<HostilePack, Task> write) => request =>
        !AsksForPack(request) ? null : async (response, cancel) =>
        {
            await response.WriteAsync(Before(request), cancel);
            await write(new HostilePack(response, cancel));
        };

    /// <summary>True where a pack is the answer. In the older protocol what is shallow is asked alone first.</summary>
    public static bool AsksForPack(ReadOnlySpan<byte> request) =>
        request.IndexOf("want "u8) >= 0 && (request.IndexOf("command=fetch"u8) >= 0 || request.IndexOf("0009done\n"u8) >= 0);

    /// <summary>What comes before a pack, by what is asked: the newer protocol or the older one, and whether the client is still telling what it has.</summary>
    public static byte[] Before(byte[] request) => Encoding.ASCII.GetBytes(
        request.AsSpan().IndexOf("command=fetch"u8) < 0 ? (request.AsSpan().IndexOf("deepen "u8) < 0 ? "" : "0000") + "0008NAK\n"
        : request.AsSpan().IndexOf("0009done\n"u8) < 0 ? "0014acknowledgments\n000aready\n0001000dpackfile\n"
        : "000dpackfile\n");

    public Task BeginAsync(uint objects)
    {
        Span<byte> head = stackalloc byte[12];
        "PACK"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], 2);
        BinaryPrimitives.WriteUInt32BigEndian(head[8..], objects);
        return WriteAsync(head.ToArray());
    }

    /// <summary>Adds an entry: kind, claimed size, the bytes before the data, the data as it is compressed.</summary>
    public Task AddAsync(int kind, long size, byte[] reference, byte[] compressed)
    {
        var entry = new List<byte>();
        var rest = size >> 4;
        entry.Add((byte)((rest > 0 ? 0x80 : 0) | (kind << 4) | (int)(size & 0xF)));
        for (; rest > 0; rest >>= 7)
        {
            entry.Add((byte)((rest > 0x7F ? 0x80 : 0) | (int)(rest & 0x7F)));
        }

        return WriteAsync([.. entry, .. reference, .. compressed]);
    }

    /// <summary>Adds a delta on the entry at a position.</summary>
    public Task AddDeltaAsync(long onto, byte[] delta)
    {
        var distance = Position - onto;
        var bytes = new List<byte> { (byte)(distance & 0x7F) };
        while ((distance >>= 7) > 0)
        {
            bytes.Insert(0, (byte)(0x80 | (--distance & 0x7F)));
        }

        return AddAsync(6, delta.Length, [.. bytes], TestPack.Compress(delta));
    }

    public async Task EndAsync()
    {
        await WriteAsync(_sha1.GetHashAndReset());
        await FlushAsync();
        await response.WriteAsync("0000"u8.ToArray(), cancel);
    }

    /// <summary>Sends what was written so far.</summary>
    public async Task FlushAsync()
    {
        if (_piece.Length > 0)
        {
            await response.WriteAsync(Encoding.ASCII.GetBytes($"{_piece.Length + 5:x4}\u0001"), cancel);
            await response.WriteAsync(_piece.GetBuffer().AsMemory(0, (int)_piece.Length), cancel);
            await response.FlushAsync(cancel);
            _piece.SetLength(0);
        }
    }

    private async Task WriteAsync(byte[] bytes)
    {
        _sha1.AppendData(bytes);
        Position += bytes.Length;
        for (var at = 0; at < bytes.Length;)
        {
            var part = Math.Min(bytes.Length - at, 65_000 - (int)_piece.Length);
            _piece.Write(bytes, at, part);
            at += part;
            if (_piece.Length == 65_000)
            {
                await FlushAsync();
            }
        }
    }
}
