using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// What lies in a folder that no build of ours is known to have written, as the git cache knows it: the version.php of Moodle and of the site's plugins tell
/// their versions, and a commit that the cache keeps of one has its files.
/// </summary>
/// <param name="Trees">The files of what is known, each at its place. Of several commits of one version all.</param>
/// <param name="Unknown">What lies there in a version that the cache does not have.</param>
internal sealed record FoundCode(ImmutableArray<SiteTree> Trees, ImmutableArray<ComponentVersion> Unknown)
{
    /// <summary>Nothing lies there.</summary>
    public static FoundCode None { get; } = new([], []);

    /// <summary>Looks for what is not of the site as it is to be.</summary>
    /// <param name="wanted">The versions of the site.</param>
    public static FoundCode In(OutputFiles files, SiteLock siteLock, SiteDeclaration declaration, SiteVersions wanted, IGitCache cache, SiteObjects objects)
    {
        var (trees, unknown) = (ImmutableArray.CreateBuilder<SiteTree>(), ImmutableArray.CreateBuilder<ComponentVersion>());
        foreach (var (version, folder) in FoundVersions.All(files, siteLock, declaration))
        {
            var place = version.Component.IsCore ? "" : folder.TrimEnd('/');
            if (wanted.Find(version.Component) == version && (version.Component.IsCore || siteLock.Find(version.Component)?.Place == place))
            {
                continue;
            }

            var found = declaration.Find(version.Component) is { Source: Source.Git source, Origin: var origin } && objects.Look(StoreName.Of(source.Upstream)) is { } store
                ? cache.Kept(source.Upstream).Select(commit => TreeOf(version, place, commit, source, store, origin)).OfType<SiteTree>().ToList()
                : [];
            trees.AddRange(found);
            if (found.Count == 0)
            {
                unknown.Add(version);
            }
        }

        return new(trees.ToImmutable(), unknown.ToImmutable());
    }

    // What a commit has of this version, at a place; a commit of another, or one that cannot be read, is not it.
    private static SiteTree? TreeOf(ComponentVersion version, string place, CommitId commit, Source.Git source, IObjectReader objects, Origin origin)
    {
        try
        {
            return ComponentReader.Read(version.Component, objects, commit, source, origin) is { Succeeded: true, Value: var opened } && Is(opened, version)
                ? SiteTreeBuilder.Build(
                    new Graft(version.Component, place, StoreName.Of(source.Upstream), objects, opened.Code.Tree, origin), [], new(), new())
                : null;
        }
        catch (Exception e) when (e is MissingObjectException or RefusedContentException or SystemFaultException)
        {
            return null;
        }
    }

    private static bool Is(OpenedComponent opened, ComponentVersion version) =>
        opened.Version.Version.IsSet && opened.Version.Version.Value == version.Version && (opened.Version.Release.IsSet ? opened.Version.Release.Value : null) == version.Release;
}
