using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// The files that a build writes beside their places before it renames them. Their names hold the output's key, and a build holds the output's lock:
/// whatever is found at a build's start is a killed build's.
/// </summary>
internal static class TemporaryFiles
{
    /// <summary>The name of an entry's temporary file.</summary>
    public static string NameOf(string key, int entry) => $".moodle-{key}-{entry}.tmp";

    /// <summary>Deletes what a killed build left, in the folders of a plan.</summary>
    public static void Sweep(OutputFolder output, Plan plan, CancellationToken cancel)
    {
        Sweep(output.Path, output.State.Key);
        for (var t = 0; t < plan.Tables.Length; t++)
        {
            for (var f = 0; f < plan.Tables[t].FolderCount; f++)
            {
                cancel.ThrowIfCancellationRequested();
                if (plan.Folders[t][f] == FileKind.Folder)
                {
                    Sweep(Path.Combine(output.Path, OutputFiles.Text(plan.Tables[t].PathOfFolder(f))), output.State.Key);
                }
            }
        }
    }

    private static void Sweep(string folder, string key)
    {
        foreach (var file in OutputFault.Guard(folder, () => Directory.GetFiles(folder, $".moodle-{key}-*.tmp")))
        {
            OutputFault.Guard(file, () => File.Delete(file));
        }
    }
}
