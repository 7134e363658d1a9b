using System.Text;
using Moodle.Sdk.Resolution.VersionFiles.Php;

namespace Moodle.Sdk.Resolution.VersionFiles;

/// <summary>
/// Reads a version.php as PHP 8 would, without running it: the file is parsed whole, and evaluated on static values.
/// A field that depends on the running site says so; all others are what PHP gives.
/// </summary>
internal static class VersionFileReader
{
    // The largest of 10,304 real files has 3 KiB; this bounds what a hostile one can cost.
    private const int LargestFile = 1 << 18;

    /// <summary>Reads the bytes of a version.php. It never fails: what cannot be read is said in the fields or as the file's syntax error.</summary>
    public static VersionFile Read(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length > LargestFile)
        {
            return FieldReader.Unreadable($"cannot be read: the file is larger than {LargestFile >> 10} KiB");
        }

        var parsed = Parser.Parse(Lexer.Tokens(Encoding.Latin1.GetString(content)));
        if (parsed.SyntaxError is { } error)
        {
            return parsed.TooDeep ? FieldReader.Unreadable($"cannot be read: {error}") : new VersionFile { SyntaxError = error };
        }

        var outcomes = Paths.Follow(parsed.Statements);
        if (outcomes.Any(outcome => outcome.Ending == Ending.Exhausted))
        {
            return FieldReader.Unreadable("cannot be read: the file computes more than a version.php should");
        }

        // Where PHP would end, Moodle would end with it: only the other paths matter, if there are any.
        var alive = outcomes.Where(outcome => outcome.IsAlive).ToList();
        if (alive.Count > 0)
        {
            return FieldReader.Read(alive);
        }

        return outcomes.FirstOrDefault(outcome => outcome.Ending == Ending.Thrown) is { } thrown
            ? FieldReader.Read(outcomes) with { SyntaxError = thrown.Error }
            : FieldReader.Read(outcomes);
    }
}
