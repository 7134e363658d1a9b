using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Submodules;

/// <summary>Finds the code of a component's git submodules: at the commits that its tree names, in the repositories that its .gitmodules names, theirs included.</summary>
/// <param name="declared">The component.</param>
/// <param name="upstreams">Where code is looked for.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class SubmoduleResolver(DeclaredComponent declared, Upstreams upstreams, CancellationToken cancel)
{
    // A repository that is its own submodule goes on for ever. Real plugins have none within others.
    private const int Deepest = 8;
    private const int Most = 100;

    /// <summary>The component with its submodules; itself where it has none, or is declared to run without.</summary>
    public async Task<Result<OpenedComponent>> FillAsync(OpenedComponent opened)
    {
        if (declared.Source is Source.OfGit { WithoutSubmodules: true } || opened.Code.From is not CodeOrigin.Git git)
        {
            return opened;
        }

        var within = git.Subdirectory is { } folder ? folder + '/' : "";
        var found = await FindAsync(git.Upstream, new TreeFiles(opened.Objects, git.Commit.Tree), within, "", 1);
        return found.Then<OpenedComponent>(all => all.Length > Most
            ? SubmoduleDiagnostics.TooMany(declared, Most)
            : opened with { Submodules = [.. all.OrderBy(s => s.Path, StringComparer.Ordinal)] });
    }

    private async Task<Result<ImmutableArray<OpenedSubmodule>>> FindAsync(UpstreamUrl of, TreeFiles files, string within, string place, int depth)
    {
        IReadOnlyList<GitModule> named;
        try
        {
            named = GitModules.In(files);
        }
        catch (InvalidDataException e)
        {
            return SubmoduleDiagnostics.BadFile(declared, of, e.Message);
        }

        // What it names and the tree does not have was taken out some day.
        var there = named.DistinctBy(m => m.Path).Where(m => m.Path.StartsWith(within, StringComparison.Ordinal) && SourceReader.TreePath(m.Path) == m.Path && files.Find(m.Path) is { Mode: EntryMode.Submodule });
        var found = await Task.WhenAll(there.Take(Most + 1).Select(m => FindAsync(of, m, new(files.Find(m.Path)!.Id), place + m.Path[within.Length..], depth)));
        return found.Any(f => !f.Succeeded)
            ? Result<ImmutableArray<OpenedSubmodule>>.Failed(found.SelectMany(f => f.Errors))
            : found.SelectMany(f => f.Value).ToImmutableArray();
    }

    private async Task<Result<ImmutableArray<OpenedSubmodule>>> FindAsync(UpstreamUrl of, GitModule module, CommitId commit, string path, int depth)
    {
        if (GitModules.AddressOf(module.Url, of) is not { } upstream)
        {
            return SubmoduleDiagnostics.BadAddress(declared, of, path);
        }

        if (depth > Deepest)
        {
            return SubmoduleDiagnostics.TooDeep(declared, path, Deepest);
        }

        var fetched = await new ExactReference(upstream, declared, upstreams, cancel).FetchAsync(commit, null);
        if (!fetched.TryGet(out var code))
        {
            return fetched.Errors.All(SourceDiagnostics.IsNotGiven)
                ? SubmoduleDiagnostics.NotGiven(declared, of, path, upstream, commit)
                : Result<ImmutableArray<OpenedSubmodule>>.Failed(fetched.Errors);
        }

        var tree = code.Objects.ReadCommit(commit.Id).Tree;
        var inner = await FindAsync(upstream, new TreeFiles(code.Objects, tree), "", path + '/', depth + 1);
        return inner.Then<ImmutableArray<OpenedSubmodule>>(more => more.Insert(0, new(new(path, upstream, commit), tree, code.Objects)));
    }
}
