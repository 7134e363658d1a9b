using Moodle.Sdk.Composition;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>A site may call Moodle's folder admin otherwise (<c>$CFG->admin</c>), where a server keeps that name for itself.</summary>
internal static class RenamedAdmin
{
    /// <summary>What the folder is called in a site; null where it has its own name.</summary>
    public static string? In(FoundFolder folder, OpenedComponent core, MoodleLayout layout)
    {
        var admin = layout.InCode("admin");
        if (core.Files().FindFile($"{admin}/index.php") is not { } index || folder.Files.Any(f => PathOrder.IsWithin(f.Path, admin)))
        {
            return null;
        }

        var depth = admin.Count(c => c == '/') + 1;
        var there = folder.Files.FirstOrDefault(f => (f.Blob == index || f.WithoutCr == index) && f.Path.EndsWith("/index.php", StringComparison.Ordinal) && f.Path.Count(c => c == '/') == depth);
        return there?.Path[..there.Path.LastIndexOf('/')];
    }
}
