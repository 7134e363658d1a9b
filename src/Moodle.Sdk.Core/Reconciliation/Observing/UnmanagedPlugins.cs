using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// Plugins in the output that nobody declared: folders in a plugin type's folder with a version.php that is not of the tree. Moodle takes every one
/// of them for a part of the site. Looked for by each build; one listing per plugin type.
/// </summary>
internal static class UnmanagedPlugins
{
    /// <summary>Adds a warning (MOODLE1610) for each.</summary>
    /// <param name="managed">The places of the tree, and those of earlier builds.</param>
    public static void Find(OutputFolder output, IEnumerable<string> roots, IReadOnlyList<EntryTable> managed, Findings findings)
    {
        foreach (var root in roots)
        {
            var folder = new DirectoryInfo(Path.Combine(output.Path, root));
            foreach (var plugin in SystemFault.Guard("readdir", folder.FullName, () => folder.Exists ? folder.GetDirectories() : []))
            {
                var version = Encoding.UTF8.GetBytes($"{root}/{plugin.Name}/version.php\0");
                if (managed.All(table => table.Find(version) < 0) && File.Exists(Path.Combine(plugin.FullName, "version.php")))
                {
                    findings.Add(OutputDiagnostics.UnmanagedPlugin(plugin.FullName));
                }
            }
        }
    }
}
