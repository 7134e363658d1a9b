using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Resolution.Patches;
using Moodle.Sdk.Sources.OwnFiles;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Verbs;

/// <summary>A patch that was made.</summary>
/// <param name="Component">Whose code it changes.</param>
/// <param name="File">Its path from the project's folder, with slashes.</param>
/// <param name="Files">The files that it changes, from the component's folder.</param>
public sealed record MadePatch(ComponentName Component, string File, ImmutableArray<string> Files);

/// <summary>What making patches came to.</summary>
/// <param name="Patches">The patches; none where nothing was changed by hand.</param>
/// <param name="Notes">What a person may want to know besides, a sentence each: what was changed and went into no patch.</param>
public sealed record MadePatches(ImmutableArray<MadePatch> Patches, ImmutableArray<string> Notes);

/// <summary>
/// Keeps what was changed by hand in the output: the difference to the site tree becomes a patch of the project, the last of its component, and the lock holds it.
/// The output stays as it is; it is then what a build would make.
/// </summary>
public static class MakePatch
{
    // From the project's folder: where patches go, and where they go when an item stands for all that lies there, which would take them for its own.
    private const string Folder = "patches";
    private const string OtherFolder = "patches-by-hand";

    /// <summary>Makes a patch for each component that was changed.</summary>
    /// <param name="build">What is built where.</param>
    /// <param name="restore">The same site, for the lock that follows.</param>
    /// <param name="names">The components, as a person named them; none for all.</param>
    /// <param name="isOneOfMany">True when the site is one of several in a solution: a name that it does not declare is then no error.</param>
    /// <param name="cache">Where code is kept. Nothing is fetched.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it; project and lock are then as they were.</param>
    /// <returns>The patches; null when there are errors, and then project and lock are as they were.</returns>
    public static async Task<MadePatches?> RunAsync(
        BuildRequest build, RestoreRequest restore, ImmutableArray<string> names, bool isOneOfMany, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var declaration = build.Declaration;
        string[] known = [.. declaration.ActivePlugins.Select(p => p.Component.ToString()).Prepend(ComponentName.Core.ToString())];
        var unknown = names.Except(known).ToList();
        if (!isOneOfMany)
        {
            findings.AddRange(unknown.Select(name => PatchDiagnostics.UnknownComponent(declaration.Core.Origin, name, NearNames.To(name, known))));
        }

        if (findings.HasErrors || (names.Length > 0 && unknown.Count == names.Length))
        {
            return findings.HasErrors ? null : new([], []);
        }

        if (findings.Take(OutputFolder.At(build.OutputPath, build.Folders, new Origin(declaration.ProjectFile, "OutputPath"))) is not { } output
            || Edits(build, output, names, cache, findings, cancel) is not { } edits)
        {
            return null;
        }

        if (edits.Components.IsEmpty)
        {
            return new([], edits.Notes);
        }

        var project = findings.Take(ProjectEdits.Read(declaration.ProjectFile));
        if (project is null)
        {
            return null;
        }

        var patches = edits.Components.Select(c => NewPatch(c, project, declaration)).ToList();

        var extended = declaration with { Patches = [.. declaration.Patches, .. patches] };
        if (!await KeepAsync(restore with { Declaration = extended, LockedMode = false }, project, patches, cache, findings, cancel))
        {
            return null;
        }

        Record(build with { Declaration = extended }, output, cache, findings.Apart());
        return new([.. edits.Components.Zip(patches, (c, p) => new MadePatch(c.Component, p.Shown, [.. c.Files.Select(f => f.Path)]))], edits.Notes);
    }

    private static OutputEdits? Edits(BuildRequest build, OutputFolder output, ImmutableArray<string> names, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        using var objects = new SiteObjects(cache, findings, cancel);
        return Compose(build, cache, objects, findings, cancel) is { } site
            ? findings.Take(FaultGuard.Run(() => OutputEdits.In(output, site, component => names.IsEmpty || names.Contains(component.ToString()), cancel)))
            : null;
    }

    // So that more can be edited and kept before the next build. Patches and lock are there already, and stand without it.
    private static void Record(BuildRequest build, OutputFolder output, IGitCache cache, Findings apart)
    {
        using var objects = new SiteObjects(cache, apart, CancellationToken.None);
        if (Compose(build, cache, objects, apart, CancellationToken.None) is { } site)
        {
            _ = FaultGuard.Run<ComposedSite>(() =>
            {
                KeptEdits.Record(output, site);
                return site;
            });
        }
    }

    private static ComposedSite? Compose(BuildRequest build, IGitCache cache, SiteObjects objects, Findings findings, CancellationToken cancel)
    {
        if (findings.Take(LockFile.ReadBytes(build.LockFile, build.Declaration.Core.Origin)) is not { } lockBytes
            || findings.Take(LockFile.ParseFitting(build.LockFile, lockBytes, build.Declaration)) is not { } siteLock)
        {
            return null;
        }

        var (declaration, composing) = (build.Declaration.Complete(siteLock), findings.Apart());
        var own = OwnContent.Read(declaration.OwnFiles, findings);
        var site = SiteComposer.Compose(declaration, siteLock, cache, objects, previous: null, own, build.Listings, composing, cancel);
        findings.AddRange(composing.Errors);
        return findings.HasErrors ? null : site;
    }

    private static Patch NewPatch(EditedComponent edited, ProjectEdits project, SiteDeclaration declaration)
    {
        var root = Path.GetDirectoryName(declaration.ProjectFile)!;
        var includes = project.IncludesOf("MoodlePatch").Concat(declaration.Patches.Select(p => p.Origin.Include!)).Select(include => include.Replace('\\', '/')).ToList();
        var isTaken = includes.Exists(include => include.Contains('*') || Path.TrimEndingDirectorySeparator(Path.GetFullPath(include, root)) == Path.Combine(root, Folder));
        var name = Enumerable.Range(1, int.MaxValue).Select(n => $"{(isTaken ? OtherFolder : Folder)}/{edited.Component}{(n == 1 ? "" : $"-{n}")}.patch").First(name => !File.Exists(Path.Combine(root, name)));
        return new(edited.Component, name, PatchWriter.Write(edited.Files.Select(f => (f.Path, f.Before, f.After))), new Origin(declaration.ProjectFile, "MoodlePatch", name));
    }

    // The patches first, which nothing reads yet; then the project, then the lock. What fails takes all of it back.
    private static async Task<bool> KeepAsync(RestoreRequest request, ProjectEdits project, List<Patch> patches, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var folder = Path.GetDirectoryName(request.Declaration.ProjectFile)!;
        var edited = patches.Aggregate(project, (text, patch) => text.Add(new NewItem("MoodlePatch", patch.Shown, patch.Component.IsCore ? [] : [("Plugin", patch.Component.ToString())])));
        var (isKept, written) = (false, new List<string>());
        try
        {
            foreach (var file in patches.Select(p => (Path: Path.Combine(folder, p.Shown), p.Content)))
            {
                // Another site of this folder may have taken the name meanwhile.
                Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
                File.Open(file.Path, FileMode.CreateNew).Dispose();
                written.Add(file.Path);
                WholeFile.Write(file.Path, file.Content.Span);
            }

            isKept = findings.TryTake(edited.Write(), out _) && await Restore.RunAsync(request, cache, findings, cancel) is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(FileDiagnostics.NotWritten(Path.Combine(folder, Path.GetDirectoryName(patches[0].Shown)!), e));
        }
        finally
        {
            if (!isKept)
            {
                _ = project.Write();
                written.ForEach(File.Delete);
            }
        }

        return isKept;
    }
}
