using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

/// <summary>A component's code: a tree in an object store, and where it came from.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Store">The store that holds it.</param>
/// <param name="From">Where it came from.</param>
public sealed record Code(TreeId Tree, StoreName Store, CodeOrigin From);

/// <summary>A git submodule of a component.</summary>
/// <param name="Path">Its folder from the root of the component's code, with slashes.</param>
/// <param name="Upstream">Its repository.</param>
/// <param name="Commit">The commit that the tree around it names.</param>
public sealed record Submodule(string Path, UpstreamUrl Upstream, CommitId Commit);

/// <summary>Where code came from.</summary>
public abstract record CodeOrigin
{
    private CodeOrigin()
    {
    }

    /// <summary>When it was made, as far as it says.</summary>
    public abstract DateTimeOffset Time { get; }

    /// <summary>As messages name it: the address of an upstream.</summary>
    public abstract override string ToString();

    /// <summary>A commit of an upstream.</summary>
    /// <param name="Upstream">The upstream.</param>
    /// <param name="Commit">The commit.</param>
    /// <param name="Subdirectory">The folder of the commit's tree that the code is, with slashes; null for the whole.</param>
    public sealed record Git(UpstreamUrl Upstream, GitCommit Commit, string? Subdirectory = null) : CodeOrigin
    {
        /// <inheritdoc/>
        public override DateTimeOffset Time => Commit.Time;

        /// <inheritdoc/>
        public override string ToString() => Upstream.ToString();
    }

    /// <summary>A folder on disk, as it lay there.</summary>
    /// <param name="Source">The folder.</param>
    /// <param name="Copy">The working copy that it lies in; null for none.</param>
    public sealed record Folder(Source.Folder Source, WorkingCopy? Copy) : CodeOrigin
    {
        /// <summary>Long ago: the times of its files are those of who worked on them.</summary>
        public override DateTimeOffset Time => DateTimeOffset.UnixEpoch;

        /// <inheritdoc/>
        public override string ToString() => Source.Shown;
    }

    /// <summary>An archive.</summary>
    /// <param name="Source">The archive as it is declared, or as a plugins directory names it.</param>
    /// <param name="Sha256">The hash of its bytes.</param>
    public sealed record Archive(Source.Archive Source, string Sha256) : CodeOrigin
    {
        /// <summary>Long ago: the times in it are those of whoever packed it, or of the packing.</summary>
        public override DateTimeOffset Time => DateTimeOffset.UnixEpoch;

        /// <inheritdoc/>
        public override string ToString() => Source.Shown;
    }
}
