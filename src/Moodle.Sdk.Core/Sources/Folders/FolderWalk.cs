using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Folders;

/// <summary>Goes through a working folder: what git follows there and what it would, so everything less what .gitignore files leave out.</summary>
internal sealed class FolderWalk
{
    private const int MostFiles = 100_000;

    private readonly IReadOnlyDictionary<string, bool> _tracked;
    private readonly Dictionary<string, FolderFile> _found = new(StringComparer.Ordinal);
    private readonly string _prefix;

    private FolderWalk(IReadOnlyDictionary<string, bool> tracked, string prefix) => (_tracked, _prefix) = (tracked, prefix);

    /// <summary>Looks what is there.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="BadFolderException">A link leads out of it, or it has far more than a plugin.</exception>
    /// <exception cref="SystemFaultException">It is not there, vanishes meanwhile, or cannot be read.</exception>
    public static FolderContent Through(string folder)
    {
        var copy = WorkingCopy.Around(folder);
        // Rules count from where the repository begins.
        var (rules, at, prefix) = ((IgnoreRules?)null, copy?.Root ?? folder, "");
        foreach (var step in Path.GetRelativePath(at, folder).Split(Path.DirectorySeparatorChar).Where(step => step != "."))
        {
            rules = IgnoreRules.In(at, prefix, rules);
            (at, prefix) = (Path.Combine(at, step), $"{prefix}{step}/");
        }

        var walk = new FolderWalk(copy?.Tracked() ?? new Dictionary<string, bool>(), prefix);
        SystemFault.Guard("readdir", folder, () => walk.Into(new DirectoryInfo(folder), "", rules));
        walk.AddTracked(folder);
        return new([.. walk._found.Values], copy);
    }

    private void Into(DirectoryInfo folder, string path, IgnoreRules? outer)
    {
        var rules = IgnoreRules.In(folder.FullName, _prefix + path, outer);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var at = path + entry.Name;
            var inner = entry is DirectoryInfo { LinkTarget: null } directory ? directory : null;
            if (entry.Name == ".git" || rules?.LeaveOut(_prefix + at, inner is not null) == true)
            {
                continue;
            }

            if (inner is null)
            {
                Add(entry, at);
            }
            else
            {
                Into(inner, at + '/', rules);
            }
        }
    }

    // What git follows it follows whatever its rules say.
    private void AddTracked(string folder)
    {
        foreach (var path in _tracked.Keys.Where(path => !_found.ContainsKey(path)))
        {
            if (new FileInfo(Path.Combine(folder, path)) is { Exists: true } file)
            {
                Add(file, path);
            }
        }
    }

    private void Add(FileSystemInfo entry, string path)
    {
        if (entry.LinkTarget is { } target && Links.LeadsOut(path, target))
        {
            throw new BadFolderException($"the link '{path}' leads out of it, to '{target}'");
        }

        _found[path] = new(path, entry.LinkTarget is not null ? EntryMode.SymbolicLink : IsExecutable(entry, path) ? EntryMode.Executable : EntryMode.File, entry.FullName);
        if (_found.Count > MostFiles)
        {
            throw new BadFolderException("it has more than 100,000 files, as no plugin does");
        }
    }

    // Windows has no such mark; git keeps it for what it follows.
    private bool IsExecutable(FileSystemInfo entry, string path) =>
        OperatingSystem.IsWindows() ? _tracked.GetValueOrDefault(path) : entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
