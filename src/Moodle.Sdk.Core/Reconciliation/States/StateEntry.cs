using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.States;

/// <summary>
/// One managed place as it lies in the state file: 64 bytes in the machine's own order (a state never leaves its machine).
/// A folder's entry has only mode, path and folder.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct StateEntry
{
    /// <summary>File, executable, link or folder.</summary>
    public EntryMode Mode;

    /// <summary>Where the path begins among the path bytes.</summary>
    public int PathStart;

    /// <summary>Length of the path without the NUL that ends it.</summary>
    public int PathLength;

    /// <summary>Index of the folder that holds it; -1 for the root.</summary>
    public int Folder;

    private BlobBytes _blob;

    // Half of it tells a file from another that was put in its place with its times.
    private uint _inode;

    /// <summary>Size in bytes when it was written or last seen.</summary>
    public long Size;

    /// <summary>mtime then; <see cref="Untrusted"/> when its times prove nothing.</summary>
    public long Modified;

    /// <summary>ctime then; 0 where there is none.</summary>
    public long Changed;

    /// <summary>In <see cref="Modified"/>: no time that a file can have, so the content is looked at every time.</summary>
    public const long Untrusted = -1;

    public ObjectId Blob
    {
        readonly get => new(_blob);
        set => value.CopyTo(_blob);
    }

    /// <summary>The kind of file that belongs here.</summary>
    public readonly FileKind Kind => Mode switch
    {
        EntryMode.SymbolicLink => FileKind.Link,
        EntryMode.Tree => FileKind.Folder,
        _ => FileKind.File,
    };

    /// <summary>Takes over what was seen of a file that holds the right content.</summary>
    public void Record(in FileStat seen) =>
        (Size, Modified, Changed, _inode) = (seen.Size, seen.Modified, seen.Changed, Half(seen.Inode));

    /// <summary>Takes over what another entry of the same content recorded.</summary>
    public void RecordOf(in StateEntry other) => (Size, Modified, Changed, _inode) = (other.Size, other.Modified, other.Changed, other._inode);

    /// <summary>As <see cref="Record"/>, for a file that somebody else may have written just before it was looked at.</summary>
    public void RecordSince(in FileStat seen, long looking)
    {
        if (seen.IsTooFreshFor(looking))
        {
            RecordUntrusted(seen);
        }
        else
        {
            Record(seen);
        }
    }

    /// <summary>As <see cref="Record"/>, for what was seen of a place that may hold something else by now: its times prove nothing.</summary>
    public void RecordUntrusted(in FileStat seen)
    {
        Record(seen);
        Modified = Untrusted;
    }

    /// <summary>True when nothing about a file hints at another content than the recorded one.</summary>
    /// <param name="written">When the state was written: times not clearly older prove nothing.</param>
    public readonly bool Matches(in FileStat seen, long written) =>
        seen.Kind == Kind && seen.Size == Size && seen.Modified == Modified && seen.Changed == Changed && Half(seen.Inode) == _inode
        && !seen.IsTooFreshFor(written);

    /// <summary>True when a file's exec bit is the recorded one, as far as it can be known.</summary>
    public readonly bool HasModeOf(in FileStat seen, bool hasExecBits) =>
        !hasExecBits || Kind != FileKind.File || seen.Executable == (Mode == EntryMode.Executable);

    private static uint Half(long inode) => (uint)(inode ^ (inode >>> 32));

    [InlineArray(ObjectId.Size)]
    private struct BlobBytes
    {
        private byte _first;
    }
}
