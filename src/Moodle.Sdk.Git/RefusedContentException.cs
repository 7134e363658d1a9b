using System.Globalization;

namespace Moodle.Sdk.Git;

/// <summary>
/// What came from an upstream is refused, intact as it is: it is more than any real repository has, or an object is not what leads to it takes it for.
/// That is the upstream's doing; to fetch it again would bring the same.
/// </summary>
public sealed class RefusedContentException : IOException
{
    private RefusedContentException(GitFaultKind kind, string words)
        : base(words) => Kind = kind;

    /// <summary><see cref="GitFaultKind.TooMuch"/> or <see cref="GitFaultKind.WrongObject"/>.</summary>
    public GitFaultKind Kind { get; }

    /// <summary>The same as a value.</summary>
    public GitFault Fault => new(Kind, Message);

    internal static RefusedContentException TooMuch(string what) => new(GitFaultKind.TooMuch, what);

    internal static RefusedContentException PackTooLong() => TooMuch($"a pack of more than {UpstreamBounds.PackBytes >> 30} GB");

    internal static RefusedContentException TooManyObjects(long count) => TooMuch(string.Create(
        CultureInfo.InvariantCulture,
        $"a pack of {count:N0} objects; {UpstreamBounds.PackObjects:N0} is the most"));

    internal static RefusedContentException TooLong(ObjectKind kind, long size) => TooMuch(string.Create(
        CultureInfo.InvariantCulture,
        $"{(kind == ObjectKind.Blob ? "a file" : "a folder's listing, a commit or a tag")} of {Megabytes(size)} MB; {Megabytes(UpstreamBounds.LongestOf(kind))} MB is the most"));

    internal static RefusedContentException NoCommit(ObjectId id) => new(GitFaultKind.WrongObject, $"object {id} leads to no commit");

    internal static RefusedContentException OfAnotherKind(ObjectId id, ObjectKind kind, ObjectKind wanted) =>
        new(GitFaultKind.WrongObject, $"object {id} is a {Word(kind)} where a {Word(wanted)} must be");

    private static string Word(ObjectKind kind) => kind switch
    {
        ObjectKind.Commit => "commit",
        ObjectKind.Tree => "tree",
        ObjectKind.Blob => "file",
        _ => "tag",
    };

    private static long Megabytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
