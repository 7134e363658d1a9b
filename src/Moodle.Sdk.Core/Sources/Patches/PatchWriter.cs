using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Writes patch files as <c>git diff --binary --full-index</c> would, without renames.</summary>
internal static class PatchWriter
{
    // Where git looks for a NUL, which no text has.
    private const int Looked = 8000;

    /// <summary>Writes the changes of files; what does not change is left out.</summary>
    /// <param name="files">Each path with the file before and afterwards; null where there is none.</param>
    public static byte[] Write(IEnumerable<(string Path, PatchedFile? Before, PatchedFile? After)> files)
    {
        using var patch = new MemoryStream();
        foreach (var (path, before, after) in files)
        {
            if (before is not null && after is not null && before.Mode == EntryMode.SymbolicLink != (after.Mode == EntryMode.SymbolicLink))
            {
                // A file that becomes a link goes first, then the link comes.
                Write(patch, path, before, null);
                Write(patch, path, null, after);
            }
            else
            {
                Write(patch, path, before, after);
            }
        }

        return patch.ToArray();
    }

    private static void Write(Stream patch, string path, PatchedFile? before, PatchedFile? after)
    {
        var old = (before?.Content ?? default).Span;
        var made = (after?.Content ?? default).Span;
        var isSame = old.SequenceEqual(made);
        if (before?.Mode == after?.Mode && isSame)
        {
            return;
        }

        Write(patch, $"diff --git {Quoted("a/" + path)} {Quoted("b/" + path)}\n");
        Write(patch, before is null ? $"new file mode {Mode(after!)}\n"
            : after is null ? $"deleted file mode {Mode(before)}\n"
            : before.Mode != after.Mode ? $"old mode {Mode(before)}\nnew mode {Mode(after)}\n" : "");
        if (isSame && before is not null && after is not null)
        {
            return;
        }

        Write(patch, $"index {Id(before)}..{Id(after)}{(before is not null && before.Mode == after?.Mode ? " " + Mode(before) : "")}\n");
        if (IsBinary(old) || IsBinary(made))
        {
            Write(patch, "GIT binary patch\n");
            BinaryHunk.Write(patch, made);
            BinaryHunk.Write(patch, old);
        }
        else if (!isSame)
        {
            Write(patch, $"--- {(before is null ? "/dev/null" : Named("a/" + path))}\n+++ {(after is null ? "/dev/null" : Named("b/" + path))}\n");
            LineDiff.Write(patch, old, made);
        }
    }

    private static void Write(Stream patch, string text) => patch.Write(Encoding.UTF8.GetBytes(text));

    private static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, Looked)].Contains((byte)0);

    private static string Mode(PatchedFile file) => Convert.ToString((int)file.Mode, 8);

    private static string Id(PatchedFile? file) => (file is null ? default : ObjectHash.Of(ObjectKind.Blob, file.Content.Span)).ToString();

    // A tab ends a path that has spaces, for programs that look for a time behind it.
    private static string Named(string path) => Quoted(path) is var quoted && quoted.Contains(' ') && quoted[0] != '"' ? quoted + "\t" : quoted;

    private static string Quoted(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        return bytes.All(b => b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\') ? path
            : $"\"{string.Concat(bytes.Select(b => b switch
            {
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                >= 0x20 and < 0x7F => ((char)b).ToString(),
                _ => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'),
            }))}\"";
    }
}
