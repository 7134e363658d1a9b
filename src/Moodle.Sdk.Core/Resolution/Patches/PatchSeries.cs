using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Resolution.Patches;

/// <summary>
/// Applies the patches of components. The result is a component with another tree: what is new of that lies in the store of what no upstream has, and is found
/// there again by the tree and the patches that it was made of.
/// </summary>
/// <param name="cache">Takes what is new.</param>
/// <param name="findings">Takes every patch that cannot be applied (MOODLE1230 to MOODLE1234), and tells which hunks were found elsewhere than it says.</param>
internal sealed class PatchSeries(IGitCache cache, Findings findings, CancellationToken cancel)
{
    private const string Public = "public/";

    private readonly HashSet<string> _told = [];

    /// <summary>Applies the patches of every Configuration, so that none is locked that does not fit.</summary>
    /// <param name="component">The component.</param>
    /// <param name="declaration">What is declared.</param>
    /// <param name="codeIn">The component as a Configuration has it before its patches.</param>
    /// <returns>The component as the declaration's own Configuration has it.</returns>
    public OpenedComponent ApplyAll(DeclaredComponent component, SiteDeclaration declaration, Func<string, OpenedComponent> codeIn)
    {
        var names = declaration.Patches.SelectMany(p => p.Configurations).Concat(component.Customization?.Configurations ?? []).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var other in names.Select(name => declaration with { Configuration = name }))
        {
            Apply(codeIn(other.Configuration), [.. other.ActivePatches(component.Component)]);
        }

        return Apply(codeIn(declaration.Configuration), [.. declaration.ActivePatches(component.Component)]);
    }

    /// <summary>Applies patches in their order; each sees what those before it left.</summary>
    /// <returns>The component as it then is; as it was where one cannot be applied, which is then among the findings.</returns>
    public OpenedComponent Apply(OpenedComponent opened, IReadOnlyList<Patch> patches)
    {
        if (patches.Count == 0)
        {
            return opened;
        }

        if (opened.Code.From is CodeOrigin.Folder)
        {
            Tell(PatchDiagnostics.OfFolder(patches[0]));
            return opened;
        }

        var code = new ChangedCode(cache, cancel);
        var name = ChangedCode.NameOf("patched", opened, patches.Select(p => p.Sha256));
        if (code.Known(opened, name) is { } known)
        {
            return known;
        }

        var files = opened.Files();
        var changed = new SortedDictionary<string, PatchedFile?>(StringComparer.Ordinal);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var patch in patches)
        {
            cancel.ThrowIfCancellationRequested();
            Apply(patch, opened, files, changed, failed);
        }

        return failed.Count > 0 || findings.HasErrors ? opened : findings.Take(code.Write(opened, changed, name, patches[0].Origin)) ?? opened;
    }

    private void Apply(Patch patch, OpenedComponent opened, TreeFiles files, SortedDictionary<string, PatchedFile?> changed, HashSet<string> failed)
    {
        if (PatchText.Read(patch.Content, out var bad) is not { } text)
        {
            Tell(PatchDiagnostics.NotAPatch(patch, bad!));
            return;
        }

        PatchedFile? Read(string path) => changed.TryGetValue(path, out var now) ? now : ChangedCode.ReadFile(files, path);
        var isBelow = opened.Component.IsCore && MoodleLayout.Of(files).HasPublicFolder && IsMeantBelow(text, Read, files);
        var outcome = (isBelow ? text.WithPrefix(Public) : text).Apply(Read);
        if (outcome.Failures.IsEmpty && outcome.Changes.Where(c => c.Value is not null).Select(c => c.Key).FirstOrDefault(path => HoldsFiles(path, files, p => outcome.Changes.TryGetValue(p, out var now) ? now : Read(p))) is { } folder)
        {
            outcome = outcome with { Failures = [new(folder, 0, 0, 0, "", "", false, "is a folder, and not empty")] };
        }

        if (isBelow && outcome.Failures.IsEmpty)
        {
            Tell($"{patch.Shown} is applied below {Public}, where this Moodle has its code.");
        }

        if (!outcome.Failures.IsEmpty)
        {
            Tell(outcome.Failures.All(f => f.IsAlreadyThere)
                ? PatchDiagnostics.AlreadyThere(patch, opened)
                : PatchDiagnostics.DoesNotApply(patch, opened, outcome.Failures, mayFollow: outcome.Failures.Any(f => failed.Contains(f.Path))));
            failed.UnionWith(outcome.Failures.Select(f => f.Path));
            return;
        }

        foreach (var (path, file) in outcome.Changes)
        {
            changed[path] = file;
        }

        foreach (var shifts in outcome.Shifts.GroupBy(s => s.Path))
        {
            Tell($"{patch.Shown} fits {shifts.Key} at other lines than it says: {string.Join(", ", shifts.Select(s => $"hunk {s.Hunk} {Math.Abs(s.Lines)} lines {(s.Lines > 0 ? "below" : "above")}"))}.");
        }
    }

    // What it changes is only there; or it only adds files, whose folders are there rather than in the root.
    private static bool IsMeantBelow(PatchText text, Func<string, PatchedFile?> read, TreeFiles files)
    {
        int Depth(string folder) => folder.Length == 0 ? 0 : files.Find(folder) is null ? Depth(Above(folder)) : folder.Count(c => c == '/') + 1;
        var changed = text.Files.Select(f => f.OldPath).OfType<string>().ToList();
        return changed.Count > 0
            ? changed.All(path => read(path) is null) && changed.Any(path => read(Public + path) is not null)
            : text.Files.All(f => Depth(Above(Public + f.NewPath)) > Depth(Above(f.NewPath!)) + 1);
    }

    // A patch knows of no folders.
    private static bool HoldsFiles(string folder, TreeFiles files, Func<string, PatchedFile?> read) => files.Find(folder) is { Mode: EntryMode.Tree or EntryMode.Submodule }
        && files.NamesIn(folder).Select(name => $"{folder}/{name}").Any(path => read(path) is not null || HoldsFiles(path, files, read));

    private static string Above(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    // Configurations have most patches in common.
    private void Tell(Diagnostic finding) => findings.AddRange(_told.Add(finding.Text) ? [finding] : []);

    private void Tell(string text)
    {
        if (_told.Add(text))
        {
            findings.Telling?.Invoke(text);
        }
    }
}
