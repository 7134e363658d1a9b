using System.Collections.Immutable;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Finds the diffs in a patch file, between whatever mail and words stand around them.</summary>
internal static class PatchReader
{
    /// <summary>Reads all diffs.</summary>
    /// <exception cref="BadPatchException">One of them is damaged, or there is none.</exception>
    public static ImmutableArray<FilePatch> Read(PatchLines lines)
    {
        var files = ImmutableArray.CreateBuilder<FilePatch>();
        var stripped = 1;
        for (var at = 0; at < lines.Count;)
        {
            if (lines.StartsWith(at, "diff --git "u8))
            {
                files.Add(File(FileHeader.ReadGit(lines, ref at, stripped), lines, ref at));
            }
            else if (lines.StartsWith(at, "--- "u8) && lines.StartsWith(at + 1, "+++ "u8) && lines.StartsWith(at + 2, "@@ -"u8))
            {
                files.Add(File(FileHeader.ReadPlain(lines, ref at, ref stripped), lines, ref at));
            }
            else
            {
                CheckBetween(lines, at++);
            }
        }

        return files.Count > 0 ? files.ToImmutable() : throw new BadPatchException(1, "there is no diff in it");
    }

    private static void CheckBetween(PatchLines lines, int at)
    {
        if (HunkReader.IsHead(lines, at))
        {
            throw new BadPatchException(at + 1, "this hunk belongs to no file");
        }

        if (SaysThatBinaryDiffers(lines, at))
        {
            throw new BadPatchException(at + 1, "it says that a binary file differs, and does not hold it: make the patch with git diff --binary");
        }
    }

    private static FilePatch File(FileHeader header, PatchLines lines, ref int at)
    {
        var hunks = HunkReader.Read(lines, ref at);
        var binary = hunks.Length == 0 ? Binary(header, lines, ref at) : null;
        var takes = hunks.Any(hunk => hunk.Old.Any());
        var gives = hunks.Any(hunk => hunk.New.Any());
        if ((header.Act == PatchAct.Create && takes) || (header.Act == PatchAct.Delete && gives))
        {
            throw new BadPatchException(header.Line, header.Act == PatchAct.Create ? "it makes a file that has lines before" : "it deletes a file that has lines afterwards");
        }

        if (hunks.Length == 0 && binary is null && header.Act == PatchAct.Change && (header.OldMode is null || header.NewMode is null || header.OldMode == header.NewMode))
        {
            throw new BadPatchException(header.Line, "it changes nothing of this file");
        }

        // One hunk that only adds may make a file; git's header would say so.
        var act = header.Act == PatchAct.ChangeOrCreate && (takes || hunks.Length > 1) ? PatchAct.Change : header.Act;
        return new(header.Line, act, header.OldPath, header.NewPath, header.OldMode, header.NewMode, hunks, binary);
    }

    private static BinaryPatch? Binary(FileHeader header, PatchLines lines, ref int at)
    {
        if (at < lines.Count && SaysThatBinaryDiffers(lines, at))
        {
            at++;
            return new(header.OldId, header.NewId, null, IsDelta: false);
        }

        if (at >= lines.Count || !lines[at].Span.SequenceEqual("GIT binary patch\n"u8))
        {
            return null;
        }

        if (!BinaryHunk.IsHead(lines, ++at))
        {
            throw new BadPatchException(at + 1, "a binary file begins with its size: literal or delta");
        }

        var (data, isDelta) = BinaryHunk.Read(lines, ref at);
        if (BinaryHunk.IsHead(lines, at))
        {
            // The way back, which nobody needs, but which has to be whole.
            _ = BinaryHunk.Read(lines, ref at);
        }

        return new(header.OldId, header.NewId, data, isDelta);
    }

    private static bool SaysThatBinaryDiffers(PatchLines lines, int at) =>
        (lines.StartsWith(at, "Binary files "u8) || lines.StartsWith(at, "Files "u8)) && lines[at].Span.EndsWith(" differ\n"u8);
}
