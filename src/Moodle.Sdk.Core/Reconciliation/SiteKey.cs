using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Reconciliation;

/// <summary>Names everything that a site tree and the warnings about it are a function of: equal keys mean that nothing has to be composed.</summary>
internal static class SiteKey
{
    // Another build of the SDK may compose otherwise; the module's id changes with every build of it.
    private static readonly string Sdk = typeof(SiteKey).Module.ModuleVersionId.ToString("N");

    /// <summary>The key of a declaration with a lock.</summary>
    /// <param name="declaration">What is declared, the Configuration included.</param>
    /// <param name="lockBytes">The lock file as it is on disk.</param>
    /// <param name="onDisk">What lies in the folders that plugins come from, and in the site's own files, a text for each.</param>
    public static string Of(SiteDeclaration declaration, ReadOnlySpan<byte> lockBytes, IEnumerable<string> onDisk)
    {
        var text = new StringBuilder().AppendLine(Sdk).AppendLine(declaration.Name).AppendLine(declaration.Configuration)
            .AppendLine($"{declaration.Core.Source} {declaration.Core.Origin} {declaration.AddsRequired} {Of(declaration.Core.Customization)}");
        foreach (var plugin in declaration.Plugins)
        {
            text.AppendLine($"{plugin.Component} {plugin.Source} {plugin.Origin} {plugin.AllowDowngrade} {string.Join(',', plugin.Configurations)} {string.Join(',', plugin.NoWarn)} {Of(plugin.Customization)}");
        }

        foreach (var removal in declaration.CoreRemovals)
        {
            text.AppendLine($"{removal} {string.Join(',', removal.Configurations)}");
        }

        foreach (var patch in declaration.Patches)
        {
            text.AppendLine($"{patch.Component} {patch.Shown} {patch.Sha256} {patch.Origin} {string.Join(',', patch.Configurations)}");
        }

        text.AppendJoin('\n', onDisk);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        hash.AppendData(lockBytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Of(Customization? customization) => customization is null ? "" : $"{customization} {customization.Origin} {string.Join(',', customization.Configurations)}";
}
