using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Customizations;

public sealed class Commits_are_carried_as_git_does_it : IDisposable
{
    private static readonly string[] Paths = ["a.php", "b.php", "lib/c.php", "lib/d.php", "lib/in/e.php", "f", "f/g.php"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Few files of few lines, changed, taken out and put back on both sides; with the same verdict, and where both have one the same tree.</summary>
    [Fact]
    public void Chance_finds_no_difference() => Trial.Run(200, seed =>
    {
        var random = new Random(seed);
        var upstream = UpstreamUrl.TryParse(_folder[$"{seed}.git"], out var url) ? url : throw new InvalidOperationException();
        var repository = TestRepository.Create(_folder[$"{seed}.git"]);
        var files = new Dictionary<string, string>();
        Change(random, repository, files, 5);
        var start = repository.Commit();
        var onto = Commit(random, repository.Branch("upstream", start), new(files));
        repository.Branch("site", start);
        var commits = new List<string>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            commits.Add(Commit(random, repository, files));
        }

        var expected = ByGit(repository, onto, start, commits);
        using var cache = GitCache.Open(GitCaches.Options(_folder[$"{seed}-cache"])).Value!;
        cache.FetchAsync(upstream, [.. commits.Append(onto).Append(start).Select(c => new FetchTarget(new(ObjectId.Parse(c)), null))], FetchDepth.Tip, default).Result.Value!.Dispose();
        using var objects = cache.Open(StoreName.Of(upstream))!;
        var origin = new Origin("site.moodleproj", "MoodlePlugin", "mod_x");
        var head = objects.ReadCommit(ObjectId.Parse(onto));
        var opened = new OpenedComponent(Given.Component("mod_x"), new(head.Tree, StoreName.Of(upstream), new CodeOrigin.Git(upstream, head)), new VersionFile(), objects, origin);
        var series = new CommitSeries(upstream, "site", new(ObjectId.Parse(start)), [.. commits.Select(c => new SeriesCommit(new(ObjectId.Parse(c)), ""))]);
        var findings = new Findings();

        var carried = new CustomizedCode(cache, findings, default).Apply(opened, OpenedSeries.Open(series, objects, null, origin)!);

        Assert.Equal(expected, findings.HasErrors ? null : carried.Code.Tree.ToString());
        Assert.All(findings.All, f => Assert.Equal("MOODLE1188", f.Id));
    });

    // The tree after the last; null where one is in conflict.
    private static string? ByGit(TestRepository repository, string onto, string before, List<string> commits)
    {
        var head = onto;
        foreach (var commit in commits)
        {
            // With the commit before as what both have in common.
            var ours = repository.Git("commit-tree", "-p", before, "-m", "Ours", $"{head}^{{tree}}");
            var (exitCode, output, error) = IsolatedGit.TryRun(repository.Folder, null, ["merge-tree", "--write-tree", ours, commit]);
            Assert.True(exitCode is 0 or 1, error);
            if (exitCode == 1)
            {
                return null;
            }

            (head, before) = (repository.Git("commit-tree", "-p", head, "-m", "Carried", output), commit);
        }

        return repository.ResolveTree(head);
    }

    private static string Commit(Random random, TestRepository repository, Dictionary<string, string> files)
    {
        Change(random, repository, files, random.Next(1, 4));
        return repository.Commit();
    }

    private static void Change(Random random, TestRepository repository, Dictionary<string, string> files, int count)
    {
        for (; count > 0; count--)
        {
            var path = Paths[random.Next(Paths.Length)];
            if (files.Keys.Any(other => other.StartsWith($"{path}/", StringComparison.Ordinal) || path.StartsWith($"{other}/", StringComparison.Ordinal)))
            {
                continue;
            }

            if (files.ContainsKey(path) && files.Count > 1 && random.Next(5) == 0)
            {
                files.Remove(path);
                repository.Delete(path);
                continue;
            }

            // No two files alike: git would take one for the other, renamed.
            var lines = files.TryGetValue(path, out var there) ? there.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList() : [.. Enumerable.Range(0, 8).Select(n => $"{path} {n}")];
            lines[random.Next(lines.Count)] = $"{path} {random.Next(3)}";
            files[path] = string.Concat(lines.Select(line => $"{line}\n"));
            repository.Write(path, Encoding.UTF8.GetBytes(files[path]), executable: random.Next(6) == 0);
        }
    }
}
