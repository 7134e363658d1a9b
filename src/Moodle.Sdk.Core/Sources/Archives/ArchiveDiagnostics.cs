using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>MOODLE1160 to MOODLE1169: archives that no plugin is taken from.</summary>
internal static class ArchiveDiagnostics
{
    /// <summary>Nothing tells whether it is still the same file.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="source">The archive.</param>
    /// <param name="inside">The plugin in it, with its version.</param>
    /// <param name="sha256">The hash of its bytes today.</param>
    public static Diagnostic WithoutSum(PluginDeclaration plugin, Source.Archive source, string inside, string sha256) => Error("MOODLE1160", plugin.Origin,
        $"The Archive of {plugin.Component} has no Sha256, so nothing would tell whether it is still the same file. It holds {inside}.",
        $"""If that is what you want, write: <MoodlePlugin Include="{plugin.Component}" Archive="{source.Shown}" Sha256="{sha256}" />""");

    /// <summary>Other bytes than were declared.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="source">The archive.</param>
    /// <param name="sha256">The hash of its bytes.</param>
    /// <param name="isSameTree">True when the files in it are those of the declared bytes.</param>
    /// <param name="inside">The plugin in it, with its version; null when none is.</param>
    public static Diagnostic OtherBytes(PluginDeclaration plugin, Source.Archive source, string sha256, bool isSameTree, string? inside) => Error("MOODLE1161", plugin.SourceOrigin,
        $"The Archive of {plugin.Component}, {source.Shown}, has the SHA-256 {sha256}, and {source.Sha256} is declared. "
            + (isSameTree ? "The files in it are the same: only the packing differs." : inside is null ? "No plugin of that name is in it." : $"It now holds {inside}."),
        isSameTree
            ? $"""Write Sha256="{sha256}"."""
            : "Ask whoever publishes it why it changed: the bytes under one address should stay what they are. If you trust it, write the new Sha256.");

    /// <summary>What cannot be unpacked, or should not be.</summary>
    public static Diagnostic Bad(Origin origin, ComponentName component, Source.Archive source, string why) => Error("MOODLE1162", origin,
        $"The Archive of {component}, {source.Shown}, cannot be used: {why}.",
        source.File is null ? "Give a zip or tar.gz as forges and the plugins directory pack them." : "Open the address in a browser; give that of a zip or tar.gz as forges and the plugins directory pack them.");

    public static Diagnostic NotReadable(Origin origin, ComponentName component, Source.Archive source, string detail) => Error("MOODLE1163", origin,
        $"The Archive of {component}, {source.Shown}, could not be read: {detail}",
        "Check its path, which counts from the project's folder, and that this user may read it.");

    /// <summary>An archive in which the plugin is not, or more than once.</summary>
    public static Diagnostic NoPlugin(Origin origin, ComponentName component, Source.Archive source, string found) => Error("MOODLE1164", origin,
        $"The Archive of {component}, {source.Shown}, does not hold that plugin: {found}.",
        "A plugin is known by the version.php in its folder: check the archive and the plugin's name.");

    /// <summary>A server that has no such file.</summary>
    public static Diagnostic NotThere(Origin origin, ComponentName component, Source.Archive source, string words) => Error("MOODLE1166", origin,
        $"There is no Archive of {component} at {source.Shown}: {words}",
        source.File?.Query.Length > 0
            ? "Check the address, and that the token in it may read the file."
            : $"Check the address; if the file is private, set the environment variable {TokenVariable.Of(source.Address)}.");

    /// <summary>A download whose bytes are not those that a plugins directory means.</summary>
    public static Diagnostic OtherMd5(PluginDeclaration plugin, Source.Archive source, string md5, string expected, string directory) => Error("MOODLE1167", plugin.Origin,
        $"The download of {plugin.Component}, {source.Shown}, has the MD5 {md5}, and {directory} says {expected}: it is broken, or another file than the directory means.",
        "Run dotnet restore again; if that is no use, write the plugin's Repository or Archive on the item.");

    /// <summary>An archive that is not in the cache, where the network must not be used.</summary>
    public static Diagnostic Missing(Origin origin, ComponentName component, Source.Archive source) => Error("MOODLE1165", origin,
        $"The Archive of {component}, {source.Shown}, is not in the git cache, and MoodleOffline forbids the network.",
        "Run dotnet restore once without MoodleOffline.");
}
