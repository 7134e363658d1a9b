using System.Buffers.Text;
using System.Text;

namespace Moodle.Sdk.Git.Objects;

/// <summary>Reads commits and tags: lines of <c>word SP value</c> up to an empty line.</summary>
internal static class CommitParser
{
    // Bytes.
    private const int LongestSubject = 200;

    /// <summary>The commit, or what the tag points at; neither when the object is something else or has no form.</summary>
    public static (GitCommit? Commit, ObjectId? Tagged) Parse(PooledObject found, ObjectId id) => found.Kind switch
    {
        ObjectKind.Commit => (ParseCommit(found.Content, new CommitId(id)), null),
        ObjectKind.Tag => (null, ParseTarget(found.Content)),
        _ => (null, null),
    };

    private static GitCommit? ParseCommit(ReadOnlySpan<byte> content, CommitId id)
    {
        if (!TryReadId(ref content, "tree "u8, out var tree))
        {
            return null;
        }

        var parents = new List<CommitId>();
        while (TryReadId(ref content, "parent "u8, out var parent))
        {
            parents.Add(new CommitId(parent));
        }

        return new GitCommit(id, new TreeId(tree), parents, ReadTime(content)) { Subject = ReadSubject(content) };
    }

    private static ObjectId? ParseTarget(ReadOnlySpan<byte> content) => TryReadId(ref content, "object "u8, out var target) ? target : null;

    private static bool TryReadId(ref ReadOnlySpan<byte> content, ReadOnlySpan<byte> word, out ObjectId id)
    {
        id = default;
        var end = word.Length + (2 * ObjectId.Size);
        if (!content.StartsWith(word) || content.Length <= end || content[end] != '\n' ||
            !ObjectId.TryParse(Encoding.Latin1.GetString(content[word.Length..end]), out id))
        {
            return false;
        }

        content = content[(end + 1)..];
        return true;
    }

    private static string ReadSubject(ReadOnlySpan<byte> content)
    {
        var message = content.IndexOf("\n\n"u8) is var end and >= 0 ? content[(end + 2)..].TrimStart("\n "u8) : [];
        var line = message.IndexOf((byte)'\n') is var length and >= 0 ? message[..length] : message;
        return Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestSubject)]).TrimEnd();
    }

    // committer NAME <MAIL> SECONDS ZONE; a time that cannot be read is the epoch, as it is to git.
    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0 && content[0] != '\n')
        {
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            if (line.StartsWith("committer "u8))
            {
                var time = line[(line.LastIndexOf((byte)'>') + 1)..].TrimStart((byte)' ');
                return Utf8Parser.TryParse(time, out long seconds, out var used) ? At(seconds, time[used..].TrimStart((byte)' ')) : DateTimeOffset.UnixEpoch;
            }

            content = end < 0 ? [] : content[(end + 1)..];
        }

        return DateTimeOffset.UnixEpoch;
    }

    private static DateTimeOffset At(long seconds, ReadOnlySpan<byte> zone)
    {
        // A day is left at both ends of .NET's times for the zone, which reaches 14 hours there.
        var time = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 86_400, 253_402_210_800));
        var minutes = Utf8Parser.TryParse(zone, out int digits, out _) ? (digits / 100 * 60) + (digits % 100) : 0;
        return Math.Abs(minutes) <= 14 * 60 ? time.ToOffset(TimeSpan.FromMinutes(minutes)) : time;
    }
}
