using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Reconciliation;

/// <summary>A component whose files in the output are not as they were built.</summary>
/// <param name="Component">The component.</param>
/// <param name="Files">What differs, ordered; paths from the component's folder, null for a file that is not there.</param>
internal sealed record EditedComponent(ComponentName Component, ImmutableArray<(string Path, PatchedFile? Before, PatchedFile? After)> Files);

/// <summary>What was changed by hand in an output, by the components whose it is. Nothing is written.</summary>
/// <param name="Components">Those that were changed, core first.</param>
/// <param name="Notes">What was changed and belongs to none, a sentence each.</param>
internal sealed record OutputEdits(ImmutableArray<EditedComponent> Components, ImmutableArray<string> Notes)
{
    // A patch is read by people.
    private const int Largest = 100 << 20;
    private const int MostNamed = 5;

    // What editors, systems and tools leave behind.
    private static readonly string[] LeftBehind = ["~", ".swp", ".orig", ".rej", ".bak", ".log"];

    /// <summary>Compares an output with the site that was built into it. Every file is read.</summary>
    /// <param name="output">The output.</param>
    /// <param name="site">The site, composed.</param>
    /// <param name="wanted">Whether a component is asked for.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The edits; an error (MOODLE1627, MOODLE1628) when the output is not this site.</returns>
    /// <exception cref="SystemFaultException">A file cannot be read.</exception>
    public static Result<OutputEdits> In(OutputFolder output, ComposedSite site, Func<ComponentName, bool> wanted, CancellationToken cancel)
    {
        if (output.State.WasInterrupted || output.State.ReadState() is not { } state || !Directory.Exists(output.Path))
        {
            return OutputDiagnostics.NotBuilt(output.Path);
        }

        if (state.Header.Tree != site.Tree.Id)
        {
            return OutputDiagnostics.BuiltOtherwise(output.Path);
        }

        var drifts = Observation.Of(output, state, hashEverything: true, cancel).Drifts;
        using var files = OutputFiles.Open(output.Path);
        return new Reading(files, site, wanted).Run([.. drifts.Select(d => d.Path)], cancel);
    }

    private sealed class Reading(OutputFiles files, ComposedSite site, Func<ComponentName, bool> wanted)
    {
        private readonly Dictionary<string, SiteEntry> _entries = site.Tree.Entries.ToDictionary(e => e.Path, StringComparer.Ordinal);
        private readonly List<string> _notes = [];

        public OutputEdits Run(HashSet<string> drifted, CancellationToken cancel)
        {
            var fromFolders = site.FromFolders.Select(c => c.Component).ToHashSet();
            _notes.AddRange(fromFolders.Where(c => drifted.Any(path => _entries[path].Part.Component == c)).Select(c => $"{c} comes from a folder: make the change there."));
            bool Counts(ComponentName component) => wanted(component) && !fromFolders.Contains(component);
            var edited = drifted.Select(path => _entries[path]).Where(e => Counts(e.Part.Component) && !IsTooLarge(e.Path)).ToLookup(IsOwn);
            _notes.AddRange(edited[true].Select(e => $"{e.Path} is one of the site's own files: change it where it comes from."));
            var components = edited[false].Select(e => e.Part.Component).Concat(site.Lock.Components.Select(c => c.Component).Where(c => !c.IsCore && Counts(c) && _entries.ContainsKey($"{PlaceOf(c)}version.php")))
                .Distinct().Order().Select(c => Edited(c, edited[false].Where(e => e.Part.Component == c), cancel)).Where(c => c.Files.Length > 0).ToImmutableArray();
            if (wanted(ComponentName.Core))
            {
                TellNewInCore();
            }

            return new(components, [.. _notes]);
        }

        // What lies over Moodle's own files is owned by core, and in the store of what no upstream has.
        private static bool IsOwn(SiteEntry entry) => entry.Part.Component.IsCore && entry.Part.Store == StoreName.Made;

        private string PlaceOf(ComponentName component) => component.IsCore ? "" : site.Lock.Find(component)!.Place + '/';

