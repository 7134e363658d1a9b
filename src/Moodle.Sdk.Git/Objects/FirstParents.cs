using System.Globalization;

namespace Moodle.Sdk.Git.Objects;

/// <summary>Walks through histories by first parents: from a branch's head along what was its head before.</summary>
internal static class FirstParents
{
    /// <summary>Some commits and their first parents down to the first of all, each once.</summary>
    /// <param name="objects">Reads them.</param>
    /// <param name="heads">Where it begins, one after the other.</param>
    /// <param name="shallow">Commits whose parents the upstream itself does not have.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="RefusedContentException">There are more than any real history has.</exception>
    public static IEnumerable<GitCommit> Of(IObjectReader objects, IEnumerable<CommitId> heads, IReadOnlySet<string> shallow, CancellationToken cancel)
    {
        var seen = new HashSet<CommitId>();
        foreach (var head in heads)
        {
            for (var next = head; next is not null && seen.Add(next) && objects.TryReadCommit(next.Id) is { } commit;)
            {
                cancel.ThrowIfCancellationRequested();
                if (seen.Count > UpstreamBounds.HistoryCommits)
                {
                    throw RefusedContentException.TooMuch(string.Create(CultureInfo.InvariantCulture, $"a history of more than {UpstreamBounds.HistoryCommits:N0} commits"));
                }

                yield return commit;
                next = shallow.Contains(next.ToString()) ? null : commit.Parents.FirstOrDefault();
            }
        }
    }
}
