using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Builds_at_the_same_time_all_end_right : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Fact]
    public void Of_one_site()
    {
        using var site = _world.DeclaredSite();
        var expected = Expected;

        Trial.Run(20, _ =>
        {
            TempFolder.Delete(_world.GitCache);
            TempFolder.Delete(Path.Combine(site.Folder, "bin"));
            TempFolder.Delete(Path.Combine(site.Folder, "obj"));
            File.Delete(site.LockFile);
            RunAll([site, site, site]);

            Assert.Equal(expected, site.OutputFiles());
            Assert.Equal([".site.moodle-owner", "site"], Directory.GetFileSystemEntries(Path.GetDirectoryName(site.Output)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            RunAll([site, site]);
            Assert.Equal(expected, site.OutputFiles());
        });
    }

    [Theory]
    [InlineData("git", true)]
    [InlineData("git", false)]
    [InlineData("libgit2", true)]
    public void Of_several_sites_that_fetch_each_commit_once_into_one_empty_cache(string engine, bool filters)
    {
        _world.Server["mod_attendance.git"].AllowsFilters = filters;
        var expected = Expected;

        Trial.Run(20, seed =>
        {
            TempFolder.Delete(_world.GitCache);
            _world.Server.ResetCounts();
            var sites = new[] { "one", "two", "three" }.Select(name => _world.DeclaredSite($"{name}{seed}")).ToArray();
            foreach (var site in sites)
            {
                site.GitEngine = engine;
            }

            RunAll(sites);

            Assert.All(sites, site => Assert.Equal(expected, site.OutputFiles()));
            Assert.Equal(File.ReadAllText(sites[0].LockFile), File.ReadAllText(sites[1].LockFile));
            var upstreams = new[] { "moodle.git", "theme_union.git", "mod_attendance.git" }.Select(name => _world.Server[name]).ToArray();
            // Each site may look at the candidates for itself, which takes packs too.
            Assert.Equal([1, 1, 1], upstreams.Select(u => u.ShallowFetches));
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_world.GitCache, "incoming")));
        });
    }

    public void Dispose() => _world.Dispose();

    private IReadOnlyDictionary<string, string> Expected =>
        _world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1"));

    private static void RunAll(SiteProject[] sites)
    {
        var running = sites.Select(site => site.Start("build")).ToArray();
        foreach (var build in running)
        {
            using (build)
            {
                var result = build.Wait();
                Assert.True(result.ExitCode == 0, result.Output);
                Assert.Empty(result.Diagnostics);
            }
        }
    }
}
