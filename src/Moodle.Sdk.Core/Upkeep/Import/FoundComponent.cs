using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>A component that lies in the folder, and what is known of where it came from. Every kind of start makes these.</summary>
/// <param name="Component">Its name, by its version.php.</param>
/// <param name="Place">Its folder, with slashes; empty for Moodle.</param>
/// <param name="Files">Its files, by their paths from its own folder.</param>
/// <param name="Version">Its version.php, read.</param>
internal sealed record FoundComponent(ComponentName Component, string Place, FoundFiles Files, VersionFile Version)
{
    /// <summary>Its version number; null where it cannot be read.</summary>
    public VersionNumber? Number => Version.Version.IsSet ? Version.Version.Value : null;

    /// <summary>The tree of its files.</summary>
    public TreeId Tree => TreeHash.Of([.. Files.Files.OrderBy(f => f.Key, PathOrder.Instance).Select(f => new SiteEntry(f.Key, f.Value.Mode, f.Value.Blob, new(Component, StoreName.Made)))]);

    /// <summary>Takes a folder out of what was found; the folders of other components in it are none of its own.</summary>
    /// <param name="folder">All that was found.</param>
    /// <param name="component">Its name.</param>
    /// <param name="place">Its folder.</param>
    /// <param name="versionFile">The path of its version.php in it.</param>
    /// <param name="without">The folders of others.</param>
    public static FoundComponent In(FoundFolder folder, ComponentName component, string place, string versionFile, IReadOnlyCollection<string> without)
    {
        var (prefix, others) = (place.Length == 0 ? "" : place + '/', without.Select(w => w + '/').Where(w => w.Length > place.Length + 1 && w.StartsWith(place, StringComparison.Ordinal)).ToList());
        var files = folder.Files.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal) && !others.Exists(o => f.Path.StartsWith(o, StringComparison.Ordinal)))
            .ToDictionary(f => f.Path[prefix.Length..], StringComparer.Ordinal);
        return new(component, place, new(files), VersionFileReader.Read(files[versionFile].Read()));
    }
}

/// <summary>What became of a component that was found.</summary>
/// <param name="Found">The component.</param>
internal abstract record ImportedComponent(FoundComponent Found)
{
    /// <summary>Its code is a commit of an upstream.</summary>
    /// <param name="Found">The component.</param>
    /// <param name="By">Who named the upstream.</param>
    /// <param name="Commit">The commit.</param>
    /// <param name="Opened">The component at that commit, open for reading.</param>
    /// <param name="Differs">How the folder differs from it, less what belongs to other components and what is left out.</param>
    public sealed record OfGit(FoundComponent Found, KnownOrigin By, FoundCommit Commit, OpenedComponent Opened, Differences Differs) : ImportedComponent(Found);

    /// <summary>No upstream has it, or none was found: its files are copied.</summary>
    /// <param name="Found">The component.</param>
    /// <param name="Tried">What was tried, a sentence each.</param>
    public sealed record Copied(FoundComponent Found, ImmutableArray<string> Tried) : ImportedComponent(Found)
    {
        /// <summary>Why somebody who may know it could not be asked; null where all answered.</summary>
        public Diagnostic? Failed { get; init; }
    }

    /// <summary>What looks like secrets in files that are written as they are: of a copy all, else those that were edited.</summary>
    public (string Path, string What)[] Secrets() => [.. (this is OfGit git
            ? git.Differs.Edited.Where(e => e.Found.Mode != EntryMode.SymbolicLink && In(e.Path, git.Opened.Objects.ReadBlob(new(e.There.Id))) is null).Select(e => (e.Path, e.Found))
            : Found.Files.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Where(f => f.Value.Mode != EntryMode.SymbolicLink).Select(f => (Path: f.Key, Found: f.Value)))
        .Select(f => (f.Path, What: In(f.Path, f.Found.Read()))).Where(f => f.What is not null).Select(f => (f.Path, f.What!))];

    private static string? In(string path, byte[] content) => Sources.OwnFiles.Secrets.In(path, content);

    /// <summary>Lies where Moodle does not look for it, beside the component at its place, or elsewhere than it belongs.</summary>
    public string? Note { get; init; }
}
