using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

/// <summary>A project with an output, and a real repository that its tree comes from: what the tests of reconciliation work on.</summary>
internal sealed class ReconciledSite : IDisposable
{
    private readonly TestRepository _repository;

    public ReconciledSite()
    {
        _repository = TestRepository.Create(Folder["upstream.git"]);
        Project = new ProjectFolders(Folder.Write("site/site.moodleproj", "<Project />"), Folder["site", "obj"], Folder["cache"]);
        OutputPath = Folder["site", "bin", "Debug", "site"];
        Write("index.php", "<?php // front page\n").Write("mod/quiz/version.php", "<?php // quiz\n").Write("mod/quiz/lib.php", "<?php // lib\n")
            .Write("admin/cli/run.sh", "#!/bin/sh\n", executable: true);
    }

    public TempFolder Folder { get; } = new();

    public ProjectFolders Project { get; set; }

    public string OutputPath { get; set; }

    public OutputFolder Output => OutputFolder.At(OutputPath, Project).Value;

    /// <summary>The warnings of the last run.</summary>
    public Findings Findings { get; private set; } = new();

    /// <summary>Wraps the reader of the tree's blobs.</summary>
    public Func<IObjectReader, IObjectReader> Reading { get; set; } = reader => reader;

    /// <summary>How the output is reached.</summary>
    public Func<string, OutputFiles> Open { get; set; } = OutputFiles.OpenForItsOwner;

    /// <summary>What is known of the code that lies in an output which is adopted.</summary>
    public FoundCode Found { get; set; } = FoundCode.None;

    public ReconciledSite Write(string path, string content, bool executable = false)
    {
        _repository.Write(path, content, executable);
        return this;
    }

    public ReconciledSite Link(string path, string target)
    {
        _repository.Link(path, target);
        return this;
    }

    public ReconciledSite Delete(string path)
    {
        _repository.Delete(path);
        return this;
    }

    /// <summary>Makes what was written so far the site tree.</summary>
    public SiteTree Compose()
    {
        var commit = CommitId(_repository.Commit());
        using var reader = ObjectReader.Open(_repository.Folder);
        Assert.True(UpstreamUrl.TryParse(_repository.Folder, out var upstream));
        var origin = new Origin(Project.ProjectFile, "MoodleVersion");
        return Tree = SiteTreeBuilder.Build(new Graft(ComponentName.Core, "", StoreName.Of(upstream), reader, reader.ReadCommit(commit).Tree, origin), [], new(), new Findings())!;
    }

    public SiteTree Tree { get; set; } = null!;

    /// <summary>Folder of the repository that the trees lie in.</summary>
    public string Repository => _repository.Folder;

    /// <summary>The folders that this Moodle looks for plugins in.</summary>
    public string[] PluginRoots { get; set; } = ["mod", "blocks"];

    /// <summary>Codes of warnings that the user made errors.</summary>
    public HashSet<string> Promoted { get; } = [];

    public StateHeader Header(string siteKey = "key") => new(
        siteKey,
        Tree.Id,
        "4.5.6",
        new CommitId(Tree.Id.Id),
        new SiteVersions([new ComponentVersion(ComponentName.Core, new VersionNumber(2024100706.01m), "4.5.6 (Build: 20250811)")]),
        [.. PluginRoots],
        [Diagnostic.Warning("MOODLE1405", new Origin(Project.ProjectFile, "MoodlePlugin", "mod_quiz"), "It is not said to support this Moodle.", "Try.", "mod_quiz")]);

    public Result<ReconcileReport> TryBuild(bool adopt = false, bool hashEverything = false, CancellationToken cancel = default)
    {
        using var objects = ObjectsOf(Tree);
        Findings = new Findings(Promoted.Contains);
        var request = new ReconcileRequest(Output, Tree, objects, Header(), adopt, hashEverything) { Open = Open, Find = _ => Found };
        return Reconciler.Run(request, Findings, cancel) is { } report ? report : Result<ReconcileReport>.Failed(Findings.Errors);
    }

