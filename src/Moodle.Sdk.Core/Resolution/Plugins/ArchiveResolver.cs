using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Archives;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Takes a plugin out of an archive: it lies in the folder whose version.php names it, whatever the folders above are called.</summary>
/// <param name="plugin">What is declared.</param>
/// <param name="source">The archive.</param>
/// <param name="locked">The tree of the plugin in the lock; null when it holds none from an archive.</param>
/// <param name="upstreams">Where code is looked for.</param>
internal sealed class ArchiveResolver(PluginDeclaration plugin, Source.Archive source, TreeId? locked, Upstreams upstreams)
{
    /// <summary>Unpacks it, and finds the plugin. Bytes without a declared hash, or with another one, are an error that says what is in them.</summary>
    public async Task<Result<ResolvedComponent>> ResolveAsync(CancellationToken cancel) =>
        (await upstreams.UnpackAsync(source, plugin.Component, plugin.SourceOrigin, cancel)).Then(unpacked => Take(unpacked.Archive, unpacked.Objects));

    /// <summary>Takes it as a download that a plugins directory names. The hash of its bytes is from then on in the lock.</summary>
    /// <param name="md5">The sum that the directory tells; null for none.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Result<ResolvedComponent>> ResolveNamedAsync(string? md5, string directory, CancellationToken cancel) =>
        (await upstreams.UnpackAsync(source, plugin.Component, plugin.Origin, cancel)).Then(unpacked =>
            md5 is not null && unpacked.Archive.Md5 is { } actual && actual != md5
                ? ArchiveDiagnostics.OtherMd5(plugin, source, actual, md5, directory)
                : Find(unpacked.Archive, unpacked.Objects).Then<ResolvedComponent>(inside => new ResolvedComponent(inside, null, null)));

    private Result<ResolvedComponent> Take(UnpackedArchive archive, IObjectReader objects)
    {
        var found = Find(archive, objects);
        if (source.Sha256 is null)
        {
            return found.Then<ResolvedComponent>(inside => ArchiveDiagnostics.WithoutSum(plugin, source, inside.Title, archive.Sha256));
        }

        if (archive.Sha256 == source.Sha256)
        {
            return found.Then<ResolvedComponent>(inside => new ResolvedComponent(inside, null, null));
        }

        return ArchiveDiagnostics.OtherBytes(
            plugin, source, archive.Sha256, found.Succeeded && found.Value.Code.Tree == locked, found.TryGet(out var now) ? now.Title : null);
    }

    private Result<OpenedComponent> Find(UnpackedArchive archive, IObjectReader objects)
    {
        var files = new TreeFiles(objects, archive.Tree);
        var all = PluginFolders.Find(files);
        // Old plugins do not say who they are; then there is only one of them.
        var own = all.Where(f => f.Component == plugin.Component.ToString()).ToList();
        var nearest = own.Count == 0 ? [.. all.Where(f => f.Component is null)] : own.Where(f => Depth(f.Path) == own.Min(o => Depth(o.Path))).ToList();
        if (nearest is not [var (folder, _)])
        {
            return ArchiveDiagnostics.NoPlugin(plugin.Origin, plugin.Component, source, PluginFolders.In(files, plugin.Component).Listing ?? "no folder of it has a version.php");
        }

        var tree = folder.Length == 0 ? archive.Tree : new TreeId(files.Find(folder)!.Id);
        return ComponentReader.ReadTree(plugin.Component, new(tree, StoreName.Made, new CodeOrigin.Archive(source, archive.Sha256)), objects, plugin.Origin);
    }

    private static int Depth(string folder) => folder.Length == 0 ? 0 : folder.Count(c => c == '/') + 1;
}
