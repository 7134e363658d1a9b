using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>Where a component's code comes from. Each component has one source; Moodle's own is always git.</summary>
public abstract record Source
{
    private Source()
    {
    }

    /// <summary>True when the source names its code by itself, whatever Moodle it goes into.</summary>
    public abstract bool IsExact { get; }

    /// <summary>The source as one line of text, stable: it is part of the lock's fingerprint. The spelling of an address plays no part.</summary>
    public abstract override string ToString();

    /// <summary>A commit of a git repository, whoever names that.</summary>
    /// <param name="Request">Which of its commits.</param>
    /// <param name="Subdirectory">The folder of the repository that the plugin lies in, with slashes; null for its root.</param>
    public abstract record OfGit(CodeRequest Request, string? Subdirectory) : Source
    {
        /// <summary>True when the plugin is declared to run without the code of its submodules. It plays no part in which commit is taken.</summary>
        public bool WithoutSubmodules { get; init; }

        /// <inheritdoc/>
        public override bool IsExact => Request is CodeRequest.Tag or CodeRequest.Branch or CodeRequest.Commit;

        /// <summary>Where in the repository, and how much of it, as part of the source's line.</summary>
        protected string Within => (Subdirectory is null ? "" : $" in {Subdirectory}") + (WithoutSubmodules ? " without submodules" : "");
    }

    /// <summary>A git repository.</summary>
    /// <param name="Upstream">The repository.</param>
    /// <param name="Request">Which of its commits.</param>
    /// <param name="Subdirectory">The folder of the repository that the plugin lies in, with slashes; null for its root.</param>
    public sealed record Git(UpstreamUrl Upstream, CodeRequest Request, string? Subdirectory = null) : OfGit(Request, Subdirectory)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Request} of {Upstream.Relative ?? Upstream.Identity}{Within}";
    }

    /// <summary>No repository is written: a plugins directory names it.</summary>
    /// <param name="Request">Which of its commits.</param>
    /// <param name="Subdirectory">The folder of the repository that the plugin lies in, with slashes; null for its root.</param>
    public sealed record Unnamed(CodeRequest Request, string? Subdirectory = null) : OfGit(Request, Subdirectory)
    {
        /// <summary>The source once a repository is known.</summary>
        public Git At(UpstreamUrl upstream) => new(upstream, Request, Subdirectory) { WithoutSubmodules = WithoutSubmodules };

        /// <inheritdoc/>
        public override string ToString() => $"{Request}{Within}";
    }

    /// <summary>An archive, zip or tar.gz.</summary>
    /// <param name="Address">Its address without a query, or its full path.</param>
    /// <param name="Sha256">The hash of its bytes, 64 hexadecimal digits in lower case; null where none is declared.</param>
    public sealed record Archive(UpstreamUrl Address, string? Sha256) : Source
    {
        /// <summary>The file of the server that has it; null for one on this machine.</summary>
        public WebFile? File { get; init; }

        /// <inheritdoc/>
        public override bool IsExact => true;

        /// <summary>As messages show it, and people write it: without what may be a secret.</summary>
        public string Shown => $"{Address.Relative ?? Address.Address}{(File?.Query.Length > 0 ? "?..." : "")}";

        /// <inheritdoc/>
        public override string ToString() => $"archive {Address.Relative ?? Address.Identity} {Sha256}";
    }

    /// <summary>A folder on disk.</summary>
    /// <param name="Path">Full path.</param>
    /// <param name="Shown">The path as it is declared, with slashes.</param>
    /// <param name="ProjectFolder">Full path of the folder of the project, from which the path counts.</param>
    public sealed record Folder(string Path, string Shown, string ProjectFolder) : Source
    {
        /// <inheritdoc/>
        public override bool IsExact => true;

        /// <inheritdoc/>
        public override string ToString() => $"folder {Shown}";
    }
}
