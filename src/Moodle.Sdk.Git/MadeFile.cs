namespace Moodle.Sdk.Git;

/// <summary>A file of code that is made here.</summary>
/// <param name="Path">Path from the root of the tree, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Content">Its bytes; a link's target.</param>
public sealed record MadeFile(string Path, EntryMode Mode, byte[] Content);
