using System.IO.Hashing;
using System.Security.Cryptography;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>The bytes of a pack as they arrive. Every byte is copied to a file; those that were not taken yet lie in memory.</summary>
internal sealed class PackWindow(ReadBytes arriving, FileStream copy) : IDisposable
{
    private const int FirstCapacity = 256 * 1024;

    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly Crc32 _crc = new();
    private byte[] _buffer = new byte[FirstCapacity];
    private long _dropped;
    private int _at;
    private int _end;
    private bool _hasEnded;

    /// <summary>Where in the pack the next byte is.</summary>
    public long Position => _dropped + _at;

    /// <summary>The next bytes without taking them: as many as wanted, fewer only where the pack ends.</summary>
    public ReadOnlySpan<byte> Ahead(int wanted)
    {
        while (_end - _at < wanted && !_hasEnded)
        {
            MakeRoom(wanted);
            var read = arriving(_buffer.AsSpan(_end));
            if (_dropped + _end + read > UpstreamBounds.PackBytes)
            {
                throw RefusedContentException.PackTooLong();
            }

            SystemFault.Guard("write", copy.Name, () => copy.Write(_buffer, _end, read));
            _end += read;
            _hasEnded = read == 0;
        }

        return _buffer.AsSpan(_at, _end - _at);
    }

    /// <summary>Takes bytes that were seen ahead.</summary>
    public void Take(int bytes)
    {
        var taken = _buffer.AsSpan(_at, bytes);
        _sha1.AppendData(taken);
        _crc.Append(taken);
        _at += bytes;
    }

    /// <summary>The CRC-32 of what was taken since the last call.</summary>
    public uint CrcOfTaken()
    {
        var crc = _crc.GetCurrentHashAsUInt32();
        _crc.Reset();
        return crc;
    }

    /// <summary>The SHA-1 of all that was taken.</summary>
    public ObjectId Sha1OfTaken() => new(_sha1.GetHashAndReset());

    public void Dispose() => _sha1.Dispose();

    private void MakeRoom(int wanted)
    {
        if (_end < _buffer.Length && _at + wanted <= _buffer.Length)
        {
            return;
        }

        var left = _buffer.AsSpan(_at, _end - _at);
        var buffer = wanted <= _buffer.Length ? _buffer : new byte[wanted];
        left.CopyTo(buffer);
        (_buffer, _dropped, _end, _at) = (buffer, _dropped + _at, left.Length, 0);
    }
}

/// <summary>Reads bytes as they arrive; 0 at their end.</summary>
internal delegate int ReadBytes(Span<byte> buffer);
