using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// Plugins in the output that nobody declared: folders in a plugin type's folder with a version.php that is not of the tree. Moodle takes every one
/// of them for a part of the site, or did before. Looked for by each build; one listing per plugin type.
/// </summary>
internal static class UnmanagedPlugins
{
    private const string PublicFolder = "public/";

    /// <summary>Adds a warning (MOODLE1610) for each; MOODLE1626 where Moodle 5.1, which has its code below <c>public/</c>, does not look any more.</summary>
    /// <param name="managed">The places of the tree, and those of earlier builds.</param>
    /// <param name="leaving">Folders that are about to be moved aside.</param>
    public static void Find(OutputFiles files, IEnumerable<string> roots, IReadOnlyList<EntryTable> managed, Findings findings, params byte[][] leaving)
    {
        bool Stays(byte[] plugin) => !leaving.Any(other => plugin.AsSpan().SequenceEqual(other) || IsWithin(plugin, other));
        findings.AddRange(In(files, roots, managed).Where(Stays).Select(plugin => OutputDiagnostics.UnmanagedPlugin(files.FullPath(plugin))));
        var before = roots.Where(root => root.StartsWith(PublicFolder, StringComparison.Ordinal)).Select(root => root[PublicFolder.Length..]);
        findings.AddRange(In(files, before, managed).Where(Stays).Select(plugin => OutputDiagnostics.PluginOfBefore(files.FullPath(plugin), PublicFolder + OutputFiles.Text(plugin))));
    }

    /// <summary>Whether a folder lies in another.</summary>
    public static bool IsWithin(byte[] folder, byte[] other) => folder.AsSpan().StartsWith(other.AsSpan(0, other.Length - 1)) && folder[other.Length - 1] == '/';

    /// <summary>Their folders.</summary>
    public static IEnumerable<byte[]> In(OutputFiles files, IEnumerable<string> roots, IReadOnlyList<EntryTable> managed)
    {
        foreach (var root in roots.Where(root => IsFolder(files, root)).Select(OutputFiles.Bytes))
        {
            foreach (var name in files.List(root))
            {
                var plugin = OutputFiles.Join(root, name);
                var version = OutputFiles.Join(plugin, "version.php\0"u8);
                if (managed.All(table => table.Find(version) < 0) && files.Look(version).Kind == FileKind.File)
                {
                    yield return plugin;
                }
            }
        }
    }

    /// <summary>Whether a folder of the output is one, and all above it are. Behind a link nothing is looked at.</summary>
    public static bool IsFolder(OutputFiles files, string path) =>
        files.Look(OutputFiles.Bytes(path)).Kind == FileKind.Folder && (ListedNames.Split(path).Folder is not { Length: > 0 } above || IsFolder(files, above));
}
