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
    public static Result<SiteVersions?> In(OutputFolder output, SiteLock siteLock, SiteDeclaration declaration) =>
        Highest(output, OfSite(siteLock, declaration).Concat(OfBuilds(output)).Prepend(new(ComponentName.Core, "")));

    /// <summary>The versions of the plugins that this project's builds wrote, where the record of them is lost; null when nothing is known of any.</summary>
    public static SiteVersions? Recorded(OutputFolder output) => Highest(output, OfBuilds(output)).TryGet(out var versions) ? versions : null;

    /// <summary>Each of Moodle and the plugins of the site that lies in a folder, with the folder that it lies in (a slash ends it, core's may be empty).</summary>
    public static IEnumerable<(ComponentVersion Version, string Folder)> All(OutputFiles files, SiteLock siteLock, SiteDeclaration declaration) =>
        OfSite(siteLock, declaration).Prepend(new(ComponentName.Core, "")).SelectMany(placed => All(files, placed));

    private static IEnumerable<Placed> OfSite(SiteLock siteLock, SiteDeclaration declaration) =>
        declaration.ActivePlugins.Select(p => siteLock.Find(p.Component)).OfType<LockedComponent>().Select(p => new Placed(p.Component, p.Place + '/'));

    private static IEnumerable<Placed> OfBuilds(OutputFolder output) =>
        OwnerRecord.Recipes(output).SelectMany(recipe => recipe.Parts).Where(part => !part.Component.IsCore).Select(part => new Placed(part.Component, part.Place + '/'));

    private static Result<SiteVersions?> Highest(OutputFolder output, IEnumerable<Placed> places) => FaultGuard.Run<SiteVersions?>(() =>
    {
        if (!Directory.Exists(output.Path) || OwnerRecord.Foreign(output) is not null)
        {
            return (SiteVersions?)null;
        }

        using var files = OutputFiles.Open(output.Path);
        var found = places.SelectMany(placed => All(files, placed)).Select(f => f.Version).GroupBy(v => v.Component).Select(versions => versions.MaxBy(v => v.Version.Value)!).ToList();
        return found.Count > 0 ? new SiteVersions([.. found]) { From = KnownFrom.Folder } : (SiteVersions?)null;
    });

    // Moodle 5.1 moved its code below public/: what lies there may be of before, or of after, or of both.
    private static IEnumerable<(ComponentVersion Version, string Folder)> All(OutputFiles files, Placed placed)
    {
        var old = placed.Folder.StartsWith(PublicFolder, StringComparison.Ordinal) ? placed.Folder[PublicFolder.Length..] : placed.Folder;
        foreach (var folder in new[] { old, PublicFolder + old })
        {
            if (Read(files, placed.Component, folder + VersionFileName) is { } version)
            {
                yield return (version, folder);
            }
        }
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

    private sealed record Placed(ComponentName Component, string Folder);
}
