using LibGit2Sharp;

namespace Moodle.Sdk.Samples;

/// <summary>A git repository written by the sample itself, so that it needs neither the network nor git.</summary>
public sealed class EmbeddedUpstream
{
    private static readonly Signature Author = new("Sample", "sample@example.invalid", new DateTimeOffset(2025, 8, 11, 0, 0, 0, TimeSpan.Zero));
    private readonly Repository _repository;
    private TreeDefinition _tree = new();

    public EmbeddedUpstream(string folder)
    {
        Folder = folder;
        _repository = new Repository(Repository.Init(folder, isBare: true));
        _repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
    }

    public string Folder { get; }

    /// <summary>Adds or replaces files, commits them to main and tags the commit.</summary>
    public void Release(string tag, IEnumerable<(string Path, string Content)> files)
    {
        foreach (var (path, content) in files)
        {
            using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
            _tree.Add(path, _repository.ObjectDatabase.CreateBlob(bytes), Mode.NonExecutableFile);
        }

        var tree = _repository.ObjectDatabase.CreateTree(_tree);
        var parents = _repository.Head.Tip is { } tip ? [tip] : Array.Empty<Commit>();
        var commit = _repository.ObjectDatabase.CreateCommit(Author, Author, tag, tree, parents, prettifyMessage: true);
        _repository.Refs.Add("refs/heads/main", commit.Id, allowOverwrite: true);
        _repository.ApplyTag(tag, commit.Sha, Author, tag);
        _tree = TreeDefinition.From(tree);
    }

    /// <summary>Commits files to a branch of its own, which begins at a tag.</summary>
    public void Branch(string name, string tag, string message, params (string Path, string Content)[] files)
    {
        var begin = _repository.Branches[name]?.Tip ?? (Commit)_repository.Tags[tag].PeeledTarget;
        var tree = TreeDefinition.From(begin);
        foreach (var (path, content) in files)
        {
            using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
            tree.Add(path, _repository.ObjectDatabase.CreateBlob(bytes), Mode.NonExecutableFile);
        }

        var commit = _repository.ObjectDatabase.CreateCommit(Author, Author, message, _repository.ObjectDatabase.CreateTree(tree), [begin], prettifyMessage: true);
        _repository.Refs.Add($"refs/heads/{name}", commit.Id, allowOverwrite: true);
    }

    /// <summary>Makes the newest commit of another one a submodule of the next release.</summary>
    public void AddSubmodule(string path, EmbeddedUpstream other) => _tree.AddGitLink(path, other._repository.Head.Tip.Id);
}
