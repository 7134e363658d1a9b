using System.Buffers.Text;
using System.IO.Compression;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>An object in a file of its own: zlib data of <c>kind SP size NUL</c> and the content. The cache holds few, so .NET decompresses them.</summary>
internal static class LooseObject
{
    // "commit ", nine digits and NUL are the longest head that is accepted.
    private const int LongestHead = 17;

    /// <summary>Reads a file; null when it is damaged. The caller owns the object.</summary>
    /// <exception cref="SystemFaultException">It is not there or cannot be read.</exception>
    public static PooledObject? Read(string path)
    {
        var file = SystemFault.Guard("read", path, () => File.ReadAllBytes(path));
        using var data = new ZLibStream(new MemoryStream(file), CompressionMode.Decompress);
        PooledObject? content = null;
        try
        {
            Span<byte> head = stackalloc byte[LongestHead];
            var length = 0;
            do
            {
                data.ReadExactly(head.Slice(length, 1));
            }
            while (head[length++] != 0 && length < LongestHead);

            if (TryReadHead(head[..length], out var kind, out var size) && Inflater.CanMake(file.Length, size))
            {
                content = PooledObject.Rent(kind, size);
                data.ReadExactly(content.Buffer, 0, size);
                if (data.ReadByte() < 0)
                {
                    return content;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            // Damaged.
        }

        content?.Return();
        return null;
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, out ObjectKind kind, out int size)
    {
        (kind, size) = (default, 0);
        var space = head.IndexOf((byte)' ');
        if (space < 0 || head[^1] != 0)
        {
            return false;
        }

        var word = head[..space];
        kind = word.SequenceEqual("blob"u8) ? ObjectKind.Blob
            : word.SequenceEqual("tree"u8) ? ObjectKind.Tree
            : word.SequenceEqual("commit"u8) ? ObjectKind.Commit
            : word.SequenceEqual("tag"u8) ? ObjectKind.Tag
            : default;
        var digits = head[(space + 1)..^1];
        return kind != default && Utf8Parser.TryParse(digits, out size, out var used) && used == digits.Length && size >= 0;
    }
}