        private EditedComponent Edited(ComponentName component, IEnumerable<SiteEntry> entries, CancellationToken cancel)
        {
            var place = PlaceOf(component);
            var changed = entries.Select(e => (e.Path[place.Length..], Before(e), After(e.Path)));
            var added = component.IsCore ? [] : New(place.TrimEnd('/'), cancel).Select(path => (path[place.Length..], (PatchedFile?)null, After(path)));
            return new(component, [.. changed.Concat(added).OrderBy(f => f.Item1, StringComparer.Ordinal)]);
        }

        private PatchedFile? Before(SiteEntry entry) => new(entry.Mode, site.Objects.ReaderOf(entry).ReadBlob(entry.Blob));

        private PatchedFile? After(string path)
        {
            var place = OutputFiles.Bytes(path);
            var seen = IsReached(path) ? files.Look(place) : FileStat.Missing;
            return seen.Kind switch
            {
                FileKind.Link => new(EntryMode.SymbolicLink, files.LinkTarget(place)),
                FileKind.File when files.OpenToRead(place) is { } file => Read(file, path, seen),
                _ => null,
            };
        }

        private PatchedFile Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path, FileStat seen)
        {
            using var opened = file;
            using var content = new FileStream(opened, FileAccess.Read);
            var bytes = new byte[seen.Size];
            content.ReadExactly(bytes);
            var mode = files.HasExecBits ? seen.Executable : _entries.GetValueOrDefault(path)?.Mode == EntryMode.Executable;
            return new(mode ? EntryMode.Executable : EntryMode.File, bytes);
        }

        // No patch may be as large, and one of a part of the file would be another file.
        private bool IsTooLarge(string path)
        {
            var isTooLarge = IsReached(path) && files.Look(OutputFiles.Bytes(path)).Size > Largest;
            _notes.AddRange(isTooLarge ? [$"{path} has more than 100 MB, and is in no patch."] : Array.Empty<string>());
            return isTooLarge;
        }

        // Behind a link nothing is looked at.
        private bool IsReached(string path) => path.LastIndexOf('/') is not (> 0 and var slash) || Observing.UnmanagedPlugins.IsFolder(files, path[..slash]);

        private IEnumerable<string> New(string folder, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var name in Names(folder))
            {
                var path = $"{folder}/{name}";
                switch (files.Look(OutputFiles.Bytes(path)).Kind)
                {
                    case FileKind.Folder when name != "node_modules" && site.Lock.Components.All(c => c.Place != path):
                        foreach (var within in New(path, cancel))
                        {
                            yield return within;
                        }

                        break;
                    case FileKind.File or FileKind.Link when !_entries.ContainsKey(path) && !IsTooLarge(path):
                        yield return path;
                        break;
                }
            }
        }

        private IEnumerable<string> Names(string folder) => Observing.UnmanagedPlugins.IsFolder(files, folder)
            ? files.Names(folder).Where(name => !name.StartsWith('.') && !LeftBehind.Any(name.EndsWith)).Order(StringComparer.Ordinal)
            : [];

        // The root has what the server keeps there; what lies in a folder that Moodle has may be meant as a part of it, or be anything.
        private void TellNewInCore()
        {
            var folders = site.Tree.Entries.Where(e => e.Part.Component.IsCore).Select(e => e.Path[..Math.Max(0, e.Path.LastIndexOf('/'))]).Where(f => f.Length > 0).Distinct();
            var found = folders.SelectMany(folder => Names(folder).Select(name => $"{folder}/{name}"))
                .Where(path => !_entries.ContainsKey(path) && files.Look(OutputFiles.Bytes(path)).Kind == FileKind.File).Order(StringComparer.Ordinal).ToList();
            if (found.Count > 0)
            {
                _notes.Add($"{string.Join(", ", found.Take(MostNamed))}{(found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "")}: new in Moodle's folders, and in no patch. Declare what is to stay as a MoodleFile.");
            }
        }
    }
}
