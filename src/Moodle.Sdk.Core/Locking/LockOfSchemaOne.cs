using System.Globalization;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Locking;

/// <summary>Reads what locks of schema 1 said otherwise: a seal that joined all fields by their position, and fingerprints that knew git alone.</summary>
internal static class LockOfSchemaOne
{
    private static readonly string[] Sealed =
        ["requested", "reference", "commit", "tree", "version", "release", "branch", "place", "upstream", "reason", "fingerprint"];

    public static string Seal(ComponentName name, LockEntry entry) => DeclarationFingerprint.Hash([name.ToString(), .. Sealed.Select(field => entry[field])]);

    /// <summary>The lock with the fingerprints of today where those of schema 1 fit the declaration; a newer lock as it is.</summary>
    public static SiteLock Upgrade(SiteLock siteLock, SiteDeclaration declaration) =>
        siteLock.Schema > 1 ? siteLock : siteLock with { Components = [.. siteLock.Components.Select(c => Upgrade(c, siteLock, declaration))] };

    private static LockedComponent Upgrade(LockedComponent locked, SiteLock siteLock, SiteDeclaration declaration) =>
        declaration.Find(locked.Component) is { Source: Source.Git source } && Fingerprint(locked.Component, source, siteLock) == locked.Fingerprint
            ? locked with { Fingerprint = DeclarationFingerprint.Of(locked.Component, source, siteLock.Branch) }
            : locked;

    private static string Fingerprint(ComponentName component, Source.Git source, SiteLock siteLock) =>
        component.IsCore || source.IsExact
            ? DeclarationFingerprint.Hash(source.Request.ToString(), source.Upstream.Address)
            : DeclarationFingerprint.Hash(source.Request.ToString(), source.Upstream.Address, siteLock.Branch.Number.ToString(CultureInfo.InvariantCulture));
}
