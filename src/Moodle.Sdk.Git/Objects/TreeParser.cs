using System.Buffers;
using System.Text;

namespace Moodle.Sdk.Git.Objects;

/// <summary>Reads and names the parts of git's tree objects: <c>mode SP name NUL id</c>, over and over.</summary>
internal static class TreeParser
{
    /// <summary>
    /// A byte that is not UTF-8 is read as this character plus (byte - 0x80): a lone surrogate, which no UTF-8 text decodes to.
    /// So an unreadable name stays recognisable, and is refused where paths are judged.
    /// </summary>
    public const char FirstUndecodable = '\uDC80';

    /// <summary>
    /// Reads every entry, in the order of the object. Where the bytes are no entry, one without a name ends the list:
    /// like every name that no file can have, it is refused where paths are judged.
    /// </summary>
    public static List<TreeEntry> Parse(ReadOnlySpan<byte> tree)
    {
        var entries = new List<TreeEntry>(tree.Length / 36);
        while (tree.Length > 0)
        {
            if (!TryTake(ref tree, out var mode, out var name, out var id))
            {
                entries.Add(new TreeEntry("", EntryMode.File, default));
                break;
            }

            entries.Add(new TreeEntry(Decode(name), Canonical(mode), id));
        }

        return entries;
    }

    /// <summary>Takes the next entry off a tree; false when the bytes are no entry.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> tree, out int mode, out ReadOnlySpan<byte> name, out ObjectId id)
    {
        mode = 0;
        name = default;
        id = default;
        var space = tree.IndexOf((byte)' ');
        if (space is < 1 or > 7 || !TryReadOctal(tree[..space], out mode))
        {
            return false;
        }

        var rest = tree[(space + 1)..];
        var end = rest.IndexOf((byte)0);
        if (end < 0 || rest.Length < end + 1 + ObjectId.Size)
        {
            return false;
        }

        name = rest[..end];
        id = new ObjectId(rest[(end + 1)..]);
        tree = rest[(end + 1 + ObjectId.Size)..];
        return true;
    }

    /// <summary>The mode that git takes an entry's mode for (canon_mode in git's object.h): 100664 is a file, an unknown kind a submodule.</summary>
    public static EntryMode Canonical(int mode) => (mode & 0xF000) switch
    {
        0x8000 => (mode & 0x40) != 0 ? EntryMode.Executable : EntryMode.File,
        0xA000 => EntryMode.SymbolicLink,
        0x4000 => EntryMode.Tree,
        _ => EntryMode.Submodule,
    };

    /// <summary>The bytes of a name, as they were before it was read.</summary>
    public static byte[] Encode(string name)
    {
        using var bytes = new MemoryStream();
        for (var at = 0; at < name.Length; at++)
        {
            if (Rune.TryGetRuneAt(name, at, out var rune))
            {
                bytes.Write(Encoding.UTF8.GetBytes(rune.ToString()));
                at += rune.Utf16SequenceLength - 1;
            }
            else
            {
                bytes.WriteByte((byte)(name[at] - FirstUndecodable + 0x80));
            }
        }

        return bytes.ToArray();
    }

    private static bool TryReadOctal(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (digit - '0');
        }

        return true;
    }

    private static string Decode(ReadOnlySpan<byte> name) =>
        Ascii.IsValid(name) ? Encoding.ASCII.GetString(name) : DecodeUtf8(name);

    private static string DecodeUtf8(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        while (name.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(name, out var rune, out var length);
            if (status == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                length = 1;
                text.Append((char)(FirstUndecodable + (name[0] - 0x80)));
            }

            name = name[length..];
        }

        return text.ToString();
    }
}
