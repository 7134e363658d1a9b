using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Locking;

/// <summary>
/// The hash of what decides a component's code: its source and, for plugins without an exact one, Moodle's branch.
/// A lock's entry with another hash is resolved anew.
/// </summary>
internal static class DeclarationFingerprint
{
    // 64 bits: it tells change from no change, and guards against nobody.
    private const int Bytes = 8;

    /// <summary>Of a component that goes into a Moodle of that branch.</summary>
    public static string Of(ComponentName component, Source source, MoodleBranch branch) => component.IsCore || source.IsExact
        ? Hash(source.ToString())
        : Hash(source.ToString(), branch.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The first digits of a hash over texts, one to a line.</summary>
    public static string Hash(params ReadOnlySpan<string?> texts)
    {
        var all = Encoding.UTF8.GetBytes(string.Join('\n', texts));
        return Convert.ToHexStringLower(SHA256.HashData(all).AsSpan(0, Bytes));
    }
}
