using System.Security.Cryptography;

namespace Moodle.Sdk.Git;

/// <summary>Names objects as git does: SHA-1 over <c>kind SP size NUL</c> and the content.</summary>
internal static class ObjectHash
{
    [ThreadStatic]
    private static IncrementalHash? _sha1;

    /// <summary>The id of an object.</summary>
    public static ObjectId Of(ObjectKind kind, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[32];
        var word = kind switch
        {
            ObjectKind.Commit => "commit "u8,
            ObjectKind.Tree => "tree "u8,
            ObjectKind.Blob => "blob "u8,
            _ => "tag "u8,
        };
        word.CopyTo(header);
        var ok = content.Length.TryFormat(header[word.Length..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        System.Diagnostics.Debug.Assert(ok);
        header[word.Length + digits] = 0;

        // One hash object per thread: making one costs more than hashing a small object.
        var sha1 = _sha1 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(header[..(word.Length + digits + 1)]);
        sha1.AppendData(content);
        Span<byte> hash = stackalloc byte[ObjectId.Size];
        sha1.GetHashAndReset(hash);
        return new ObjectId(hash);
    }
}
