namespace Moodle.Sdk.Git;

/// <summary>A file of code that is made here.</summary>
/// <param name="Path">Path from the root of the tree, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Open">Opens its bytes, once; a link's target.</param>
public sealed record MadeFile(string Path, EntryMode Mode, long Length, Func<Stream> Open)
{
    /// <summary>A file of these bytes.</summary>
    public static MadeFile Of(string path, EntryMode mode, byte[] content) => new(path, mode, content.Length, () => new MemoryStream(content, writable: false));
}
