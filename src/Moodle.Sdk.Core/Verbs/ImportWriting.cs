using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Sources.OwnFiles;
using Moodle.Sdk.Upkeep.Import;

namespace Moodle.Sdk.Verbs;

/// <summary>Writes what an import found: made whole beside the project, restored, composed and compared with the folder before any of it is seen.</summary>
internal sealed class ImportWriting(ImportRequest request, ImportPlan plan, ProjectEdits project, IGitCache cache, Findings findings, CancellationToken cancel)
{
    /// <summary>The file that tells what an import came to.</summary>
    public const string ReportName = "IMPORT.md";

    public async Task<ImportedSite?> RunAsync(FolderImport import, ImportedComponent.OfGit core, ImmutableArray<ImportedComponent> plugins)
    {
        var found = findings.Apart();
        var reportFile = Path.Combine(request.Site.Folder, ReportName);
        try
        {
            if (DeclarationReader.Read(With(request.Site, plan), found) is not { } declaration)
            {
                findings.AddRange(found.Errors);
                return null;
            }

            declaration = declaration with { Patches = [.. declaration.Patches, .. Patches(declaration.ProjectFile)] };
            using var staging = new Staging(request.Site.Folder, request.LockFile);
            staging.Fill(plan.Files);
            var verified = await VerifyAsync(staging.Of(declaration), staging.LockFile, import, plugins, found);
            string[] refused = [.. found.Errors.Select(e => $"{e.Id}: {e.Text}")];
            var report = new ImportReport(request.From!, core, plugins, import.Folder, import.AdminFolder, import.LeftOut, verified, [.. refused]);
            Warn(verified, refused, plugins);
            if (findings.HasErrors)
            {
                return null;
            }

            cancel.ThrowIfCancellationRequested();
            staging.Publish(reportFile, Encoding.UTF8.GetBytes(report.Text()), request.Site.ProjectFile, Edited(plan, project).Bytes);
            return new(reportFile, [.. plugins.Prepend(core).Select(Line)], verified?.Tree, verified?.Others.Length ?? 0, import.LeftOut.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(ImportDiagnostics.NotWritten(new Origin(request.Site.ProjectFile, "MoodleFrom"), request.Site.Folder, e.Message));
            return null;
        }
    }

    // What stands in the way of a restore stands in the way of this site, not of its import.
    private async Task<Verification?> VerifyAsync(SiteDeclaration declaration, string lockFile, FolderImport import, ImmutableArray<ImportedComponent> plugins, Findings found)
    {
        var restored = await Restore.RunAsync(new RestoreRequest(declaration, lockFile, request.Listings), cache, found, cancel);
        if (restored is null)
        {
            return null;
        }

        using var objects = new SiteObjects(cache, found, cancel);
        var site = SiteComposer.Compose(declaration.Complete(restored.Lock), restored.Lock, cache, objects, null, OwnContent.Read(declaration.OwnFiles, found), request.Listings, found, cancel);
        return site is null ? null : Verification.Of(site, import.Folder, import.LeftOut, plugins);
    }

    private void Warn(Verification? verified, string[] refused, ImmutableArray<ImportedComponent> plugins)
    {
        var origin = new Origin(request.Site.ProjectFile, "MoodleFrom");
        findings.AddRange(plugins.OfType<ImportedComponent.Copied>().Where(c => c.Failed is not null && plan.Items.Any(i => i.Include == c.Found.Component.ToString()))
            .Select(c => ImportDiagnostics.NotAsked(origin, c.Found.Component.ToString(), c.Failed!)));
        if (verified is null)
        {
            findings.Add(ImportDiagnostics.RestoreRefuses(origin, refused.FirstOrDefault("it cannot be composed"), Math.Max(0, refused.Length - 1)));
        }
        else if (!verified.Others.IsEmpty)
        {
            findings.Add(ImportDiagnostics.NotTheSame(origin, verified.Others.Length, $"{verified.Others[0].Path}, {verified.Others[0].How}"));
        }
    }

    /// <summary>The project as it is to be.</summary>
    public static ProjectEdits Edited(ImportPlan plan, ProjectEdits project)
    {
        var edited = plan.Core is { } core ? project.Set(core.Name, core.Value, ImportPlan.CoreProperties) : project;
        edited = plan.Repository is { } repository ? edited.Set("MoodleRepository", repository.ToString()) : edited;
        return plan.Items.Aggregate(edited, (p, item) => p.Add(item)).AddAsComments(plan.LeftOut);
    }

    private IEnumerable<Patch> Patches(string projectFile) =>
        from item in plan.Items
        where item.Type == "MoodlePatch"
        let component = item.Metadata.Select(m => ComponentName.TryParse(m.Value, out var plugin) ? plugin : null).FirstOrDefault() ?? ComponentName.Core
        select new Patch(component, item.Include, plan.Files.First(f => f.Path == item.Include).Content, new Origin(projectFile, item.Type, item.Include));

    /// <summary>What MSBuild will make of the project once it is written; patches are read with it, and come besides.</summary>
    public static RawSite With(RawSite site, ImportPlan plan)
    {
        ImmutableArray<RawItem> Of(string type) => [.. plan.Items.Where(i => i.Type == type).Select(i => new RawItem(i.Include, site.ProjectFile, i.Metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.OrdinalIgnoreCase)))];
        string Value(string property, string now) => plan.Core is not { } core ? now : core.Name == property ? core.Value : "";
        return site with
        {
            Version = Value("MoodleVersion", site.Version),
            Tag = Value("MoodleTag", site.Tag),
            Branch = Value("MoodleBranch", site.Branch),
            Commit = Value("MoodleCommit", site.Commit),
            Repository = plan.Repository?.ToString() ?? site.Repository,
            Plugins = site.Plugins.AddRange(Of("MoodlePlugin")),
            CoreRemovals = site.CoreRemovals.AddRange(Of("MoodleCoreRemove")),
            Files = site.Files.AddRange(Of("MoodleFile")),
        };
    }

    private static ImportedLine Line(ImportedComponent component) => component is ImportedComponent.OfGit git
        ? new(git.Found.Component, git.Found.Place, git.Commit.Upstream.Address, git.Commit.Commit, git.Commit.Tag?.ShortName, git.Differs.ToString())
        : new(component.Found.Component, component.Found.Place, null, null, null, "");
}
