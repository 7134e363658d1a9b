using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// The versions that lie in an output without a record, by the version.php of Moodle, of each plugin of the site, and of those that its builds wrote there: what was put there by other
/// means, or by builds whose obj is lost, must not go down silently either.
/// </summary>
internal static class FoundVersions
{
    private const string VersionFileName = "version.php";
    private const string PublicFolder = "public/";

    /// <summary>Reads the files. What cannot be read is nothing known; what another project owns is that one's to judge.</summary>
    /// <returns>The versions; null when the folder has none of these files.</returns>
    public static Result<SiteVersions?> In(OutputFolder output, SiteLock siteLock, SiteDeclaration declaration) => FaultGuard.Run<SiteVersions?>(() =>
    {
        if (!Directory.Exists(output.Path) || OwnerRecord.Foreign(output) is not null)
        {
            return (SiteVersions?)null;
        }

        using var files = OutputFiles.Open(output.Path);
        // Those that the site has, and those that its builds wrote there.
        var places = declaration.ActivePlugins.Select(p => new Placed(p.Component, siteLock.Find(p.Component)?.Place))
            .Concat(OwnerRecord.Recipes(output).SelectMany(recipe => recipe.Parts).Select(part => new Placed(part.Component, part.Place)))
            .Where(placed => placed is { Place: not null, Component.IsCore: false })
            .GroupBy(placed => placed.Component);
        var found = places.Select(places => places.Select(placed => Highest(files, placed.Component, placed.Place + '/')).OfType<ComponentVersion>().MaxBy(v => v.Version.Value))
            .Prepend(Highest(files, ComponentName.Core, ""))
            .OfType<ComponentVersion>();
        return found.ToList() is { Count: > 0 } all ? new SiteVersions([.. all]) { From = KnownFrom.Folder } : (SiteVersions?)null;
    });

    // Moodle 5.1 moved its code below public/: what lies there may be of before, or of after, or of both.
    private static ComponentVersion? Highest(OutputFiles files, ComponentName component, string place)
    {
        var old = place.StartsWith(PublicFolder, StringComparison.Ordinal) ? place[PublicFolder.Length..] : place;
        return new[] { old, PublicFolder + old }.Select(folder => Read(files, component, folder + VersionFileName)).OfType<ComponentVersion>().MaxBy(v => v.Version.Value);
    }

    private static ComponentVersion? Read(OutputFiles files, ComponentName component, string path)
    {
        var (place, folder) = (OutputFiles.Bytes(path), ListedNames.Split(path).Folder);
        using var file = (folder.Length == 0 || UnmanagedPlugins.IsFolder(files, folder)) && files.Look(place).Kind == FileKind.File ? files.OpenToRead(place) : null;
        if (file is null)
        {
            return null;
        }

        var content = new byte[Math.Min(SystemFault.Guard("stat", files.FullPath(place), () => RandomAccess.GetLength(file)), VersionFileReader.LargestFile + 1)];
        var length = SystemFault.Guard("read", files.FullPath(place), () => RandomAccess.Read(file, content, 0));
        var version = VersionFileReader.Read(content[..length]);
        var isIt = component.IsCore ? version.Branch.IsSet && !version.Component.IsSet : !version.Component.IsSet || version.Component.Value == component.ToString();
        return isIt && version.Version.IsSet ? new ComponentVersion(component, version.Version.Value, version.Release.IsSet ? version.Release.Value : null) : null;
    }

    private sealed record Placed(ComponentName Component, string? Place);
}
