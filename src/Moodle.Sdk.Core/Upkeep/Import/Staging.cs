using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>
/// Where an import is made whole before any of it is seen: the new files in a folder beside the project, the lock beside the lock. What names the files comes
/// into its place after them: an import that is killed leaves a project that knows nothing of it, or one that can be restored.
/// </summary>
/// <param name="projectFolder">Full path of the project's folder.</param>
/// <param name="lockFile">Full path of the lock.</param>
internal sealed class Staging(string projectFolder, string lockFile) : IDisposable
{
    private readonly string _folder = Path.Combine(projectFolder, ".import");

    /// <summary>Full path of the lock in the making, in the folder of the lock: paths in it count from there.</summary>
    public string LockFile { get; } = $"{lockFile}.import";

    /// <summary>Writes the new files, and copies the lock that is there.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Fill(IEnumerable<NewFile> files)
    {
        Dispose();
        foreach (var file in files)
        {
            var path = Path.Combine(_folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Mode == EntryMode.SymbolicLink)
            {
                File.CreateSymbolicLink(path, System.Text.Encoding.UTF8.GetString(file.Content));
                continue;
            }

            File.WriteAllBytes(path, file.Content);
            if (file.Mode == EntryMode.Executable && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }

        if (File.Exists(lockFile))
        {
            File.Copy(lockFile, LockFile, overwrite: true);
        }
    }

    /// <summary>The same site with its new files where they are now.</summary>
    public SiteDeclaration Of(SiteDeclaration declaration) => declaration with
    {
        Plugins = [.. declaration.Plugins.Select(p => p.Source is Source.Folder folder ? p with { Source = folder with { Path = Staged(folder.Path) } } : p)],
        OwnFiles = [.. declaration.OwnFiles.Select(f => f with { Path = Staged(f.Path) })],
    };

    /// <summary>Puts all in place: the files, the report, the project, and the lock where there is one, which any restore would make again. All of it or nothing.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Publish(string reportFile, byte[] report, string projectFile, byte[] project)
    {
        var placed = new Stack<(string From, string To)>();
        var before = File.Exists(reportFile) ? File.ReadAllBytes(reportFile) : null;
        try
        {
            if (Directory.Exists(_folder))
            {
                Place(_folder, projectFolder, placed);
            }

            WholeFile.Write(reportFile, report);
            WholeFile.Write(projectFile, project);
        }
        catch
        {
            while (placed.TryPop(out var move))
            {
                Move(move.To, move.From);
            }

            PutBack(reportFile, before);
            throw;
        }

        if (File.Exists(LockFile))
        {
            File.Move(LockFile, lockFile, overwrite: true);
        }
    }

    // A folder that is not there yet is moved whole, with all that lies in it.
    private static void Place(string from, string to, Stack<(string From, string To)> placed)
    {
        foreach (var entry in Directory.GetFileSystemEntries(from))
        {
            var place = Path.Combine(to, Path.GetFileName(entry));
            if (Directory.Exists(entry) && Directory.Exists(place))
            {
                Place(entry, place, placed);
            }
            else
            {
                Move(entry, place);
                placed.Push((entry, place));
            }
        }
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to);
        }
    }

    private static void PutBack(string file, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(file);
        }
        else if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
        {
            WholeFile.Write(file, content);
        }
    }

    /// <summary>Takes away what is left.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        File.Delete(LockFile);
    }

    private string Staged(string path) => Path.Combine(_folder, Path.GetRelativePath(projectFolder, path)) is var staged && (File.Exists(staged) || Directory.Exists(staged)) ? staged : path;
}
