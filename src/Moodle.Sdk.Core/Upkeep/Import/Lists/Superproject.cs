using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Submodules;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>Reads a git repository that has plugins as its submodules: .gitmodules says where they are from, the commit at HEAD which of their commits they are at.</summary>
internal static class Superproject
{
    public const string FileName = GitModules.FileName;

    /// <summary>Reads it.</summary>
    /// <param name="path">Full path of .gitmodules.</param>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public static ImportedList Read(string path)
    {
        var copy = WorkingCopy.Around(Path.GetDirectoryName(path)!);
        var modules = GitModules.Parse(Encoding.UTF8.GetString(ListFile.Content(path)));
        var of = UpstreamUrl.TryParse(copy?.Origin()?.Address, out var origin) ? origin : null;
        var commits = copy?.Submodules([.. modules.Select(m => m.Path)]);
        return new(path, "a git repository with submodules", [.. modules.Select(module => Entry(module, of, commits))]);
    }

    private static ListEntry Entry(GitModule module, UpstreamUrl? of, IReadOnlyDictionary<string, CommitId>? commits)
    {
        var repository = of is null ? UpstreamUrl.TryParse(module.Url, out var written) ? written : null : GitModules.AddressOf(module.Url, of);
        var commit = commits?.GetValueOrDefault(module.Path);
        var isMoodle = repository is not null && repository.Address.Split('/', ':')[^1] is "moodle" or "moodle.git";
        return new ListEntry(module.Path, module.Line)
        {
            Component = isMoodle ? ComponentName.Core : null,
            Path = module.Path,
            Repository = repository,
            Request = commit is not null ? new CodeRequest.Commit(commit.ToString()) : module.Branch is { } named ? new CodeRequest.Branch(named) : null,
            Note = commit is not null && module.Branch is { } branch ? $"followed branch {branch}" : null,
            Refused = repository is null ? $"'{module.Url}' is not the address of a repository that can be used"
                : commits is not null && commit is null ? "the repository's commit has nothing at this path: git leaves it out too"
                : null,
        };
    }
}
