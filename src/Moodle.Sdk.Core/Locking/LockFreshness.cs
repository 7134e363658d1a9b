using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Locking;

/// <summary>What a restore must do about a component whose entry in the lock does not fit.</summary>
internal enum StaleKind
{
    /// <summary>Resolve it: the declaration differs from what was locked.</summary>
    Declaration,

    /// <summary>Keep its commit and read the rest anew: the entry was changed by hand.</summary>
    Entry,

    /// <summary>Drop it: nobody declares it any more.</summary>
    Undeclared,
}

/// <summary>A component whose entry in the lock does not fit the declaration.</summary>
/// <param name="Component">The component.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Why">Why, to follow the component's name: <c>is not in the lock</c>.</param>
internal sealed record StaleComponent(ComponentName Component, StaleKind Kind, string Why);

/// <summary>Compares a lock with a declaration. Neither files nor network are touched.</summary>
internal static class LockFreshness
{
    /// <summary>What of the lock does not fit, core first; empty when the lock satisfies the declaration.</summary>
    public static ImmutableArray<StaleComponent> Check(SiteDeclaration declaration, SiteLock siteLock)
    {
        var stale = ImmutableArray.CreateBuilder<StaleComponent>();
        Add(Check(siteLock.Core, DeclarationFingerprint.Of(declaration.Core), declaration.Core.Source));
        var declared = new HashSet<ComponentName> { ComponentName.Core };
        foreach (var plugin in declaration.Plugins)
        {
            declared.Add(plugin.Component);
            Add(siteLock.Find(plugin.Component) is { } locked
                ? Check(locked, DeclarationFingerprint.Of(plugin, BranchOf(siteLock)), plugin.Source)
                : new(plugin.Component, StaleKind.Declaration, "is not in the lock"));
        }

        stale.AddRange(siteLock.Components
            .Where(c => !declared.Contains(c.Component))
            .Select(c => new StaleComponent(c.Component, StaleKind.Undeclared, "is in the lock but no longer declared")));
        return stale.ToImmutable();

        void Add(StaleComponent? found)
        {
            if (found is not null)
            {
                stale.Add(found);
            }
        }
    }

    /// <summary>The branch of the Moodle that a lock holds.</summary>
    internal static MoodleBranch BranchOf(SiteLock siteLock) =>
        siteLock.Core.Branch ?? throw new InvalidOperationException("A lock's core has a branch.");

    private static StaleComponent? Check(LockedComponent locked, string fingerprint, Source source)
    {
        if (locked.Fingerprint != fingerprint)
        {
            var now = source is Source.Git git && git.Upstream.Equals(locked.Upstream) ? $"{git.Request}" : $"{source}";
            return new(locked.Component, StaleKind.Declaration, $"was locked for '{locked.Requested}' and is now declared as '{now}'");
        }

        return source is Source.Git { Request: CodeRequest.Commit { IsFull: true } commit } && ObjectId.Parse(commit.Hex) is var declared && declared != locked.Commit.Id
            ? new(locked.Component, StaleKind.Declaration, $"is locked at commit {locked.Commit.Id.ToShortString()} and declared at {declared.ToShortString()}")
            : locked.IsEdited ? new(locked.Component, StaleKind.Entry, "was changed by hand in the lock")
            : null;
    }
}
