using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Declaration;

/// <summary>Reads the MoodlePatch items, and the files that they name: what a patch says is part of the declaration.</summary>
internal static class PatchesReader
{
    // Moodle itself has fewer bytes of code.
    private const long Largest = 100 << 20;

    private static readonly string[] Known = ["Plugin", "Configurations"];

    private static readonly string[] Endings = [".patch", ".diff"];

    /// <summary>The patches, in the order of their items; those of a folder by name. What is wrong with them goes to the findings.</summary>
    public static ImmutableArray<Patch> Read(RawSite site, Findings findings)
    {
        var patches = ImmutableArray.CreateBuilder<Patch>();
        foreach (var item in site.Patches)
        {
            var origin = new Origin(item.DefinedIn, "MoodlePatch", item.Include);
            findings.AddRange(DeclarationReader.Unknown(item, origin, Known));
            ComponentName? plugin = null;
            if (item["Plugin"].Length > 0 && (!ComponentName.TryParse(item["Plugin"], out plugin) || plugin.IsCore))
            {
                findings.Add(DeclarationDiagnostics.NotAPluginName(origin, item["Plugin"]));
                continue;
            }

            foreach (var patch in Files(item, plugin ?? ComponentName.Core, origin, site.Folder, findings))
            {
                if (patches.Any(p => p.Shown == patch.Shown && p.Component == patch.Component))
                {
                    findings.Add(DeclarationDiagnostics.DeclaredTwice(origin));
                }
                else
                {
                    patches.Add(patch);
                }
            }
        }

        return patches.ToImmutable();
    }

    private static List<Patch> Files(RawItem item, ComponentName component, Origin origin, string folder, Findings findings)
    {
        var path = Path.GetFullPath(item.Include.Replace('\\', '/'), folder);
        try
        {
            string[] files = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path).Where(file => Endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)]
                : [path];
            if (files.Length == 0)
            {
                throw new FileNotFoundException($"'{path}' holds no {string.Join(" or ", Endings)} file");
            }

            return [.. files.Select(file => new Patch(component, Shown(file, folder), Read(file), origin) { Configurations = ItemConfigurations.Of(item) })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(DeclarationDiagnostics.PatchNotReadable(origin, e is SystemFaultException { Fault: var fault } ? fault.ToString() : e.Message));
            return [];
        }
    }

    private static byte[] Read(string file) =>
        RegularFile.TryRead(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file, Largest) ?? throw new FileNotFoundException($"'{file}' is not there");

    private static string Shown(string file, string folder)
    {
        var within = Path.GetRelativePath(folder, file);
        return (within.StartsWith("..", StringComparison.Ordinal) ? file : within).Replace(Path.DirectorySeparatorChar, '/');
    }
}
