using System.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Plugins;

namespace Moodle.Sdk.RuleStudy;

/// <summary>A repository on disk, and what it offered at any time.</summary>
internal sealed class StudiedRepository
{
    private readonly IObjectReader _objects;
    private readonly Dictionary<CommitId, PluginCandidate?> _read = [];

    private readonly string? _subdirectory;
    private string? _component;

    private StudiedRepository(string name, string gitFolder, string? subdirectory = null)
    {
        (Name, _subdirectory, _objects) = (name, subdirectory, ObjectReader.Open(gitFolder));
        var lines = Git(gitFolder, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", "refs/heads", "refs/tags")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Refs = new([.. lines.Select(p => new RemoteRef(p[0], new CommitId(ObjectId.Parse(p[^1]))))], Git(gitFolder, "symbolic-ref", "HEAD").Trim());
    }

    public string Name { get; }

    public RemoteRefs Refs { get; }

    /// <summary>The component that the default branch says it is; empty when it says none.</summary>
    public string Component => _component ??= Read(Refs.All.Where(r => r.Name == Refs.DefaultBranch)).FirstOrDefault()?.File.Component.Value ?? "";

    /// <summary>Time of the newest commit that a ref leads to.</summary>
    public DateTimeOffset Newest => Refs.All.Max(r => _objects.TryReadCommit(r.Commit.Id)?.Time ?? DateTimeOffset.MinValue);

    public static IEnumerable<StudiedRepository> In(string folder) =>
        from repository in Directory.EnumerateDirectories(folder).Order(StringComparer.OrdinalIgnoreCase)
        let git = new[] { Path.Combine(repository, "repo", ".git"), Path.Combine(repository, "repo"), repository }.FirstOrDefault(f => Directory.Exists(Path.Combine(f, "objects")))
        where git is not null
        from studied in new StudiedRepository(Path.GetFileName(repository).Replace('+', '/'), git).ByPlugin(git)
        select studied;

    // One that has no plugin in its root, but a handful in its folders, is as many.
    private IEnumerable<StudiedRepository> ByPlugin(string git)
    {
        const int handful = 12;
        var head = Refs.All.FirstOrDefault(r => r.Name == Refs.DefaultBranch);
        var files = head is null || Read([head]).Count > 0 ? null : new TreeFiles(_objects, _objects.ReadCommit(head.Commit.Id).Tree);
        var folders = files is null ? [] : PluginFolders.Find(files);
        return folders.Count is 0 or > handful ? [this] : folders.Select(f => new StudiedRepository($"{Name} in {f.Path}", git, f.Path));
    }

    /// <summary>What it offers.</summary>
    public (IReadOnlyList<PluginCandidate> Candidates, string Count) Offer() => OfferOf(Refs);

    /// <summary>What it offered at a time: its tags of then, and its branches moved back along their first parents.</summary>
    public (IReadOnlyList<PluginCandidate> Candidates, string Count) OfferAt(DateTimeOffset time) =>
        OfferOf(Refs with { All = [.. Refs.All.Select(r => At(r, time)).OfType<RemoteRef>()] });

    private (IReadOnlyList<PluginCandidate> Candidates, string Count) OfferOf(RemoteRefs refs)
    {
        var candidates = CandidateRefs.Of(refs);
        return ([.. Read(candidates.All).Where(c => Component.Length == 0 || !c.File.Component.IsSet || c.File.Component.Value == Component)], candidates.Count);
    }

    private RemoteRef? At(RemoteRef reference, DateTimeOffset time)
    {
        var commit = _objects.TryReadCommit(reference.Commit.Id);
        while (commit is not null && commit.Time > time && reference.IsBranch)
        {
            commit = commit.Parents.Count == 0 || !_objects.Contains(commit.Parents[0].Id) ? null : _objects.TryReadCommit(commit.Parents[0].Id);
        }

        return commit is null || commit.Time > time ? null : reference with { Commit = commit.Id };
    }

    private List<PluginCandidate> Read(IEnumerable<RemoteRef> refs)
    {
        var all = refs.ToList();
        foreach (var reference in all.Where(r => !_read.ContainsKey(r.Commit)))
        {
            _read[reference.Commit] = PluginCandidate.Read(_objects, [reference], default, _subdirectory).FirstOrDefault();
        }

        return [.. all.Select(r => _read[r.Commit] is { } read ? read with { Ref = r } : null).OfType<PluginCandidate>()];
    }

    private static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output;
    }
}
