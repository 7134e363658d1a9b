using System.Globalization;
using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>An object in a file of its own: zlib data of <c>kind SP size NUL</c> and the content. The cache holds few, so .NET decompresses them.</summary>
internal static class LooseObject
{
    // "commit ", nine digits and NUL are the longest head that is accepted.
    private const int LongestHead = 17;

    /// <summary>Reads a file; null when it is damaged. The caller owns the object.</summary>
    /// <exception cref="SystemFaultException">It is not there or cannot be read.</exception>
    /// <exception cref="RefusedContentException">It is larger than any real one.</exception>
    public static PooledObject? Read(string path)
    {
        using var file = new FileStream(RegularFile.OpenToRead(path), FileAccess.Read);
        using var data = new ZLibStream(file, CompressionMode.Decompress);
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

            // What else the words of the head might be read as, the check of the object's id refuses.
            if (Encoding.ASCII.GetString(head[..(length - 1)]).Split(' ') is [var word, var digits]
                && Enum.TryParse(word, ignoreCase: true, out ObjectKind kind)
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                && Inflater.CanMake(file.Length, size))
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
        catch (IOException refused) when (refused is not RefusedContentException)
        {
            throw new SystemFaultException(SystemFault.Of("read", path, refused));
        }

        content?.Return();
        return null;
    }
}
