using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Locking;

/// <summary>What a restore must do about a component whose entry in the lock does not fit.</summary>
internal enum StaleKind
{
    /// <summary>Resolve it: the declaration differs from what was locked.</summary>
    Declaration,

    /// <summary>Keep its code and read the rest anew: the entry was changed by hand.</summary>
    Entry,

    /// <summary>Keep its code: the site changes it otherwise than was locked.</summary>
    Patches,

    /// <summary>Keep its code and look for the commits of its customisation: that is declared otherwise than was locked.</summary>
    Customization,

    /// <summary>Drop it: nobody declares it any more.</summary>
    Undeclared,
}

/// <summary>A component whose entry in the lock does not fit the declaration.</summary>
/// <param name="Component">The component.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Why">Why, to follow the component's name: <c>is not in the lock</c>.</param>
internal sealed record StaleComponent(ComponentName Component, StaleKind Kind, string Why)
{
    /// <summary>As people read it: <c>mod_x is not in the lock</c>.</summary>
    public override string ToString() => $"{Component} {Why}";
}

/// <summary>Compares a lock with a declaration. Neither files nor network are touched.</summary>
internal static class LockFreshness
{
    /// <summary>What of the lock does not fit, core first; empty when the lock satisfies the declaration.</summary>
    public static ImmutableArray<StaleComponent> Check(SiteDeclaration declaration, SiteLock siteLock)
    {
        var stale = ImmutableArray.CreateBuilder<StaleComponent>();
        foreach (var declared in declaration.Components)
        {
            if (Check(declared, LockedPatch.Of(declaration, declared.Component), siteLock) is { } found)
            {
                stale.Add(found);
            }
        }

        stale.AddRange(siteLock.Components
            .Where(c => declaration.Find(c.Component) is null)
            .Select(c => new StaleComponent(c.Component, StaleKind.Undeclared, "is in the lock but no longer declared")));
        return stale.ToImmutable();
    }

    private static StaleComponent? Check(DeclaredComponent declared, ImmutableArray<LockedPatch> patches, SiteLock siteLock)
    {
        var (component, source) = (declared.Component, declared.Source);
        if (siteLock.Find(component) is not { } locked)
        {
            return new(component, StaleKind.Declaration, "is not in the lock");
        }

        if (locked.Fingerprint != DeclarationFingerprint.Of(component, source, siteLock.Branch))
        {
            return new(component, StaleKind.Declaration, $"was locked for '{locked.Requested}' and is now declared as '{Describe(source, locked)}'");
        }

        return source is Source.OfGit { Request: CodeRequest.Commit { IsFull: true } commit }
            && locked.Code is LockedCode.Git git && ObjectId.Parse(commit.Hex) is var id && id != git.Commit.Id
            ? new(component, StaleKind.Declaration, $"is locked at commit {git.Commit.Id.ToShortString()} and declared at {id.ToShortString()}")
            : locked.IsEdited ? new(component, StaleKind.Entry, "was changed by hand in the lock")
            : !IsSeriesOf(declared.Customization, locked) ? new(component, StaleKind.Customization, WhyCustomized(declared.Customization, locked.Series))
            : WhyPatched(patches, locked.Patches) is { } why ? new(component, StaleKind.Patches, why)
            : null;
    }

    /// <summary>Whether the commits that an entry holds are those of a declared customisation.</summary>
    public static bool IsSeriesOf(Customization? declared, LockedComponent locked) => declared is null
        ? locked.Series is null
        : locked.Series is { } series && series.Branch == declared.Branch && series.Upstream.Equals(declared.Upstream ?? (locked.Code as LockedCode.Git)?.Upstream);

    private static string WhyCustomized(Customization? declared, CommitSeries? locked) =>
        (declared, locked) is ({ } now, { } before) ? $"was customised by branch {before.Branch} of {before.Upstream} and is now by {now}"
        : declared is not null ? $"is customised by {declared}, which is not in the lock"
        : "is customised in the lock and no longer so declared";

    private static string? WhyPatched(ImmutableArray<LockedPatch> declared, ImmutableArray<LockedPatch> locked)
    {
        var moved = declared.Except(locked).Concat(locked.Except(declared)).Select(p => p.Path).Distinct().Select(path =>
            $"{path} {(locked.All(p => p.Path != path) ? "is new" : declared.All(p => p.Path != path) ? "is gone" : "was changed")}").ToList();
        return moved.Count == 0 ? null : $"has other patches than were locked: {string.Join(", ", moved)}";
    }

    // Where the address is the locked one it need not be said.
    private static string Describe(Source source, LockedComponent locked) =>
        source is Source.Git { Subdirectory: null } git && locked.Code is LockedCode.Git { Subdirectory: null } before && git.Upstream.Equals(before.Upstream)
            ? git.Request.ToString()
            : source.ToString();
}
