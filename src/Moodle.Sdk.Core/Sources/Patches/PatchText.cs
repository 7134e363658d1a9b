using System.Collections.Immutable;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// A patch file, read: the unified diffs of any number of files as <c>git diff</c>, <c>git format-patch</c> and <c>diff -ru</c> write them. What git apply takes for a
/// diff is one here; where it is stricter, docs/patch-files.md says why.
/// </summary>
internal sealed class PatchText
{
    private PatchText(ImmutableArray<FilePatch> files) => Files = files;

    /// <summary>The diffs, in the order of the patch file.</summary>
    public ImmutableArray<FilePatch> Files { get; }

    /// <summary>Reads a patch file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="bad">Why it cannot be read; null when it was.</param>
    /// <returns>The patch; null when it cannot be read.</returns>
    public static PatchText? Read(ReadOnlyMemory<byte> content, out BadPatch? bad)
    {
        if (content.Span.StartsWith<byte>([0xFF, 0xFE]) || content.Span.StartsWith<byte>([0xFE, 0xFF]))
        {
            bad = new(1, "it is UTF-16, as some shells write what is redirected into a file: write it with git diff --output=FILE");
            return null;
        }

        try
        {
            bad = null;
            return new(PatchReader.Read(new PatchLines(content)));
        }
        catch (BadPatchException e)
        {
            bad = e.Bad;
            return null;
        }
    }

    /// <summary>The same patch for what lies in a folder of the tree.</summary>
    /// <param name="folder">The folder with a slash at its end, such as <c>public/</c>.</param>
    public PatchText WithPrefix(string folder) =>
        new([.. Files.Select(file => file with { OldPath = Below(folder, file.OldPath), NewPath = Below(folder, file.NewPath) })]);

    /// <summary>Applies the whole to a tree. Nothing is half applied: where there are failures, the changes count for nothing.</summary>
    /// <param name="read">Gives the file at a path; null where there is no file.</param>
    public PatchOutcome Apply(Func<string, PatchedFile?> read)
    {
        var application = new PatchApplication(Files, read);
        return application.Run();
    }

    private static string? Below(string folder, string? path) => path is null ? null : folder + path;
}
