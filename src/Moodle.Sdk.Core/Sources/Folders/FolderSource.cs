using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Folders;

/// <summary>The code of a plugin that is worked on, as it lies on disk at this moment.</summary>
internal static class FolderSource
{
    /// <summary>The text that tells the content of a folder from any other.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="written">Full paths of what the build writes.</param>
    public static Result<string> Fingerprint(Source.Folder source, Origin origin, params string[] written) => Read<string>(source, origin, content => content.Fingerprint(), written);

    /// <summary>Makes a tree of it, in the store of what no upstream has.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="cache">Takes the tree.</param>
    /// <param name="cancel">Stops it.</param>
    public static Result<Code> Make(Source.Folder source, Origin origin, IGitCache cache, CancellationToken cancel) => Read(source, origin, content =>
    {
        var made = cache.Make(content.ToMake(), null, cancel);
        return made.TryGet(out var tree)
            ? new Code(tree, StoreName.Made, new CodeOrigin.Folder(source, content.Copy))
            : Result<Code>.Failed(made.Fault!.At(null));
    });

    private static Result<T> Read<T>(Source.Folder source, Origin origin, Func<FolderContent, Result<T>> use, params string[] written)
    {
        try
        {
            var content = FolderWalk.Through(source.Path);
            return Own(source, content, written) is { } own ? FolderDiagnostics.HoldsProject(origin, source, own) : use(content);
        }
        catch (BadFolderException bad)
        {
            return FolderDiagnostics.Bad(origin, source, bad.Message);
        }
        catch (SystemFaultException fault) when (fault.Fault.Store is null)
        {
            return fault.Fault.Kind == FaultKind.Absent && !Directory.Exists(source.Path)
                ? FolderDiagnostics.NotThere(origin, source)
                : FolderDiagnostics.Bad(origin, source, $"'{fault.Fault.Path}': {fault.Fault}");
        }
    }

    // What a build writes would be code of the next one.
    private static string? Own(Source.Folder source, FolderContent content, string[] written) =>
        written.Concat(new[] { "bin", "obj" }.Select(name => Path.Combine(source.ProjectFolder, name)))
            .Select(path => Path.GetRelativePath(source.Path, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Select(name => content.Files.Any(file => file.Path == name) ? name : content.Files.Any(file => file.Path.StartsWith($"{name}/", StringComparison.Ordinal)) ? $"{name}/" : null)
            .FirstOrDefault(own => own is not null);
}
