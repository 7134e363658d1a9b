using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Locking;

/// <summary>The code of a site: Moodle and every declared plugin, of every Configuration.</summary>
/// <param name="Components">Ordered: core first, then by name.</param>
public sealed record SiteLock(ImmutableArray<LockedComponent> Components)
{
    /// <summary>The schema of the file that it was read from.</summary>
    public int Schema { get; init; } = LockFile.Schema;

    /// <summary>Full path of the file that it was read from; null when it was not.</summary>
    internal string? File { get; init; }

    /// <summary>Moodle itself, which goes before all plugins.</summary>
    public LockedComponent Core => Components[0];

    /// <summary>The branch of its Moodle.</summary>
    public MoodleBranch Branch => Core.Branch ?? throw new InvalidOperationException("A lock's core has a branch.");

    /// <summary>The entry of a component, or null.</summary>
    public LockedComponent? Find(ComponentName component) => Components.FirstOrDefault(c => c.Component == component);
}

/// <summary>One component as it was resolved, with what a person needs to review it.</summary>
public sealed record LockedComponent
{
    /// <summary><c>core</c>, or the plugin by its frankenstyle name.</summary>
    public required ComponentName Component { get; init; }

    /// <summary>Hash of what was declared; another hash means: resolve anew.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What was declared, for people: <c>version 4.5.*</c>, <c>compatible with 4.5</c>.</summary>
    public required string Requested { get; init; }

    /// <summary>What was locked: a commit of a git repository, for example.</summary>
    public required LockedCode Code { get; init; }

    /// <summary><c>version</c> of its version.php; the lowest of all for a folder, which has one anew in every build.</summary>
    public required VersionNumber Version { get; init; }

    /// <summary><c>release</c> of its version.php, if any; null for a folder.</summary>
    public required string? Release { get; init; }

    /// <summary>Moodle's branch, such as 405; of core alone.</summary>
    public MoodleBranch? Branch { get; init; }

    /// <summary>Folder in the code base, such as <c>mod/attendance</c>; empty for core.</summary>
    public required string Place { get; init; }

    /// <summary>The plugins directory that named the upstream; null when the declaration does.</summary>
    public NamedBy? NamedBy { get; init; }

    /// <summary>The plugins that need it, where it was added for their sake; empty for one that is declared.</summary>
    public ImmutableArray<ComponentName> RequiredBy { get; init; } = [];

    /// <summary>Why this code was chosen, when a rule chose it; one short line.</summary>
    public string? Reason { get; init; }

    /// <summary>The patches of the component, of every Configuration, by their paths.</summary>
    public ImmutableArray<LockedPatch> Patches { get; init; } = [];

    /// <summary>The commits of its customisation; null where it has none.</summary>
    public CommitSeries? Series { get; init; }

    /// <summary>True when somebody changed the entry by hand since it was written: what it records must be read anew from its code.</summary>
    public bool IsEdited { get; init; }

    /// <summary>Fields that another version of the SDK wrote and this one does not know; they stay while the code does.</summary>
    internal ImmutableArray<LockField> UnknownFields { get; init; } = [];
}

/// <summary>A patch as it was when it was locked.</summary>
/// <param name="Path">Its path from the project's folder, with slashes.</param>
/// <param name="Sha256">The hash of the file, 64 hexadecimal digits in lower case.</param>
public sealed record LockedPatch(string Path, string Sha256)
{
    /// <summary>The patches that are declared for a component, as a lock holds them.</summary>
    internal static ImmutableArray<LockedPatch> Of(SiteDeclaration declaration, ComponentName component) =>
        declaration.Patches.Any(p => p.Component == component)
            ? [.. declaration.Patches.Where(p => p.Component == component).Select(p => new LockedPatch(p.Shown, p.Sha256)).OrderBy(p => p.Path, StringComparer.Ordinal)]
            : [];
}

/// <summary>The code that a lock's entry names, by the kind of its source.</summary>
/// <param name="Tree">The tree of the component's code.</param>
public abstract record LockedCode(TreeId Tree)
{
    /// <summary>What a lock holds of code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="reference">Full name of the ref that led to its commit; null for none.</param>
    /// <param name="submodules">Its submodules.</param>
    internal static LockedCode Of(Code code, string? reference, IEnumerable<Submodule> submodules) => code.From switch
    {
        CodeOrigin.Git git => new Git(git.Upstream, git.Commit.Id, code.Tree, reference, git.Subdirectory) { Submodules = [.. submodules] },
        CodeOrigin.Folder folder => new Folder(folder.Source.Shown),
        CodeOrigin.Archive archive => new Archive(archive.Source.Address, archive.Sha256, code.Tree),
        _ => throw new ArgumentException($"No lock can hold code from {code.From}.", nameof(code)),
    };

