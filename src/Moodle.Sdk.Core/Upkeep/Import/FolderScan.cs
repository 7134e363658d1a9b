using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>Goes through the folder of a running site.</summary>
internal sealed class FolderScan
{
    /// <summary>No code of Moodle or of a plugin is near this, in bytes.</summary>
    public const long LargestFile = 100 << 20;

    private readonly List<(string Path, FileSystemInfo Entry)> _found = [];
    private readonly List<LeftOut> _leftOut = [];
    private readonly Dictionary<string, WorkingCopy> _repositories = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly string _projectFolder;
    private readonly CancellationToken _cancel;
    private bool _isBehindLink;

    private FolderScan(string root, string projectFolder, CancellationToken cancel) => (_root, _projectFolder, _cancel) = (root, projectFolder, cancel);

    /// <summary>Lists and hashes it, on all cores. Errors: MOODLE1802, MOODLE1803, MOODLE1811.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="projectFolder">Full path of the project's folder, which is no part of the site; it may lie in the folder, but not be it.</param>
    /// <param name="origin">What names it.</param>
    /// <param name="cancel">Stops it.</param>
    public static Result<FoundFolder> Of(string folder, string projectFolder, Origin origin, CancellationToken cancel)
    {
        if (!Directory.Exists(folder) || folder == projectFolder)
        {
            return Directory.Exists(folder) ? ImportDiagnostics.IsProject(origin, folder) : ImportDiagnostics.NoFolder(origin, folder);
        }

        // Before all of a disk is read because of a slip.
        if (!File.Exists(Path.Combine(folder, "version.php")) && !File.Exists(Path.Combine(folder, "public", "version.php")))
        {
            return ImportDiagnostics.NotMoodle(origin, folder, "version.php");
        }

        try
        {
            var scan = new FolderScan(folder, projectFolder, cancel);
            SystemFault.Guard("readdir", folder, () => scan.Into(new DirectoryInfo(folder), ""));
            return scan.Hash(folder);
        }
        catch (SystemFaultException refused)
        {
            return ImportDiagnostics.NotReadable(origin, refused.Fault);
        }
    }

    private void Into(DirectoryInfo folder, string path)
    {
        _cancel.ThrowIfCancellationRequested();
        var entries = folder.EnumerateFileSystemInfos().ToList();
        if (entries.Exists(e => e.Name == ".git") && WorkingCopy.Around(folder.FullName) is { } copy)
        {
            _repositories[path.TrimEnd('/')] = copy;
        }

        foreach (var entry in entries)
        {
            var at = path + entry.Name;
            if ((entry.FullName == _projectFolder ? "this project" : LeftOutRules.WhyNotEntered(entry)) is { } why)
            {
                _leftOut.Add(new(at, why));
            }
            else if (entry is DirectoryInfo inner && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                Into(inner, at + '/');
            }
            else if (entry is DirectoryInfo link && !_isBehindLink && IsCodeElsewhere(link))
            {
                // It runs as if it lay there.
                _isBehindLink = true;
                Into(link, at + '/');
                _isBehindLink = false;
            }
            else
            {
                _found.Add((at, entry));
            }
        }
    }

    // A plugin, or a folder of plugins such as local.
    private bool IsCodeElsewhere(DirectoryInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true) is DirectoryInfo { Exists: true } real && !IsWithin(real.FullName, _root) && !IsWithin(_root, real.FullName)
        && real.EnumerateDirectories("*", new EnumerationOptions { IgnoreInaccessible = true }).Prepend(real).Any(folder => File.Exists(Path.Combine(folder.FullName, "version.php")));

    private static bool IsWithin(string path, string folder) => (path + Path.DirectorySeparatorChar).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private FoundFolder Hash(string folder)
    {
        var isExecutable = _found.Select(f => !OperatingSystem.IsWindows() && f.Entry.LinkTarget is null && f.Entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute)).ToArray();
        var regular = _found.Count(f => f.Entry.LinkTarget is null);
        var hasModes = isExecutable.Any(e => e) && isExecutable.Count(e => e) < regular;
        var files = new FoundFile?[_found.Count];
        ParallelWork.ForRanges(files.Length, 64, _cancel, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                files[i] = Hash(_found[i].Path, _found[i].Entry, hasModes && isExecutable[i]);
            }
        });
        return new(folder, [.. files.OfType<FoundFile>().OrderBy(f => f.Path, PathOrder.Instance)], [.. _leftOut.OrderBy(l => l.Path, StringComparer.Ordinal)], hasModes, _repositories.ToImmutableDictionary(StringComparer.Ordinal));
    }

    private FoundFile? Hash(string path, FileSystemInfo entry, bool isExecutable)
    {
        var file = new FoundFile(path, entry.LinkTarget is not null ? EntryMode.SymbolicLink : isExecutable ? EntryMode.Executable : EntryMode.File, default, entry.FullName);
        try
        {
            var content = file.Read();
            return file with { Blob = new(ObjectHash.Of(ObjectKind.Blob, content)), WithoutCr = LineEnds.WithoutCr(content) is { } plain ? new(ObjectHash.Of(ObjectKind.Blob, plain)) : null };
        }
        catch (SystemFaultException unfit) when (unfit.Fault.Kind is FaultKind.Unfit or FaultKind.Denied or FaultKind.Absent)
        {
            lock (_leftOut)
            {
                _leftOut.Add(new(path, unfit.Fault.ToString()));
            }

            return null;
        }
    }
}
