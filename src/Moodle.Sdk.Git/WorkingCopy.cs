using System.Buffers.Binary;
using System.Text;
using LibGit2Sharp;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git;

/// <summary>A working copy of somebody's: what its repository knows of a folder in it. It is read, and nothing that its configuration names is run.</summary>
public sealed class WorkingCopy
{
    private const long LargestIndex = 256 << 20;

    private readonly string _repository;
    private readonly string _folder;

    private WorkingCopy(string root, string repository, string folder)
    {
        (Root, _repository) = (root, repository);
        _folder = Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/') is { } path and not "." ? path + '/' : "";
    }

    /// <summary>Full path of the folder that the whole working copy is.</summary>
    public string Root { get; }

    /// <summary>The working copy that a folder lies in; null where it lies in none.</summary>
    /// <param name="folder">Full path.</param>
    public static WorkingCopy? Around(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var git = Path.Combine(at, ".git");
            if (Directory.Exists(git))
            {
                return new(at, git, folder);
            }

            // Of a worktree and a submodule it is a file that says where.
            if (File.Exists(git) && RegularFile.Lines(git, largest: 1 << 16).FirstOrDefault() is { } line && line.StartsWith("gitdir: ", StringComparison.Ordinal))
            {
                return new(at, Path.GetFullPath(line["gitdir: ".Length..], at), folder);
            }
        }

        return null;
    }

    /// <summary>
    /// The files of the folder that git follows, by their paths from it, and whether they are executable. Source: git's Documentation/gitformat-index.txt.
    /// None where the index is in a form that is not read.
    /// </summary>
    public IReadOnlyDictionary<string, bool> Tracked()
    {
        var tracked = new Dictionary<string, bool>(StringComparer.Ordinal);
        var index = RegularFile.TryRead(Path.Combine(_repository, "index"), LargestIndex);
        const int header = 12, beforeFlags = 60;
        if (index is not { Length: > header } || !index.AsSpan().StartsWith("DIRC"u8) || Number(index, 4) is not (2 or 3))
        {
            return tracked;
        }

        var at = header;
        for (var left = Number(index, 8); left > 0 && at + beforeFlags + 4 < index.Length; left--)
        {
            var start = at;
            at += beforeFlags + ((index[at + beforeFlags] & 0x40) != 0 ? 4 : 2);
            var length = index.AsSpan(at).IndexOf((byte)0);
            if (length < 0)
            {
                break;
            }

            var path = Encoding.UTF8.GetString(index, at, length);
            if (path.StartsWith(_folder, StringComparison.Ordinal) && Number(index, start + 24) is var mode && (mode & 0xF000) == 0x8000)
            {
                tracked[path[_folder.Length..]] = (mode & 0x40) != 0;
            }

            // Filled up with one to eight zeros.
            at = start + ((at + length - start + 8) / 8 * 8);
        }

        return tracked;
    }

    /// <summary>The tree that HEAD has of the folder; null where it has none.</summary>
    public TreeId? HeadTree()
    {
        try
        {
            GlobalSettings.SetOwnerValidation(false);
            using var repository = new Repository(Root);
            var tip = repository.Head.Tip;
            var tree = _folder.Length == 0 ? tip?.Tree : tip?[_folder.TrimEnd('/')]?.Target as Tree;
            return tree is null ? null : new TreeId(ObjectId.Parse(tree.Sha));
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }

    /// <summary>Which of some paths from the folder the commit at HEAD has a submodule at, and at which of its commits.</summary>
    public IReadOnlyDictionary<string, CommitId> Submodules(IReadOnlyCollection<string> paths)
    {
        try
        {
            GlobalSettings.SetOwnerValidation(false);
            using var repository = new Repository(Root);
            var tip = repository.Head.Tip;
            return paths.Distinct().Select(path => (Path: path, Link: tip?[_folder + path])).Where(p => p.Link is { TargetType: TreeEntryTargetType.GitLink })
                .ToDictionary(p => p.Path, p => new CommitId(ObjectId.Parse(p.Link!.Target.Sha)), StringComparer.Ordinal);
        }
        catch (LibGit2SharpException)
        {
            return new Dictionary<string, CommitId>();
        }
    }

    /// <summary>Where it was cloned from (the remote origin) and the commit that it is at; null where it does not say.</summary>
    public (string Address, CommitId? Head)? Origin()
    {
        try
        {
            GlobalSettings.SetOwnerValidation(false);
            using var repository = new Repository(Root);
            var head = repository.Head.Tip is { } tip ? new CommitId(ObjectId.Parse(tip.Sha)) : null;
            return repository.Network.Remotes["origin"]?.Url is { Length: > 0 } address ? (address, head) : null;
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