    /// <summary>Whether it is the same code from the same source, whatever led to it.</summary>
    internal abstract bool IsSame(LockedCode other);

    /// <summary>As people name it: <c>v1.2</c>, <c>MOODLE_405_STABLE</c>, or the first digits of a commit.</summary>
    public abstract string Name { get; }

    /// <summary>As messages say it: <c>commit 1a2b…</c>, with all digits.</summary>
    public abstract override string ToString();

    /// <summary>A commit of a git repository.</summary>
    /// <param name="Upstream">The repository.</param>
    /// <param name="Commit">The commit.</param>
    /// <param name="Tree">The commit's tree, or that of the subdirectory.</param>
    /// <param name="Reference">Full name of the ref that led to the commit; null for a commit by id.</param>
    /// <param name="Subdirectory">The folder of the repository that the component lies in; null for its root.</param>
    public sealed record Git(UpstreamUrl Upstream, CommitId Commit, TreeId Tree, string? Reference = null, string? Subdirectory = null) : LockedCode(Tree)
    {
        /// <summary>Its git submodules, outer ones before those in them.</summary>
        public ImmutableArray<Submodule> Submodules { get; init; } = [];

        /// <summary>
        /// The source that the code is from: as it is declared, or where the declaration leaves the repository to a directory the one that was locked.
        /// Null when another source is declared.
        /// </summary>
        public Source.Git? From(Source declared) => declared switch
        {
            Source.Git git when git.Upstream.Equals(Upstream) => git,
            Source.Unnamed unnamed => unnamed.At(Upstream),
            _ => null,
        };

        /// <inheritdoc/>
        public bool Equals(Git? other) => other is not null && IsSame(other) && other.Tree == Tree && other.Reference == Reference && other.Upstream.Equals(Upstream);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Commit, Subdirectory);

        /// <inheritdoc/>
        internal override bool IsSame(LockedCode other) => other is Git git && git.Commit == Commit && git.Subdirectory == Subdirectory && git.Submodules.SequenceEqual(Submodules);

        /// <inheritdoc/>
        public override string ToString() => $"commit {Commit}";

        /// <inheritdoc/>
        public override string Name => Reference is { } full ? full[(full.IndexOf('/', "refs/".Length) + 1)..] : Commit.Id.ToShortString();
    }

    /// <summary>An archive.</summary>
    /// <param name="Address">Its address, without a query, or its path.</param>
    /// <param name="Sha256">The hash of its bytes, 64 hexadecimal digits in lower case.</param>
    /// <param name="Tree">The tree of the plugin in it.</param>
    public sealed record Archive(UpstreamUrl Address, string Sha256, TreeId Tree) : LockedCode(Tree)
    {
        /// <summary>The archive as a source.</summary>
        internal Source.Archive AsSource => new(Address, Sha256) { File = WebFile.TryParse(Address.Address, out var file) ? file : null };

        /// <summary>The source that the code is from: as it is declared, or where the declaration leaves it to a directory the one that was locked. Null when another source is declared.</summary>
        public Source.Archive? From(Source declared) => declared switch
        {
            Source.Archive archive when archive.Address.Equals(Address) && archive.Sha256 == Sha256 => archive,
            Source.Unnamed => AsSource,
            _ => null,
        };

        /// <inheritdoc/>
        internal override bool IsSame(LockedCode other) => other is Archive archive && archive.Sha256 == Sha256 && archive.Tree == Tree;

        /// <inheritdoc/>
        public override string ToString() => $"the archive {Address}";

        /// <inheritdoc/>
        public override string Name => Address.Address[(Address.Address.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    /// <summary>A folder on disk. Its content is not locked: it is what lies there when a site is built.</summary>
    /// <param name="Path">Its path as it is declared, with slashes.</param>
    public sealed record Folder(string Path) : LockedCode(default(TreeId))
    {
        /// <summary>Whether the code is that of a declared folder.</summary>
        public bool IsFrom(Source declared) => declared is Source.Folder folder && folder.Shown == Path;

        /// <inheritdoc/>
        internal override bool IsSame(LockedCode other) => other == this;

        /// <inheritdoc/>
        public override string ToString() => $"the folder {Path}";

        /// <inheritdoc/>
        public override string Name => Path;
    }
}
