using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Upkeep.Import;
using Moodle.Sdk.Upkeep.Import.Lists;

namespace Moodle.Sdk.Verbs;

/// <summary>
/// Makes a declaration of a list that another tool keeps. What of it cannot be had, or Moodle refuses, is written as a comment: one upstream that is gone keeps nothing
/// else out.
/// </summary>
internal sealed class ImportList(ImportRequest request, SiteDeclaration declared, Upstreams upstreams, IGitCache cache, Findings findings, CancellationToken cancel)
{
    /// <summary>Imports the list of a file; null when there are errors, and then the project is as it was.</summary>
    public async Task<ImportedSite?> RunAsync(string file)
    {
        if (findings.Take(ListFile.Read(file, Import.Named(request.Site))) is not { } list
            || findings.Take(ProjectEdits.Read(request.Site.ProjectFile)) is not { } project
            || !findings.TryTake(LockFile.Read(request.LockFile), out var siteLock)
            || await LookUpAsync(list, isNew: siteLock is null) is not var (plan, plugins))
        {
            return null;
        }

        findings.AddRange(Contradictions.Of(declared, siteLock, list, plugins));
        plugins = [.. plugins.Where(p => p.Component is null || declared.Find(p.Component) is null)];
        try
        {
            using var staging = new Staging(request.Site.Folder, request.LockFile);
            staging.Fill([]);
            (plugins, var restored, var refused) = await RestoreAsync(plan, plugins, staging.LockFile);
            findings.AddRange(plugins.Where(p => p.Refused is not null).Select(p => ImportDiagnostics.NotListed(list.OriginOf(p.Entry), p.Named, p.Refused!)));
            if (restored is null)
            {
                findings.Add(ImportDiagnostics.RestoreRefuses(Import.Named(request.Site), refused[0], refused.Length - 1));
            }

            if (findings.HasErrors)
            {
                return null;
            }

            cancel.ThrowIfCancellationRequested();
            var report = new ListReport(list, plugins, restored?.Lock, refused);
            var reportFile = Path.Combine(request.Site.Folder, ImportWriting.ReportName);
            staging.Publish(reportFile, Encoding.UTF8.GetBytes(report.Text()), request.Site.ProjectFile, ImportWriting.Edited(With(plan, plugins), project).Bytes);
            return new(reportFile, [.. (restored?.Lock.Components ?? []).Where(c => c.Component.IsCore || plugins.Any(p => p.Component == c.Component)).Select(Line)], null, 0, plugins.Count(p => p.Refused is not null)) { OfList = report.Summary };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(ImportDiagnostics.NotWritten(Import.Named(request.Site), request.Site.Folder, e.Message));
            return null;
        }
    }

    // Which Moodle, and what each entry is; null when Moodle cannot be had, by which folders have their names.
    private async Task<(ImportPlan Plan, ImmutableArray<ListedPlugin> Plugins)?> LookUpAsync(ImportedList list, bool isNew)
    {
        var import = new ListImport(list, upstreams, cancel);
        var plan = new ImportPlan(null, [], []);
        if (isNew && list.Core is { } listed)
        {
            var upstream = declared.Core.Git.Upstream;
            if (!findings.TryTake(await import.CoreAsync(listed, upstream), out var core))
            {
                return null;
            }

            plan = plan with { Core = core, Repository = listed.Repository is { } other && !other.Equals(upstream) ? other : null };
        }

        OpenedComponent? moodle = null;
        if (list.Plugins.Any(p => p.Component is null))
        {
            if (DeclarationReader.Read(ImportWriting.With(request.Site, plan), findings) is not { } declaration
                || findings.Take(await CoreResolver.ResolveAsync(declaration.Core, upstreams, null, cancel)) is not { } resolved)
            {
                return null;
            }

            moodle = resolved.Opened;
        }

        await using var telling = new Timer(_ => findings.Telling?.Invoke($"Import: {import.Progress}"), null, Import.Pause, Import.Pause);
        return (plan, await import.PluginsAsync(moodle));
    }

    // Each time without those that stood in the way; shortened commits are whole once they are locked.
    private async Task<(ImmutableArray<ListedPlugin> Plugins, RestoredSite? Restored, ImmutableArray<string> Refused)> RestoreAsync(ImportPlan plan, ImmutableArray<ListedPlugin> plugins, string lockFile)
    {
        while (true)
        {
            var found = findings.Apart();
            var declaration = DeclarationReader.Read(ImportWriting.With(request.Site, With(plan, plugins)), found);
            var restored = declaration is null ? null : await Restore.RunAsync(new RestoreRequest(declaration, lockFile, request.Listings), cache, found, cancel);
            ImmutableArray<ListedPlugin> next = [.. plugins.Select(p => p.Refused is not null ? p : restored is null ? Judge(p, found.Errors) : Complete(p, restored.Lock))];
            if (next.SequenceEqual(plugins))
            {
                return (plugins, restored, [.. found.Errors.Select(e => $"{e.Id}: {e.Text}")]);
            }

            plugins = next;
        }
    }

    private static ListedPlugin Judge(ListedPlugin plugin, IEnumerable<Diagnostic> errors) =>
        errors.FirstOrDefault(e => e.Component == plugin.Component!.ToString()) is { } error ? plugin with { Refused = $"{error.Id}: {error.Message}" } : plugin;

    private static ListedPlugin Complete(ListedPlugin plugin, SiteLock locked) =>
        plugin.Request is CodeRequest.Commit { IsFull: false } && locked.Find(plugin.Component!)?.Code is LockedCode.Git git ? plugin with { Request = new CodeRequest.Commit(git.Commit.ToString()) } : plugin;

    private static ImportPlan With(ImportPlan plan, ImmutableArray<ListedPlugin> plugins) => plan with
    {
        Items = [.. plugins.Where(p => p.Refused is null).Select(p => p.Item!)],
        LeftOut = [.. plugins.Where(p => p.Refused is not null).Select(p => p.Item).OfType<NewItem>()],
    };

    private static ImportedLine Line(LockedComponent locked)
    {
        var git = locked.Code as LockedCode.Git;
        return new(locked.Component, locked.Place, git?.Upstream.Address, git?.Commit, git?.Reference is ['r', 'e', 'f', 's', '/', 't', 'a', 'g', 's', '/', .. var tag] ? tag : null, "");
    }
}
