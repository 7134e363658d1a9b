using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>Reads the MoodleFile items.</summary>
internal static class OwnFilesReader
{
    /// <summary>The part of its path that a wildcard of the item stood for, as MSBuild calls it.</summary>
    public const string RecursiveFolder = "RecursiveDir";

    private static readonly string[] Known = ["TargetPath", "Plugin", "Overwrite", "AllowSecret", RecursiveFolder];

    /// <summary>The files, in the order of their items. What is wrong with them goes to the findings.</summary>
    public static ImmutableArray<OwnFile> Read(RawSite site, Findings findings)
    {
        var files = ImmutableArray.CreateBuilder<OwnFile>();
        foreach (var item in site.Files)
        {
            var origin = new Origin(item.DefinedIn, "MoodleFile", item.Include);
            findings.AddRange(DeclarationReader.Unknown(item, origin, Known));
            if (Read(item, origin, site.Folder, findings) is { } file)
            {
                files.Add(file);
            }
        }

        return files.ToImmutable();
    }

    private static OwnFile? Read(RawItem item, Origin origin, string folder, Findings findings)
    {
        ComponentName? plugin = null;
        if (item["Plugin"].Length > 0 && (!ComponentName.TryParse(item["Plugin"], out plugin) || plugin.IsCore))
        {
            findings.Add(DeclarationDiagnostics.NotAPluginName(origin, item["Plugin"]));
            return null;
        }

        // A folder to go into ends with a slash; one that is taken as a whole goes to the target itself.
        var path = System.IO.Path.GetFullPath(item.Include.Replace('\\', '/'), folder);
        var name = $"{item[RecursiveFolder].Replace('\\', '/')}{System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path))}";
        var written = item["TargetPath"].Replace('\\', '/');
        var target = written.Length == 0 ? Directory.Exists(path) ? "" : name : written.EndsWith('/') ? written + name : written;
        if (target.Length > 0 && SourceReader.TreePath(target) is null)
        {
            findings.Add(DeclarationDiagnostics.BadPath(origin, target));
            return null;
        }

        return new(path, target.TrimEnd('/'), origin)
        {
            Plugin = plugin,
            Overwrites = SourceReader.ReadSwitch(item, "Overwrite", origin, findings) == true,
            AllowsSecret = SourceReader.ReadSwitch(item, "AllowSecret", origin, findings) == true,
        };
    }
}
