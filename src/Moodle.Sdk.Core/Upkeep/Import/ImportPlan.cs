using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>A file that the import writes beside the project.</summary>
/// <param name="Path">Path from the project's folder, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Content">Its bytes; a link's target.</param>
internal sealed record NewFile(string Path, EntryMode Mode, byte[] Content);

/// <summary>What an import adds to a project: what its folder holds, said as a declaration. Nothing of it is written yet.</summary>
/// <param name="Core">The property that says which Moodle; null where the project keeps its own.</param>
/// <param name="Items">The items, in the order in which they are written.</param>
/// <param name="Files">The files that the items name.</param>
internal sealed record ImportPlan((string Name, string Value)? Core, ImmutableArray<NewItem> Items, ImmutableArray<NewFile> Files)
{
    /// <summary>The properties that say which Moodle: one of them is set.</summary>
    public static readonly string[] CoreProperties = ["MoodleVersion", "MoodleTag", "MoodleBranch", "MoodleCommit"];

    /// <summary>The upstream of Moodle; null where the project keeps its own.</summary>
    public UpstreamUrl? Repository { get; init; }

    /// <summary>Plugins that are not imported: they are written as comments.</summary>
    public ImmutableArray<NewItem> LeftOut { get; init; } = [];

    /// <summary>Plans it.</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="plugins">The plugins, by name.</param>
    /// <param name="declared">What the project declares: that stays.</param>
    /// <param name="isNew">True for a project that was never restored: it has no Moodle of its own yet.</param>
    /// <param name="isOther">Whether the project has another commit of a component; nothing of that one is added then.</param>
    /// <param name="isFree">Whether a path in the project's folder is free.</param>
    public static ImportPlan Of(ImportedComponent.OfGit core, ImmutableArray<ImportedComponent> plugins, SiteDeclaration declared, bool isNew, Func<string, bool> isOther, Func<string, bool> isFree)
    {
        var plan = new Planning(declared, isFree);
        foreach (var plugin in plugins.Where(p => declared.Find(p.Found.Component) is null))
        {
            plan.AddPlugin(plugin);
        }

        foreach (var component in plugins.OfType<ImportedComponent.OfGit>().Prepend(core).Where(c => !isOther(c.Found.Component.ToString())))
        {
            plan.AddChanges(component);
        }

        return new(isNew ? CoreProperty(core.Commit) : null, plan.Items, plan.Files);
    }

    /// <summary>The property that says exactly which Moodle a commit is.</summary>
    public static (string Name, string Value) CoreProperty(FoundCommit commit) => commit.Tag is { } tag ? CoreProperty(tag.ShortName) : ("MoodleCommit", commit.Commit.ToString());

    /// <summary>The property that says exactly which Moodle a tag is.</summary>
    public static (string Name, string Value) CoreProperty(string tag) =>
        // A release of two numbers would be the newest of its line.
        tag.StartsWith('v') && tag.Count(c => c == '.') == 2 && MoodleVersionRequest.TryParseRelease(tag[1..], out _) ? ("MoodleVersion", tag[1..])
        : ("MoodleTag", tag);

    private sealed class Planning(SiteDeclaration declared, Func<string, bool> isFree)
    {
        private readonly List<NewFile> _files = [];
        private readonly List<NewItem> _plugins = [];
        private readonly List<NewItem> _changes = [];

        public ImmutableArray<NewItem> Items => [.. _plugins, .. _changes];

        public ImmutableArray<NewFile> Files => [.. _files];

        public void AddPlugin(ImportedComponent plugin)
        {
            var name = plugin.Found.Component.ToString();
            if (plugin is not ImportedComponent.OfGit git)
            {
                var folder = Free($"plugins/{name}");
                _files.AddRange(plugin.Found.Files.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new NewFile($"{folder}/{f.Key}", f.Value.Mode, f.Value.Read())));
                _plugins.Add(new("MoodlePlugin", name, [("Path", folder)], "a copy: no upstream was found"));
                return;
            }

