using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>Takes a file of Moodle's out, or a folder with all that lies in it.</summary>
/// <param name="Path">Path from the root, with slashes.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record Removal(string Path, Origin Origin) : TreeEdit(ComponentName.Core, Origin)
{
    public override Diagnostic? Apply(SiteEntries site, List<SiteEntry> read)
    {
        site.Remove(Path);
        return null;
    }
}
