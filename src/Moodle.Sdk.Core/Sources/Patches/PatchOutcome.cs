using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>A file as a patch sees it.</summary>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Content">Its bytes; of a link its target.</param>
internal sealed record PatchedFile(EntryMode Mode, ReadOnlyMemory<byte> Content);

/// <summary>Why a patch file cannot be read.</summary>
/// <param name="Line">Its line, from 1 on.</param>
/// <param name="Why">What is wrong there, worded to follow "line 12: ".</param>
internal sealed record BadPatch(int Line, string Why);

/// <summary>What a patch file makes of a tree. Where anything failed, the changes count for nothing.</summary>
/// <param name="Changes">The new file of each path that changes; null where it is deleted. In ordinal order.</param>
/// <param name="Shifts">Hunks that were found at another line than they say.</param>
/// <param name="Failures">What does not fit, in the order of the patch file.</param>
internal sealed record PatchOutcome(ImmutableSortedDictionary<string, PatchedFile?> Changes, ImmutableArray<PatchShift> Shifts, ImmutableArray<PatchFailure> Failures);

/// <summary>A hunk that fits at another line than it says.</summary>
/// <param name="Path">The file in the tree.</param>
/// <param name="Hunk">Its number within the diff of this file, from 1 on.</param>
/// <param name="Lines">How many lines further down it fits; negative: further up.</param>
internal sealed record PatchShift(string Path, int Hunk, int Lines);

/// <summary>What does not fit.</summary>
/// <param name="Path">The file in the tree.</param>
/// <param name="Hunk">Number of the hunk within the diff of this file, from 1 on; 0: the file as a whole.</param>
/// <param name="Line">Line in the patch file, from 1 on.</param>
/// <param name="TreeLine">Line in the file of the tree where what was found stands, from 1 on; 0: none.</param>
/// <param name="Expected">The lines that differ, as the hunk expects them; empty for the file as a whole.</param>
/// <param name="Found">What stands there in the tree.</param>
/// <param name="IsAlreadyThere">Whether what the hunk makes is there already: the change came with upstream.</param>
/// <param name="Why">The reason, worded to follow the path: "has no such lines".</param>
internal sealed record PatchFailure(string Path, int Hunk, int Line, int TreeLine, string Expected, string Found, bool IsAlreadyThere, string Why);
