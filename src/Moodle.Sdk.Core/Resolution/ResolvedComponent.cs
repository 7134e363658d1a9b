using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution;

/// <summary>A component whose commit is decided.</summary>
/// <param name="Opened">The component at that commit.</param>
/// <param name="Reference">Full name of the ref that led to the commit; null for a commit by id.</param>
/// <param name="Reason">Why this commit, when a rule chose it; one short line.</param>
/// <param name="Choice">What it was chosen from; null for Moodle itself, and where a lock's commit was kept without a look at the upstream.</param>
internal sealed record ResolvedComponent(OpenedComponent Opened, string? Reference, string? Reason, Choice? Choice = null)
{
    /// <summary>Its commit, where its code comes from git.</summary>
    public GitCommit Commit => ((CodeOrigin.Git)Opened.Code.From).Commit;

    /// <summary>What a plugins directory says of it; null when its repository is declared or locked.</summary>
    public DirectoryEntry? Entry { get; init; }

    /// <summary>The commits of its customisation, to be carried onto it; null where it has none.</summary>
    public OpenedSeries? Series { get; init; }

    /// <summary>The directory that named its upstream, or null.</summary>
    public NamedBy? NamedBy => Entry?.NamedBy;

    /// <summary>One sentence for people about the choice; null where there is nothing to say.</summary>
    public string? Note => Choice?.Note;

    /// <summary>What a person must know of the choice; null where there is nothing.</summary>
    public Diagnostic? Warning { get; init; }
}
