using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// What was made of one file at the commits of an upstream: a line of <c>commit text</c> for each, newest first, so that neither trees nor files are read
/// again. Only which commits there are is not believed: that is read from the commits themselves.
/// </summary>
internal sealed class HistoryTable
{
    // All lines together stay far below what a small file of ours may have.
    private const int LongestSaid = 100;

    private readonly string _file;
    private readonly FileReading _reading;
    private readonly Dictionary<CommitId, string> _known = [];

    /// <summary>Reads a table; one that is not there, or was made otherwise, knows nothing.</summary>
    public HistoryTable(string file, FileReading reading)
    {
        (_file, _reading) = (file, reading);
        using var lines = RegularFile.Lines(file).GetEnumerator();
        if (lines.MoveNext() && lines.Current == Head)
        {
            while (lines.MoveNext())
            {
                if (lines.Current is { Length: > 40 } line && line[40] == ' ' && ObjectId.TryParse(line[..40], out var commit))
                {
                    _known[new(commit)] = line[41..];
                }
            }
        }
    }

    private string Head => $"{_reading.Form} {_reading.Path}";

    /// <summary>What was made of the file at a commit; null when it is not known.</summary>
    public string? Said(CommitId commit) => _known.GetValueOrDefault(commit);

    /// <summary>Keeps what is known now, if that is more than before.</summary>
    public void Keep(FileHistory history)
    {
        if (history.Commits.Keys.Any(c => !_known.ContainsKey(c)))
        {
            var lines = history.Commits.Values.Where(IsKept).Select(p => $"{p.Commit.Id} {p.Said}\n");
            WholeFile.Write(_file, Encoding.UTF8.GetBytes($"{Head}\n{string.Concat(lines)}"));
        }
    }

    private static bool IsKept(PastFile past) => past.Said.Length <= LongestSaid && !past.Said.AsSpan().ContainsAny('\n', '\r');
}
