using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>A customisation whose commits are open for reading.</summary>
/// <param name="Series">The commits.</param>
/// <param name="Objects">Reads them. Not owned.</param>
/// <param name="Subdirectory">The folder of the repository that the component lies in; null for its root.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record OpenedSeries(CommitSeries Series, IObjectReader Objects, string? Subdirectory, Origin Origin)
{
    /// <summary>Opens it. Null where the commits do not follow each other as they say.</summary>
    /// <exception cref="MissingObjectException">A commit is not there.</exception>
    public static OpenedSeries? Open(CommitSeries series, IObjectReader objects, string? subdirectory, Origin origin)
    {
        var before = series.Base;
        foreach (var commit in series.Commits)
        {
            if (!objects.ReadCommit(commit.Commit.Id).Parents.Contains(before))
            {
                return null;
            }

            before = commit.Commit;
        }

        return new(series, objects, subdirectory, origin);
    }

    /// <summary>When the newest of them was made.</summary>
    public DateTimeOffset Time => Series.Commits.Select(c => Objects.ReadCommit(c.Commit.Id).Time).DefaultIfEmpty(DateTimeOffset.MinValue).Max();

    /// <summary>The component's tree at a commit; null where the commit does not have its folder.</summary>
    public TreeId? TreeAt(CommitId commit)
    {
        var root = Objects.ReadCommit(commit.Id).Tree;
        return Subdirectory is null ? root : new TreeFiles(Objects, root).Find(Subdirectory) is { Mode: EntryMode.Tree, Id: var folder } ? new TreeId(folder) : null;
    }
}
