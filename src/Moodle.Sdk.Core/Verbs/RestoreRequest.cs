using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Verbs;

/// <summary>What is restored, and how the lock is treated.</summary>
/// <param name="Declaration">The site.</param>
/// <param name="LockFile">Full path of the lock.</param>
/// <param name="Listings">Takes the listings of the trees that are judged, for the build that follows.</param>
/// <param name="LockedMode">RestoreLockedMode: a lock that is missing, or would change, is an error.</param>
/// <param name="ForceEvaluate">RestoreForceEvaluate: every component is resolved anew.</param>
public sealed record RestoreRequest(SiteDeclaration Declaration, string LockFile, TreeListings Listings, bool LockedMode = false, bool ForceEvaluate = false)
{
    /// <summary>How long ago a plugins directory may have been asked for its upstream not to be asked again.</summary>
    public TimeSpan DirectoryAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>MoodleAcceptMoved: the plugins that may come from another repository than before because a directory says so.</summary>
    public ImmutableArray<string> AcceptMoved { get; init; } = [];

    /// <summary>The output that is built from it, of which only the record is read; null where there is none to look at.</summary>
    public Lazy<OutputFolder?> Output { get; init; } = new((OutputFolder?)null);

    /// <summary>The plugins in the output, by its record or by what outlives that, that this site no longer declares: the next build deletes their code.</summary>
    internal ImmutableArray<ComponentVersion> Leaving => Output.Value is { } output && (output.Recorded ?? FoundVersions.Recorded(output)) is { } recorded
        ? [.. recorded.Components.Where(c => !c.Component.IsCore && Declaration.ActivePlugins.All(p => p.Component != c.Component))]
        : [];

    /// <summary>What the file system makes of names.</summary>
    internal FileSystemRules Rules { get; init; } = FileSystemRules.Current;
}

/// <summary>What a restore came to.</summary>
/// <param name="Lock">The lock, as it now is on disk.</param>
/// <param name="LockWritten">Whether its file was written.</param>
/// <param name="Moves">What changed, core first.</param>
/// <param name="Notes">What a person may want to know besides, a sentence each: that something stayed where a rule would take another.</param>
public sealed record RestoredSite(SiteLock Lock, bool LockWritten, ImmutableArray<LockMove> Moves, ImmutableArray<string> Notes);
