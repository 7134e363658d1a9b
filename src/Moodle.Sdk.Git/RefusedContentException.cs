using System.Globalization;

namespace Moodle.Sdk.Git;

/// <summary>
/// What came from an upstream is refused, intact as it is: it is more than any real repository has, or an object is not what leads to it takes it for.
/// That is the upstream's doing; to fetch it again would bring the same.
/// </summary>
public sealed class RefusedContentException : IOException
{
    private RefusedContentException(GitFaultKind kind, string words)
        : base(words) => Fault = new(kind, words);

    /// <summary>The same as a value: <see cref="GitFaultKind.TooMuch"/> or <see cref="GitFaultKind.WrongObject"/>.</summary>
    public GitFault Fault { get; }

    internal static RefusedContentException TooMuch(string what) => new(GitFaultKind.TooMuch, what);

    internal static RefusedContentException PackTooLong() => TooMuch($"a pack of more than {UpstreamBounds.PackBytes >> 30} GB");

    internal static RefusedContentException TooManyObjects(long count) => TooMuch(string.Create(
        CultureInfo.InvariantCulture,
        $"a pack of {count:N0} objects; {UpstreamBounds.PackObjects:N0} is the most"));

    /// <summary>Refuses an object that is larger than any real one.</summary>
    /// <param name="kind">Its kind; null for the instructions of a delta.</param>
    /// <param name="size">Its bytes.</param>
    internal static void ThrowIfTooLong(ObjectKind? kind, long size)
    {
        if (size > UpstreamBounds.LongestOf(kind))
        {
            var what = kind switch
            {
                null => "a delta",
                ObjectKind.Blob => "a file",
                _ => "a folder's listing, a commit or a tag",
            };
            throw TooMuch(string.Create(CultureInfo.InvariantCulture, $"{what} of {Megabytes(size)} MB; {Megabytes(UpstreamBounds.LongestOf(kind))} MB is the most"));
        }
    }

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
