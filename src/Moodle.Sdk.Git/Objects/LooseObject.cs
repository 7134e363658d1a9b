using System.Buffers.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>An object in a file of its own: zlib data of <c>kind SP size NUL</c> and the content.</summary>
internal static class LooseObject
{
    // "commit ", nine digits and NUL are the longest head that is accepted.
    private const int LongestHead = 17;

    /// <summary>Reads a file; null when it is damaged. The caller owns the object.</summary>
    /// <exception cref="SystemFaultException">It is not there or cannot be read.</exception>
    public static PooledObject? Read(string path)
    {
        ReadOnlySpan<byte> data = SystemFault.Guard("read", path, () => File.ReadAllBytes(path));
        Span<byte> head = stackalloc byte[LongestHead];
        var made = Inflate.Head(data, head);
        if (made <= 0 || !TryReadHead(head[..made], out var kind, out var size, out var headLength) || !Inflate.CanMake(data.Length, headLength + (long)size))
        {
            return null;
        }

        var whole = PooledObject.Rent(kind, headLength + size);
        if (Inflate.Whole(data, whole, out _) != InflateEnd.Complete)
        {
            whole.Return();
            return null;
        }

        whole.Content[headLength..].CopyTo(whole.Buffer);
        return whole with { Length = size };
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, out ObjectKind kind, out int size, out int length)
    {
        (kind, size, length) = (default, 0, head.IndexOf((byte)0) + 1);
        var space = head.IndexOf((byte)' ');
        if (space < 0 || length < space + 3)
        {
            return false;
        }

        kind = head[..space] switch
        {
            [.. var word] when word.SequenceEqual("blob"u8) => ObjectKind.Blob,
            [.. var word] when word.SequenceEqual("tree"u8) => ObjectKind.Tree,
            [.. var word] when word.SequenceEqual("commit"u8) => ObjectKind.Commit,
            [.. var word] when word.SequenceEqual("tag"u8) => ObjectKind.Tag,
            _ => default,
        };
        var digits = head[(space + 1)..(length - 1)];
        return kind != default && Utf8Parser.TryParse(digits, out size, out var used) && used == digits.Length && size >= 0;
    }
}