            (string, string)?[] metadata =
            [
                git.By.IsOfDirectory ? null : ("Repository", git.Commit.Upstream.Address),
                git.Commit.Subdirectory is { } within ? ("Subdirectory", within) : null,
                git.Commit.Tag is { } tag ? ("Tag", tag.ShortName) : ("Commit", git.Commit.Commit.ToString()),
                git.Differs.MissingSubmodules.IsEmpty ? null : ("Submodules", "false"),
            ];
            var (release, number) = (git.Opened.Version.Release.Value, git.Opened.Version.Version.Value.ToString());
            _plugins.Add(new("MoodlePlugin", name, [.. metadata.OfType<(string, string)>()], git.Commit.Tag is null ? $"{(release is null || release == number ? "" : $"{release}, ")}{number}{(git.Commit.Branch is { } branch ? $", on {branch.ShortName}" : "")}" : null));
        }

        // Of Moodle, what is gone needs no patch, and what is the site's own is a file of it: neither conflicts with the next Moodle.
        public void AddChanges(ImportedComponent.OfGit component)
        {
            if (component.Found.Component.IsCore)
            {
                AddPatch(component, [], ImmutableSortedDictionary<string, TreeEntry>.Empty);
                AddRemovals(component);
                AddFiles(component);
            }
            else
            {
                AddPatch(component, [.. component.Differs.Added], component.Differs.Deleted);
            }
        }

        private void AddRemovals(ImportedComponent.OfGit core)
        {
            var there = declared.CoreRemovals.Select(r => r.Origin.Include).ToHashSet();
            foreach (var path in core.Differs.DeletedWhole(core.Found.Files).Where(path => !there.Contains(path)))
            {
                _changes.Add(new("MoodleCoreRemove", path, []));
            }
        }

        private void AddFiles(ImportedComponent.OfGit core)
        {
            var (folders, there) = (core.Opened.Files(), declared.OwnFiles.Where(f => f.Plugin is null).Select(f => f.Target).ToHashSet());
            foreach (var group in core.Differs.Added.GroupBy(a => Differences.Outermost(a.Key, path => folders.Find(path) is not null)).Where(g => !there.Contains(g.Key)))
            {
                var target = Free($"files/{group.Key}");
                _files.AddRange(group.Select(a => new NewFile($"{target}{a.Key[group.Key.Length..]}", a.Value.Mode, a.Value.Read())));
                _changes.Add(new("MoodleFile", target, [("TargetPath", group.Key)]));
            }
        }

        private void AddPatch(ImportedComponent.OfGit component, IReadOnlyList<KeyValuePair<string, FoundFile>> added, IReadOnlyDictionary<string, TreeEntry> deleted)
        {
            // A change that is declared already would be there twice.
            if (declared.Patches.Any(p => p.Component == component.Found.Component))
            {
                return;
            }

            PatchedFile There(TreeEntry entry) => new(entry.Mode, component.Opened.Objects.ReadBlob(new(entry.Id)));
            PatchedFile Edited(EditedFile file) => file.Found.Mode == EntryMode.SymbolicLink || file.There.Mode == EntryMode.SymbolicLink ? new(file.Found.Mode, file.Found.Read())
                // A patch of every line would fit no other version.
                : new(file.There.Mode, LineEnds.Like(file.Found.Read(), component.Opened.Objects.ReadBlob(new(file.There.Id))));
            var files = component.Differs.Edited.Select(e => (e.Path, (PatchedFile?)There(e.There), (PatchedFile?)Edited(e)))
                .Concat(added.Select(a => (a.Key, (PatchedFile?)null, (PatchedFile?)new PatchedFile(a.Value.Mode, a.Value.Read()))))
                .Concat(deleted.Select(d => (d.Key, (PatchedFile?)There(d.Value), (PatchedFile?)null)))
                .OrderBy(f => f.Item1, StringComparer.Ordinal).ToList();
            if (files.Count > 0)
            {
                var path = Free($"patches/{component.Found.Component}.patch");
                _files.Add(new(path, EntryMode.File, PatchWriter.Write(files)));
                _changes.Add(new("MoodlePatch", path, component.Found.Component.IsCore ? [] : [("Plugin", component.Found.Component.ToString())]));
            }
        }

        // Nothing that is there is written over.
        private string Free(string path)
        {
            var (stem, end) = path.EndsWith(".patch", StringComparison.Ordinal) ? (path[..^6], ".patch") : (path, "");
            for (var i = 2; !isFree(path); i++)
            {
                path = $"{stem}-{i}{end}";
            }

            return path;
        }
    }
}
