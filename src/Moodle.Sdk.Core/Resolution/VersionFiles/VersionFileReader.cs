using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles.Php;

namespace Moodle.Sdk.Resolution.VersionFiles;

/// <summary>
/// Reads a version.php without running it: what version files set, and how, is little of PHP, and that is read as PHP 8 would take it.
/// What is more than that makes the fields unreadable that it could touch; a value that is given is the one that PHP gives.
/// </summary>
internal static class VersionFileReader
{
    // The largest of 23,128 real files has 8 KiB; this bounds what a hostile one can cost.
    public const int LargestFile = 1 << 18;

    private static VersionFile TooLarge => FieldReader.Unreadable(new($"cannot be read: the file is larger than {LargestFile >> 10} KiB", 0));

    /// <summary>Reads a version.php of a repository. One that is too large is not taken into memory.</summary>
    public static VersionFile Read(IObjectReader objects, BlobId file) => objects.ReadBlob(file, LargestFile, out _) is { } content ? Read(content) : TooLarge;

    /// <summary>Reads the bytes of a version.php. It never fails: what cannot be read is said in the fields or as the file's syntax error.</summary>
    public static VersionFile Read(byte[] content)
    {
        if (content.Length > LargestFile)
        {
            return TooLarge;
        }

        var reading = ScriptReader.Read(Lexer.Tokens(Encoding.Latin1.GetString(content)));
        return reading switch
        {
            { SyntaxError: { } error } => new VersionFile { SyntaxError = error },
            { Scope: null } => FieldReader.Unreadable(reading.WhyNot!),
            { Scope: { Lost: null, Ending: { IsError: true } error } } => new VersionFile { SyntaxError = $"{error.Why} on line {error.Line}" },
            { Scope.Ending: { } end } => FieldReader.Unreadable(new(end.Why, end.Line)),
            { Scope.Lost: { } lost } => FieldReader.Unreadable(lost),
            { Scope: var scope } => FieldReader.Read(scope),
        };
    }
}
