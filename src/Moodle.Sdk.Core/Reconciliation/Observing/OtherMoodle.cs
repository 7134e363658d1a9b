using System.Collections.Immutable;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// What an adopted folder holds of the Moodle that lay there: plugins' folders that are not of the tree. They would be taken for the site's own, so they
/// are moved aside; what else is there is nobody's or a person's, and stays.
/// </summary>
/// <param name="Foreign">The plugins that the site does not have: these are told one by one.</param>
/// <param name="Moved">Those that the site has too, where the other layout of Moodle has them.</param>
internal sealed record OtherMoodle(byte[][] Foreign, byte[][] Moved)
{
    private const string PublicFolder = "public/";

    /// <summary>Nothing is moved.</summary>
    public static OtherMoodle None { get; } = new([], []);

    /// <summary>All folders.</summary>
    public byte[][] All => [.. Foreign, .. Moved];

    /// <summary>The plugins' folders, none within another.</summary>
    /// <param name="roots">The folders that the site's Moodle looks for plugins in.</param>
    /// <param name="managed">The places of the tree, and those of what is known to lie there.</param>
    public static OtherMoodle In(OutputFiles files, ImmutableArray<string> roots, EntryTable[] managed)
    {
        // Moodle 5.1 moved its code below public/: that which lay there may be of before or of after.
        var both = roots.SelectMany(root => new[] { root, Otherwise(root) }).Distinct().Order(StringComparer.Ordinal);
        var found = UnmanagedPlugins.In(files, both, managed).ToList();
        // What lies in another of them goes with it; where a build has something too, it stays. A link is a person's.
        var moving = found.Where(plugin => files.Look(plugin).Kind == FileKind.Folder
            && !managed.Any(table => table.HasFolder(plugin))
            && !found.Any(other => UnmanagedPlugins.IsWithin(plugin, other)));
        var isMoved = moving.ToLookup(plugin => managed[0].Find(OutputFiles.Bytes(Otherwise(OutputFiles.Text(plugin)) + "/version.php")) >= 0);
        return new([.. isMoved[false]], [.. isMoved[true]]);
    }

    private static string Otherwise(string path) => path.StartsWith(PublicFolder, StringComparison.Ordinal) ? path[PublicFolder.Length..] : PublicFolder + path;
}
