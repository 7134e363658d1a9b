using System.Globalization;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// What people put into an output and a build must not leave there goes to <c>kept/&lt;time&gt;/&lt;path&gt;</c> in the state folder, with a warning each
/// that says so. Nothing in there is ever deleted by the SDK.
/// </summary>
internal sealed class KeptAside(OutputFiles files, StateFolder state, Findings findings, CancellationToken cancel) : IDisposable
{
    /// <summary>A terminal full of warnings is read by nobody; an adopted folder can differ in thousands of files.</summary>
    public const int ToldOneByOne = 20;

    private const long MostToCopy = 1 << 30;

    private OutputFiles? _kept;
    private int _told;

    /// <summary>How many files, links and folders were kept.</summary>
    public int Count { get; private set; }

    // Made when the first comes: in most builds none does.
    private OutputFiles Kept => _kept ??= NewFolder();

    /// <summary>Keeps a copy of a file or link, which itself stays until it is replaced at once.</summary>
    /// <exception cref="NotKeptException">It is too large.</exception>
    public void Copy(ReadOnlySpan<byte> path, Func<string, string, Diagnostic> warning)
    {
        MakeFolders(path);
        CopyEntry(path.ToArray());
        Tell(warning, path);
    }

    /// <summary>Moves a file, link or whole folder away from its place.</summary>
    /// <param name="warning">Tells of it; without one it is counted at the end.</param>
    /// <exception cref="NotKeptException">It, or something in it, is too large to go to another file system; the rest has gone.</exception>
    public void Move(ReadOnlySpan<byte> path, Func<string, string, Diagnostic>? warning = null)
    {
        MakeFolders(path);
        MoveEntry(path.ToArray());
        Tell(warning, path);
    }

    /// <summary>Says how many were not told one by one.</summary>
    public void TellRest()
    {
        if (Count > _told)
        {
            findings.Add(OutputDiagnostics.MoreKeptAside(Count - _told, Kept.Root));
        }
    }

    public void Dispose() => _kept?.Dispose();

    private void MoveEntry(byte[] path)
    {
        cancel.ThrowIfCancellationRequested();
        if (Kept.Look(path).Kind == FileKind.Missing && files.TryMoveTo(path, Kept, path))
        {
            return;
        }

        // Obj and the output may lie on different file systems, or what was in the folder was kept before it.
        if (files.Look(path).Kind != FileKind.Folder)
        {
            CopyEntry(path);
            files.Delete(path);
            return;
        }

        MakeFolder(path);
        foreach (var name in files.List(path))
        {
            MoveEntry(OutputFiles.Join(path, name));
        }

        if (!files.RemoveFolder(path))
        {
            throw new SystemFaultException(new("rmdir", files.FullPath(path), null, "Something was put into the folder while it was moved away"));
        }
    }

    private void CopyEntry(byte[] path)
    {
        if (files.Look(path).Kind == FileKind.Link)
        {
            Kept.CreateLink(path, files.LinkTarget(path));
        }
        else if (!files.TryCopyTo(path, Kept, path, MostToCopy, cancel))
        {
            throw new NotKeptException(files.FullPath(path));
        }
    }

    private void MakeFolders(ReadOnlySpan<byte> path)
    {
        for (var at = 0; at < path.Length; at++)
        {
            if (path[at] == '/')
            {
                MakeFolder([.. path[..at], 0]);
            }
        }
    }

    private void MakeFolder(byte[] path)
    {
        if (Kept.Look(path).Kind == FileKind.Missing)
        {
            Kept.CreateFolder(path);
        }
    }

    private void Tell(Func<string, string, Diagnostic>? warning, ReadOnlySpan<byte> path)
    {
        Count++;
        if (warning is not null && _told < ToldOneByOne)
        {
            _told++;
            findings.Add(warning(OutputFiles.Text(path), Kept.FullPath(path)));
        }
    }

    // Two builds within one second must not share a folder; no other build of this output is at work.
    private OutputFiles NewFolder()
    {
        using var own = OutputFiles.Open(state.Path);
        var kept = OutputFiles.Bytes(StateFolder.KeptName);
        if (own.Look(kept).Kind == FileKind.Missing)
        {
            own.CreateFolder(kept);
        }

        var time = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var n = 1; ; n++)
        {
            var folder = OutputFiles.Join(kept, OutputFiles.Bytes(n == 1 ? time : $"{time}-{n}"));
            if (own.Look(folder).Kind == FileKind.Missing)
            {
                own.CreateFolder(folder);
                return own.Within(folder);
            }
        }
    }
}
