using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Applies the diff of a binary file, for which both blobs must be named in full.</summary>
internal static class BinaryApplication
{
    /// <summary>Applies it.</summary>
    /// <param name="binary">The diff.</param>
    /// <param name="before">The file before; null when there is none.</param>
    /// <param name="why">Why it does not fit, worded to follow the path; null when it does.</param>
    /// <returns>The file afterwards; empty for one that is deleted.</returns>
    public static ReadOnlyMemory<byte> Run(BinaryPatch binary, PatchedFile? before, out string? why)
    {
        var isNamed = ObjectId.TryParse(binary.NewId, out var made) && ObjectId.TryParse(binary.OldId, out _);
        why = !isNamed ? "is binary, and the patch does not name its content in full: make it with git diff --binary"
            : before is not null && IdOf(before.Content) != binary.OldId ? "is another file than the patch was made for"
            : null;
        if (why is not null || made == default)
        {
            return default;
        }

        var after = binary.Data is not { } data ? null : !binary.IsDelta ? data : Changed(before?.Content ?? default, data.Span);
        why = binary.Data is null ? "is binary, and the patch does not hold it: make it with git diff --binary"
            : after is not { } file ? "does not fit the instructions of the patch, which are damaged"
            : IdOf(file) != binary.NewId ? "does not become what the patch says, which is damaged"
            : null;
        return after ?? default;
    }

    private static string IdOf(ReadOnlyMemory<byte> content) => ObjectHash.Of(ObjectKind.Blob, content.Span).ToString();

    private static ReadOnlyMemory<byte>? Changed(ReadOnlyMemory<byte> before, ReadOnlySpan<byte> delta)
    {
        if (Delta.SizeMade(delta) > BinaryHunk.MostBytes)
        {
            return null;
        }

        var source = new PooledObject(ObjectKind.Blob, before.ToArray(), before.Length);
        if (Delta.Apply(source, delta) is not { } made)
        {
            return null;
        }

        var after = made.Content.ToArray();
        made.Return();
        return after;
    }
}
