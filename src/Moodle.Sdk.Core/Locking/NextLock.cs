using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Locking;

/// <summary>Writes down what was resolved as the lock that follows another. Where nothing moves, not a word of an entry does.</summary>
/// <param name="declaration">What is declared.</param>
/// <param name="previous">The lock being replaced, or null.</param>
/// <param name="places">Where the components go.</param>
internal sealed class NextLock(SiteDeclaration declaration, SiteLock? previous, PluginPlaces places)
{
    /// <summary>Writes down what was resolved, entry by entry.</summary>
    /// <param name="resolved">Core first.</param>
    public SiteLock Of(ImmutableArray<ResolvedComponent> resolved)
    {
        var moodle = resolved[0].Opened.Version.Branch.Value;
        return new SiteLock([.. resolved.Select(r => Entry(r, moodle))]);
    }

    /// <summary>True when the lock being replaced holds other code for the component, or holds it at another place.</summary>
    public bool IsNew(OpenedComponent opened) =>
        previous?.Find(opened.Component) is not { IsEdited: false } before || before.Code.Tree != opened.Code.Tree || before.Place != places.PlaceOf(opened.Component);

    private LockedComponent Entry(ResolvedComponent resolved, MoodleBranch moodle)
    {
        var (component, version) = (resolved.Opened.Component, resolved.Opened.Version);
        var declared = declaration.Find(component) ?? throw new InvalidOperationException($"{component} is not declared.");
        var before = previous?.Find(component);
        var fingerprint = DeclarationFingerprint.Of(component, declared.Source, moodle);
        var locked = LockedCode.Of(resolved.Opened.Code, resolved.Reference, resolved.Opened.Submodules.Select(s => s.Submodule));
        var (code, reason) = (locked, resolved.Reason);
        var isUnmoved = before?.Code.IsSame(locked) == true;
        if (isUnmoved && before!.Fingerprint == fingerprint && locked is LockedCode.Git git)
        {
            // How many tags there are today is no reason to change a lock.
            (var reference, reason) = before.IsEdited ? Believed(git, before) : (((LockedCode.Git)before.Code).Reference, before.Reason);
            code = git with { Reference = reference };
        }

        return new()
        {
            Component = component,
            Fingerprint = fingerprint,
            Requested = Describe(declared.Source, moodle),
            Code = code,
            Version = locked is LockedCode.Folder ? default : version.Version.Value,
            Release = locked is not LockedCode.Folder && version.Release.IsSet ? version.Release.Value : null,
            Branch = component.IsCore ? moodle : null,
            Place = places.PlaceOf(component),
            RequiredBy = declared is PluginDeclaration plugin ? plugin.RequiredBy : [],
            NamedBy = declared.Source is Source.Unnamed ? NamedBy(before, locked) ?? resolved.NamedBy : null,
            Reason = reason,
            Series = resolved.Series?.Series,
            Patches = LockedPatch.Of(declaration, component),
            UnknownFields = isUnmoved ? before!.UnknownFields : [],
        };
    }

    /// <summary>The request as the lock words it: <c>compatible with 4.5</c>, <c>tag v1.2</c>.</summary>
    private static string Describe(Source source, MoodleBranch branch) => source switch
    {
        Source.OfGit { Request: CodeRequest.Compatible compatible } => $"{compatible} with {branch.Release}",
        Source.OfGit git => git.Request.ToString(),
        Source.Archive archive => $"archive {archive.Address.Relative ?? archive.Address.Address}",
        _ => source.ToString(),
    };

    // Where a directory still says the same, its newer commit is no reason to change a lock.
    private static NamedBy? NamedBy(LockedComponent? before, LockedCode now) =>
        (before?.Code, now) switch
        {
            (LockedCode.Git from, LockedCode.Git to) when from.Upstream.Equals(to.Upstream) => before.NamedBy,
            (LockedCode.Archive from, LockedCode.Archive to) when from.Address.Equals(to.Address) => before.NamedBy,
            _ => null,
        };

    // What an entry that was changed by hand says of its commit. Another tree shows that the commit itself was changed: a tag beside it does not lead there.
    private static (string? Reference, string? Reason) Believed(LockedCode.Git locked, LockedComponent before) =>
        locked.Tree == before.Code.Tree
            ? (locked.Reference, before.Reason)
            : (locked.Reference?.StartsWith("refs/heads/", StringComparison.Ordinal) == true ? locked.Reference : null, "set by hand in the lock");
}
