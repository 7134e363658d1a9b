using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// The files that a build writes beside their places before it renames them. Their names hold the output's key, and a build holds the output's lock:
/// whatever is found at a build's start is a killed build's.
/// </summary>
internal static class TemporaryFiles
{
    /// <summary>The key of one build. Nobody knows it beforehand: who may write in the output could put something under each of the names.</summary>
    /// <param name="key">The output's key.</param>
    public static string NewKey(string key) => $"{key}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>The name of an entry's temporary file.</summary>
    /// <param name="key">From <see cref="NewKey"/>.</param>
    /// <param name="entry">Its index.</param>
    public static string NameOf(string key, int entry) => $".moodle-{key}-{entry}.tmp";

    /// <summary>Deletes what a killed build left, in the folders of a plan.</summary>
    public static void Sweep(OutputFiles files, Plan plan, string key, CancellationToken cancel)
    {
        Sweep(files, "\0"u8, key);
        for (var t = 0; t < plan.Tables.Length; t++)
        {
            for (var f = 0; f < plan.Tables[t].FolderCount; f++)
            {
                cancel.ThrowIfCancellationRequested();
                if (plan.Folders[t][f] == FileKind.Folder)
                {
                    Sweep(files, plan.Tables[t].PathOfFolder(f), key);
                }
            }
        }
    }

    private static void Sweep(OutputFiles files, ReadOnlySpan<byte> folder, string key)
    {
        foreach (var name in files.List(folder))
        {
            if (OutputFiles.Text(name).StartsWith($".moodle-{key}-", StringComparison.Ordinal) && name.AsSpan().EndsWith(".tmp\0"u8))
            {
                var path = OutputFiles.Join(folder, name);
                // No build makes a folder of such a name.
                if (files.Look(path).Kind != FileKind.Folder)
                {
                    files.Delete(path);
                }
            }
        }
    }
}
