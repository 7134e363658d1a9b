using System.Collections.Immutable;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// What an adopted folder holds of the Moodle that lay there: the plugins that the site does not have. They would be taken for the site's own, so they
/// are moved aside; what else is there is nobody's or a person's, and stays.
/// </summary>
internal static class OtherMoodle
{
    private const string PublicFolder = "public/";

    /// <summary>The plugins' folders, none within another.</summary>
    /// <param name="roots">The folders that the site's Moodle looks for plugins in.</param>
    /// <param name="managed">The places of the tree, and those of earlier builds.</param>
    public static byte[][] In(OutputFiles files, ImmutableArray<string> roots, EntryTable[] managed)
    {
        // Moodle 5.1 moved its code below public/: that which lay there may be of before or of after.
        var both = roots.Select(root => root.StartsWith(PublicFolder, StringComparison.Ordinal) ? root[PublicFolder.Length..] : root)
            .SelectMany(root => new[] { root, PublicFolder + root })
            .Distinct()
            .Order(StringComparer.Ordinal);
        var found = UnmanagedPlugins.In(files, both, managed).ToList();
        // What lies in another of them goes with it; where a build has something too, it stays. A link is a person's.
        return
        [
            .. found.Where(plugin => files.Look(plugin).Kind == FileKind.Folder
                && !managed.Any(table => table.HasFolder(plugin))
                && !found.Any(other => UnmanagedPlugins.IsWithin(plugin, other))),
        ];
    }
}
