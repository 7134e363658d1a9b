using System.Globalization;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// What people put into an output and a build must not leave there goes to <c>kept/&lt;time&gt;/&lt;path&gt;</c> in the state folder, with a warning each
/// that says so. Nothing in there is ever deleted by the SDK.
/// </summary>
internal sealed class KeptAside(OutputFolder output, Findings findings)
{
    /// <summary>A terminal full of warnings is read by nobody; an adopted folder can differ in thousands of files.</summary>
    public const int ToldOneByOne = 20;

    private string? _folder;

    /// <summary>How many files, links and folders were kept.</summary>
    public int Count { get; private set; }

    private string Folder => _folder ??= NewFolder();

    /// <summary>Keeps a copy of a file; the file itself stays until it is replaced at once.</summary>
    public void Copy(string path, Func<string, string, Diagnostic> warning)
    {
        var (from, to) = (FullPath(path), Target(path));
        SystemFault.Guard("write", to, () => CopyEntry(new FileInfo(from), to));
        Tell(warning, path, to);
    }

    /// <summary>Moves a file, link or whole folder away from its place.</summary>
    public void Move(string path, Func<string, string, Diagnostic> warning)
    {
        var (from, to) = (FullPath(path), Target(path));
        SystemFault.Guard("rename", from, () => Move(from, to));
        Tell(warning, path, to);
    }

    /// <summary>Says how many were not told one by one.</summary>
    public void TellRest()
    {
        if (Count > ToldOneByOne)
        {
            findings.Add(OutputDiagnostics.MoreKeptAside(Count - ToldOneByOne, Folder));
        }
    }

    private static void Move(string from, string to)
    {
        var isFolder = Directory.Exists(from) && new FileInfo(from).LinkTarget is null;
        try
        {
            if (isFolder)
            {
                Directory.Move(from, to);
            }
            else
            {
                File.Move(from, to);
            }
        }
        catch (IOException) when (File.Exists(from) || Directory.Exists(from) || new FileInfo(from).LinkTarget is not null)
        {
            // obj and the output may lie on different file systems.
            FileSystemInfo entry = isFolder ? new DirectoryInfo(from) : new FileInfo(from);
            CopyEntry(entry, to);
            (entry as DirectoryInfo)?.Delete(recursive: true);
            (entry as FileInfo)?.Delete();
        }
    }

    private static void CopyEntry(FileSystemInfo from, string to)
    {
        if (from.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(to, target);
        }
        else if (from is DirectoryInfo folder)
        {
            Directory.CreateDirectory(to);
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                CopyEntry(entry, Path.Combine(to, entry.Name));
            }
        }
        else
        {
            File.Copy(from.FullName, to);
        }
    }

    private void Tell(Func<string, string, Diagnostic> warning, string path, string kept)
    {
        if (++Count <= ToldOneByOne)
        {
            findings.Add(warning(path, kept));
        }
    }

    private string FullPath(string path) => Path.Combine(output.Path, path.Replace('/', Path.DirectorySeparatorChar));

    private string Target(string path)
    {
        var target = Path.Combine(Folder, path.Replace('/', Path.DirectorySeparatorChar));
        SystemFault.Guard("mkdir", target, () => Directory.CreateDirectory(Path.GetDirectoryName(target)!));
        return target;
    }

    // Two builds within one second must not share a folder.
    private string NewFolder()
    {
        var time = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var n = 1; ; n++)
        {
            var folder = Path.Combine(output.State.KeptFolder, n == 1 ? time : $"{time}-{n}");
            if (!Directory.Exists(folder))
            {
                return SystemFault.Guard("mkdir", folder, () => Directory.CreateDirectory(folder).FullName);
            }
        }
    }
}
