using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Resolution;

/// <summary>
/// Components that the site changes: the same component with another tree. What is new of that lies in the store of what no upstream has, and is found there
/// again by the tree and the changes that it was made of.
/// </summary>
/// <param name="cache">Takes what is new.</param>
internal sealed class ChangedCode(IGitCache cache, CancellationToken cancel)
{
    // Moodle's largest file has 6 MB. One beyond this counts as absent.
    private const int LargestFile = 100 << 20;

    // Another build of the SDK may read a patch otherwise.
    private static readonly string Sdk = typeof(ChangedCode).Module.ModuleVersionId.ToString("N");

    /// <summary>A file or link as it is; null where there is none.</summary>
    public static PatchedFile? ReadFile(TreeFiles files, string path) => files.Find(path) is { Mode: not (EntryMode.Tree or EntryMode.Submodule) } entry
        && files.ReaderOf(path).ReadBlob(new BlobId(entry.Id), LargestFile, out _) is { } content ? new(entry.Mode, content) : null;

    /// <summary>What a changed component is found by: the tree, and what changes it.</summary>
    public static string NameOf(string kind, OpenedComponent opened, IEnumerable<string> changes) =>
        $"{kind}-{opened.Code.Tree}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', changes.Prepend(Sdk)))).AsSpan(0, 16))}";

    /// <summary>The component as it was changed before; null where it was not, or has parts in other repositories.</summary>
    public OpenedComponent? Known(OpenedComponent opened, string name) => opened.Submodules.IsEmpty && cache.Made(name) is { } made ? WithTree(opened, made) : null;

    /// <summary>Changes a component. A submodule's files lie in the tree of its own.</summary>
    public Result<OpenedComponent> Write(OpenedComponent opened, IReadOnlyDictionary<string, PatchedFile?> changed, string name, Origin origin)
    {
        foreach (var part in changed.GroupBy(c => opened.Submodules.LastOrDefault(s => c.Key.StartsWith($"{s.Path}/", StringComparison.Ordinal))))
        {
            var (tree, objects, from) = part.Key is { } s ? (s.Tree, s.Objects, s.Path.Length + 1) : (opened.Code.Tree, opened.Objects, 0);
            var files = part.ToDictionary(c => c.Key[from..], c => c.Value is { } file ? MadeFile.Of(c.Key[from..], file.Mode, file.Content.ToArray()) : null);
            var made = cache.Change(tree, objects, files, part.Key is null ? name : $"{name}-{tree}", cancel);
            if (!made.TryGet(out var now))
            {
                return Result<OpenedComponent>.Failed(made.Fault!.At(origin));
            }

            opened = part.Key is { } submodule
                ? opened with { Submodules = opened.Submodules.Replace(submodule, submodule with { Tree = now }) }
                : WithTree(opened, now);
        }

        return opened;
    }

    // What a change makes of version.php counts.
    private static OpenedComponent WithTree(OpenedComponent opened, TreeId tree)
    {
        var changed = opened with { Code = opened.Code with { Tree = tree } };
        var files = changed.Files();
        var version = opened.Component.IsCore ? MoodleLayout.Of(files).VersionFile : ComponentReader.VersionFileName;
        return changed with { Version = files.FindFile(version) is { } blob ? VersionFileReader.Read(files.ReaderOf(version), blob) : new VersionFile() };
    }
}
