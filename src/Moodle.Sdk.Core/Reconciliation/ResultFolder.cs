using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation;

/// <summary>The folder under obj/ in which a project's verbs leave what they answer.</summary>
public static class ResultFolder
{
    /// <summary>Puts bytes in the place of a file there, whole or not at all; it and its folder may be absent. Left alone when it holds the same already.</summary>
    /// <param name="states">Full path of <c>obj/moodle</c>.</param>
    /// <param name="project">The project's name, and the folder's.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="SystemFaultException">It cannot be written, or a link stands in the place of a folder.</exception>
    public static void Write(string states, string project, string file, byte[] bytes)
    {
        var folder = Path.Combine(states, project);
        OwnFolder.RefuseLink(states);
        OwnFolder.RefuseLink(folder);
        if (RegularFile.TryRead(Path.Combine(folder, file), RegularFile.Small) is { } there && there.AsSpan().SequenceEqual(bytes))
        {
            return;
        }

        SystemFault.Guard("mkdir", folder, () => Directory.CreateDirectory(folder));
        // As in an output: whoever swaps a folder for a link meanwhile leads nothing elsewhere.
        using var obj = OutputFiles.Open(RealPath.Of(Path.GetDirectoryName(states)!));
        using var own = obj.Within(OutputFiles.Bytes($"{Path.GetFileName(states)}/{project}"));
        own.Replace(OutputFiles.Bytes(file), $".{file}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp", to => RandomAccess.Write(to, bytes, 0));
    }
}
