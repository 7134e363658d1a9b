using System.Security.Cryptography;
using System.Text;

namespace Moodle.Sdk.Git;

/// <summary>The name of an object store in the git cache: a bare repository that trees and blobs are read from. It is also its folder's name.</summary>
public sealed record StoreName
{
    private const int LongestWords = 48;

    private StoreName(string folder) => Folder = folder;

    /// <summary>The store of what no upstream has: trees and blobs that were made here.</summary>
    public static StoreName Made { get; } = new("made.git");

    /// <summary>Name of its folder in the cache, such as <c>owner-name-1a2b3c4d5e6f.git</c>.</summary>
    public string Folder { get; }

    /// <summary>The store of an upstream: readable, and unlike any other upstream's.</summary>
    public static StoreName Of(UpstreamUrl upstream)
    {
        var words = upstream.Identity.Split(['/', ':', '\\'], StringSplitOptions.RemoveEmptyEntries).TakeLast(2);
        var slug = string.Concat(string.Join('-', words).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? char.ToLowerInvariant(c) : '-'));
        slug = slug.EndsWith("-git", StringComparison.Ordinal) ? slug[..^4] : slug;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(upstream.Identity)))[..12];
        return new($"{slug[..Math.Min(slug.Length, LongestWords)]}-{hash}.git");
    }

    /// <summary>The store whose folder lies in the cache under a name.</summary>
    internal static StoreName InCache(string folder) => new(folder);

    /// <inheritdoc/>
    public override string ToString() => Folder;
}