    /// <summary>Composes what was written, reconciles, and checks the first promise.</summary>
    public ReconcileReport Build(bool adopt = false, bool hashEverything = false)
    {
        Compose();
        return Rebuild(adopt, hashEverything);
    }

    /// <summary>Reconciles with the same tree again, and checks the first promise.</summary>
    public ReconcileReport Rebuild(bool adopt = false, bool hashEverything = false)
    {
        var result = TryBuild(adopt, hashEverything);
        Assert.True(result.Succeeded, string.Join("\n", result.Errors));
        AssertOutputEqualsTree();
        return result.Value;
    }

    /// <summary>Reads a tree of the repository.</summary>
    public SiteObjects ObjectsOf(SiteTree tree)
    {
        var objects = new SiteObjects(new Locking.LocalCache(), new(), default);
        foreach (var store in tree.Entries.Select(e => e.Part.Store).Distinct())
        {
            objects.Add(store, Reading(ObjectReader.Open(_repository.Folder)));
        }

        return objects;
    }

    public CleanReport? Clean(Findings? findings = null, ProjectFolders? project = null) =>
        Verbs.Clean.Run(OutputPath, project ?? Project, findings ?? new(), default);

    public OutputState? Confirm(string siteKey = "key")
    {
        Findings = new Findings();
        return Reconciler.Confirm(Output, siteKey, Findings, default);
    }

    public Diagnostic FailToBuild(bool adopt = false)
    {
        var result = TryBuild(adopt);
        Assert.False(result.Succeeded);
        return Assert.Single(result.Errors);
    }

    public string this[string path] => Path.Combine(OutputPath, path);

    public string Read(string path) => File.ReadAllText(this[path]);

    public void Edit(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
    }

    /// <summary>The file beside the output that says whose it is.</summary>
    public string OwnerRecord => Path.Combine(Output.Parent, $".{Output.Name}.moodle-owner");

    /// <summary>Every managed place holds its blob, with its exec bit, below real folders.</summary>
    public void AssertOutputEqualsTree()
    {
        using var reader = ObjectReader.Open(_repository.Folder);
        foreach (var entry in Tree.Entries)
        {
            var file = new FileInfo(this[entry.Path]);
            for (var folder = file.Directory!; folder.FullName != OutputPath; folder = folder.Parent!)
            {
                Assert.Null(folder.LinkTarget);
            }

            var blob = Encoding.UTF8.GetString(reader.ReadBlob(entry.Blob));
            Assert.Equal(blob, entry.Mode == EntryMode.SymbolicLink ? file.LinkTarget : File.ReadAllText(file.FullName));
            if (!OperatingSystem.IsWindows() && entry.Mode != EntryMode.SymbolicLink)
            {
                Assert.Equal(entry.Mode == EntryMode.Executable, file.UnixFileMode.HasFlag(UnixFileMode.UserExecute));
            }
        }

        Assert.False(Output.State.WasInterrupted);
        Assert.Empty(Directory.GetFiles(OutputPath, "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>Every file and link in the output, by path with slashes.</summary>
    public IEnumerable<string> Files() =>
        Directory.EnumerateFiles(OutputPath, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(OutputPath, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>What was kept aside: path and content. Builds that were killed may have kept one file more than once.</summary>
    public Dictionary<string, string> Kept() => !Directory.Exists(Output.State.KeptFolder) ? [] : Directory.EnumerateFiles(Output.State.KeptFolder, "*", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(Output.State.KeptFolder, file).Replace('\\', '/').Split('/', 2)[1], Content: File.ReadAllText(file))).Distinct()
        .ToDictionary(kept => kept.Path, kept => kept.Content);

    public void AssertWarned(params int[] codes) => Assert.Equal(codes, Findings.All.Select(d => d.Code));

    public void Dispose() => Folder.Dispose();

    private static ObjectId CommitId(string hex) => ObjectId.Parse(hex);
}
