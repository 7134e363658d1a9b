using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.Releases;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>Tells what is left of older versions, whose files an update by unpacking leaves where they were: they are upstream's, and nothing of the site's.</summary>
internal static class LeftOvers
{
    // Of Moodle each has ten thousand folders; a plugin is small, and some have a release a week.
    private const int MostTagsOfCore = 12;
    private const int MostTags = 60;

    /// <summary>Which of some files an older version has, and the tag of that version.</summary>
    /// <param name="found">The commit that the component is of.</param>
    /// <param name="isCore">True for Moodle, of which the last release of each line is looked at.</param>
    /// <param name="added">Files that the commit does not have.</param>
    public static async Task<ImmutableDictionary<string, string>> FindAsync(
        FoundCommit found, bool isCore, ImmutableSortedDictionary<string, FoundFile> added, Upstreams upstreams, Origin origin, CancellationToken cancel)
    {
        var left = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (added.IsEmpty || !(await upstreams.ListAsync(found.Upstream, origin, cancel)).TryGet(out var refs))
        {
            return left.ToImmutable();
        }

        // The nearest of those before it first: what a newer version has is not left of an older.
        var sorted = (isCore ? MoodleReleases.Of(refs).NewestOfLines.Select(r => r.Tag) : refs.Tags.OrderBy(t => t.ShortName, NaturalOrder.Instance)).ToList();
        var before = sorted.TakeWhile(t => isCore || t.Commit != found.Commit).Where(t => t.Commit != found.Commit).Reverse();
        var tags = before.Take(isCore ? MostTagsOfCore : MostTags).ToList();
        if (tags.Count == 0 || !(await upstreams.FetchTreesAsync(found.Upstream, ExactReference.Targets(tags), origin, cancel)).TryGet(out var objects))
        {
            return left.ToImmutable();
        }

        foreach (var tag in tags)
        {
            var files = new TreeFiles(objects, objects.ReadCommit(tag.Commit.Id).Tree);
            foreach (var (path, file) in added.Where(a => !left.ContainsKey(a.Key)))
            {
                var there = files.FindFile(found.Subdirectory is { } folder ? $"{folder}/{path}" : path);
                if (there is { } blob && (blob == file.Blob || blob == file.WithoutCr))
                {
                    left[path] = tag.ShortName;
                }
            }
        }

        return left.ToImmutable();
    }
}
