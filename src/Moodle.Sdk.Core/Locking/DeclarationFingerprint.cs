using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Locking;

/// <summary>
/// The hash of what decides a component's commit: request, upstream and, for plugins without an exact reference, Moodle's branch.
/// A lock's entry with another hash is resolved anew.
/// </summary>
internal static class DeclarationFingerprint
{
    // 64 bits: it tells change from no change, and guards against nobody.
    private const int Bytes = 8;

    /// <summary>Of Moodle itself.</summary>
    public static string Of(CoreDeclaration core) => Hash(core.Source.ToString());

    /// <summary>Of a plugin that goes into a Moodle of that branch.</summary>
    public static string Of(PluginDeclaration plugin, MoodleBranch branch) => plugin.Source.IsExact
        ? Hash(plugin.Source.ToString())
        : Hash(plugin.Source.ToString(), branch.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The request as the lock words it: <c>compatible with 4.5</c>, <c>tag v1.2</c>.</summary>
    public static string Describe(CodeRequest request, MoodleBranch branch) =>
        request is CodeRequest.Compatible ? $"{request} with {branch.Release}" : request.ToString();

    /// <summary>The first digits of a hash over texts; each is ended by a line feed, which none of them holds.</summary>
    public static string Hash(params ReadOnlySpan<string?> texts)
    {
        var all = Encoding.UTF8.GetBytes(string.Join('\n', texts));
        return Convert.ToHexStringLower(SHA256.HashData(all).AsSpan(0, Bytes));
    }
}
