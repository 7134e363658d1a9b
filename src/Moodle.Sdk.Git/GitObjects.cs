namespace Moodle.Sdk.Git;

/// <summary>The id of a commit.</summary>
public sealed record CommitId(ObjectId Id)
{
    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}

/// <summary>The id of a tree.</summary>
public readonly record struct TreeId(ObjectId Id)
{
    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}

/// <summary>The id of a blob: a file's content, or a link's target.</summary>
public readonly record struct BlobId(ObjectId Id)
{
    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}

/// <summary>The kinds of git objects, numbered as packs number them.</summary>
internal enum ObjectKind
{
    Commit = 1,
    Tree = 2,
    Blob = 3,

    /// <summary>An annotated one.</summary>
    Tag = 4,
}

/// <summary>The modes of a tree's entries, as git stores them (octal).</summary>
public enum EntryMode
{
    /// <summary>040000: a folder.</summary>
    Tree = 0x4000,

    /// <summary>100644: a file.</summary>
    File = 0x81A4,

    /// <summary>100755: an executable file.</summary>
    Executable = 0x81ED,

    /// <summary>120000: a symbolic link; the blob is its target.</summary>
    SymbolicLink = 0xA000,

    /// <summary>160000: a submodule (gitlink); the id is a commit of another repository.</summary>
    Submodule = 0xE000,
}

/// <summary>One entry of a git tree, its name decoded from UTF-8.</summary>
/// <param name="Name">Name within its folder.</param>
/// <param name="Mode">What it is.</param>
/// <param name="Id">The blob, tree or (submodule) commit.</param>
public sealed record TreeEntry(string Name, EntryMode Mode, ObjectId Id);

/// <summary>What a commit says that matters here.</summary>
/// <param name="Id">The commit itself, also when it was reached through an annotated tag.</param>
/// <param name="Tree">Its root tree.</param>
/// <param name="Parents">Its parents; they may be absent from a shallow repository.</param>
/// <param name="Time">The committer's time.</param>
public sealed record GitCommit(CommitId Id, TreeId Tree, IReadOnlyList<CommitId> Parents, DateTimeOffset Time)
{
    /// <summary>The first line of its message, cut where it is longer than anybody reads.</summary>
    public string Subject { get; init; } = "";
}
