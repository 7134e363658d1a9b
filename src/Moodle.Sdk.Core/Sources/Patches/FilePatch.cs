using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>What a diff does with its file.</summary>
internal enum PatchAct
{
    /// <summary>Changes a file that is there.</summary>
    Change,

    /// <summary>A diff without git's header that only adds lines: changes an empty file, or makes one where there is none.</summary>
    ChangeOrCreate,

    /// <summary>Makes a file.</summary>
    Create,

    /// <summary>Deletes one.</summary>
    Delete,

    /// <summary>Moves one, and may change it.</summary>
    Rename,

    /// <summary>Makes a file out of another.</summary>
    Copy,
}

/// <summary>The diff of one file.</summary>
/// <param name="Line">Line of its header in the patch file, from 1 on.</param>
/// <param name="Act">What it does.</param>
/// <param name="OldPath">The file that it is made from; null for one that it creates.</param>
/// <param name="NewPath">The file that it makes, the same as the old one unless it is renamed or copied; null for one that it deletes.</param>
/// <param name="OldMode">What the file was, where the diff says it.</param>
/// <param name="NewMode">What it becomes, where the diff says it.</param>
/// <param name="Hunks">Changes of its lines, in their order; none where only its mode or name changes, and for a binary file.</param>
/// <param name="Binary">What a diff of a binary file has instead of hunks.</param>
internal sealed record FilePatch(
    int Line, PatchAct Act, string? OldPath, string? NewPath, EntryMode? OldMode, EntryMode? NewMode, ImmutableArray<Hunk> Hunks, BinaryPatch? Binary)
{
    /// <summary>The path to speak of it.</summary>
    public string Path => OldPath ?? NewPath!;
}

/// <summary>One change of lines.</summary>
/// <param name="Line">Its line in the patch file, from 1 on.</param>
/// <param name="OldStart">The first line that it covers before, from 1 on; 0 for a file without lines.</param>
/// <param name="NewStart">The same afterwards.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record Hunk(int Line, int OldStart, int NewStart, ImmutableArray<HunkLine> Lines)
{
    /// <summary>The lines that must be in the file.</summary>
    public IEnumerable<HunkLine> Old => Lines.Where(line => line.Sign != HunkSign.Added);

    /// <summary>The lines that take their place.</summary>
    public IEnumerable<HunkLine> New => Lines.Where(line => line.Sign != HunkSign.Removed);

    /// <summary>Whether it ends with lines that stay. One that does not reaches to the end of the file.</summary>
    public bool EndsInContext => Lines[^1].Sign == HunkSign.Context;
}

/// <summary>What becomes of a line.</summary>
internal enum HunkSign
{
    /// <summary>It stays.</summary>
    Context,

    /// <summary>It goes.</summary>
    Removed,

    /// <summary>It comes.</summary>
    Added,
}

/// <summary>A line of a hunk.</summary>
/// <param name="Sign">What becomes of it.</param>
/// <param name="Text">Its bytes with the line end, without one where the file ends so.</param>
internal readonly record struct HunkLine(HunkSign Sign, ReadOnlyMemory<byte> Text);

/// <summary>The change of a binary file.</summary>
/// <param name="OldId">The blob that it is made from, as the index line has it: perhaps abbreviated, perhaps nothing.</param>
/// <param name="NewId">The blob that it makes, likewise.</param>
/// <param name="Data">The content or the delta; null where the diff says no more than that the files differ.</param>
/// <param name="IsDelta">Whether it is git's instructions to change the old content; else it is the new content.</param>
internal sealed record BinaryPatch(string OldId, string NewId, ReadOnlyMemory<byte>? Data, bool IsDelta);
