using System.Diagnostics;
using System.Runtime.InteropServices;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_killed_build_is_put_right_by_the_next : IDisposable
{
    // It takes a second or two; a machine with other work takes longer, and what hangs takes for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A second at most; left to themselves they ask for minutes.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    private const string Before = "4.5.20";
    private const string After = "4.5.21";

    private readonly UpstreamWorld _world = new();

    public A_killed_build_is_put_right_by_the_next()
    {
        // Enough files that there is a while in which to kill.
        var moodle = _world.Moodle.Repository.Branch("MOODLE_405_STABLE");
        for (var i = 0; i < 3000; i++)
        {
            moodle.Write($"course/classes/part{i % 60}/file{i}.php", $"<?php\n// {i}\n{new string('x', 1500)}\n");
        }

        _world.Moodle.Release("v" + Before, "2024100720.00", "4.5.20 (Build: 20270118)", "405");
        for (var i = 0; i < 3000; i += 3)
        {
            moodle.Write($"course/classes/part{i % 60}/file{i}.php", $"<?php\n// {i} anew\n").Write($"course/classes/new{i % 7}/file{i}.php", "<?php\n");
            moodle.Delete($"course/classes/part{(i + 1) % 60}/file{i + 1}.php");
        }

        _world.Moodle.Release("v" + After, "2024100721.00", "4.5.21 (Build: 20270208)", "405");
        moodle.Pack();
    }

    [Fact]
    public void Whenever_it_is_killed()
    {
        var (before, after) = (Checkout(Before), Checkout(After));
        using var site = _world.Site();

        var cold = Measure(site, Before);
        var update = Measure(site, After);
        Forget(site);
        var warm = Measure(site, Before);

        Trial.Run(40, seed =>
        {
            // Not before the build has begun its work.
            var random = new Random(seed);
            var (isCold, first, second) = (seed % 2 == 0, 0.5 + (random.NextDouble() / 2), 0.5 + (random.NextDouble() / 2));
            var moment = $"{(isCold ? "cold" : "warm")} build killed at {first:0.00}, update killed at {second:0.00}";
            Forget(site);
            if (isCold)
            {
                TempFolder.Delete(site.GitCache);
            }

            Kill(site, Before, (isCold ? cold : warm) * first);
            AssertPutRight(site, before, moment);
            Kill(site, After, update * second);
            AssertPutRight(site, after, moment);
            AssertNothingToDo(site, moment);
        });
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("git", "while it lists refs")]
    [InlineData("git", "while it fetches")]
    [InlineData("libgit2", "while it fetches")]
    public void Whenever_it_is_interrupted_and_no_git_outlives_it(string engine, string moment)
    {
        using var site = _world.Site();
        site.GitEngine = engine;
        Declare(site, Before);
        if (moment == "while it fetches")
        {
            // With a lock nothing is listed.
            Assert.Equal(0, site.Run("restore").ExitCode);
            TempFolder.Delete(site.GitCache);
        }

        _world.Server.ResetCounts();
        _world.Server["moodle.git"].Fail(ServerFault.Hang);
        using (var build = site.StartToInterrupt("build"))
        {
            Assert.True(SpinWait.SpinUntil(() => build.Process.HasExited || _world.Server["moodle.git"].Requests > 0, Patience));
            Assert.Equal(engine == "git", GitProcesses().Length > 0);

            build.Interrupt();

            Assert.True(build.Process.WaitForExit(Patience), $"It has not ended {Patience} after it was interrupted.");
            var result = build.Wait();
            Assert.NotEqual(0, result.ExitCode);
            Assert.DoesNotContain("MOODLE19", result.Output, StringComparison.Ordinal);
        }

        Assert.True(SpinWait.SpinUntil(() => GitProcesses().Length == 0, Patience), string.Join('\n', GitProcesses()));
        _world.Server["moodle.git"].Fail(null);
        AssertPutRight(site, Checkout(Before), $"interrupted {moment}");
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData(null)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGHUP)]
    public void Whatever_ends_it_no_git_outlives_it(PosixSignal? signal)
    {
        using var site = _world.Site();
        site.GitEngine = "git";
        Declare(site, Before);
        _world.Server["moodle.git"].Fail(ServerFault.Hang);
        using (var build = site.StartToInterrupt("build"))
        {
            Assert.True(SpinWait.SpinUntil(() => build.Process.HasExited || _world.Server["moodle.git"].Requests > 0, Patience));
            Assert.NotEmpty(GitProcesses());

            if (signal is { } told)
            {
                build.Interrupt(told);
            }
            else
            {
                build.KillAlone();
            }

            Assert.True(build.Process.WaitForExit(Patience));
        }

        Assert.True(SpinWait.SpinUntil(() => GitProcesses().Length == 0, Lag), string.Join('\n', GitProcesses()));
    }

    [FactThatNeeds(Needs.Linux)]
    public void Also_where_another_process_of_the_build_has_started_it()
    {
        string[] names = ["one", "two"];
        foreach (var name in names)
        {
            using var site = new SiteProject(_world.At("many"), name) { GitCache = _world.GitCache };
            Declare(site, Before);
        }

        File.WriteAllText(_world.At("many", "all.slnx"), $"<Solution>{string.Concat(names.Select(n => $"<Project Path=\"{n}.moodleproj\" Type=\"13b669be-bb05-4ddf-9536-439f39a36129\" />"))}</Solution>");
        _world.Server["moodle.git"].Fail(ServerFault.Hang);
        var environment = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache, ["MOODLE_GIT_CACHE"] = _world.GitCache, ["MoodleGitEngine"] = "git", ["MSBUILDNOINPROCNODE"] = "1" };
        using (var build = DotnetCli.Start(_world.At("many"), ["build", "all.slnx", "-m"], environment))
        {
            Assert.True(SpinWait.SpinUntil(() => build.Process.HasExited || _world.Server["moodle.git"].Requests > 0, Patience));
            Assert.NotEmpty(GitProcesses());

            build.KillAlone();
        }

        Assert.True(SpinWait.SpinUntil(() => GitProcesses().Length == 0, Lag), string.Join('\n', GitProcesses()));
    }

    public void Dispose() => _world.Dispose();

    private void Declare(SiteProject site, string moodle) =>
        site.Declare(_world.Properties(moodle), _world.Item("mod_attendance") + _world.Item("theme_union"));

    private IReadOnlyDictionary<string, string> Checkout(string moodle) =>
        _world.Checkout("v" + moodle, ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1"));

    private TimeSpan Measure(SiteProject site, string moodle)
    {
        Declare(site, moodle);
        var watch = Stopwatch.StartNew();
        var build = site.Run("build");
        Assert.True(build.ExitCode == 0, build.Output);
        return watch.Elapsed;
    }

    // As a fresh clone of the site without its lock; the cache stays.
    private static void Forget(SiteProject site)
    {
        TempFolder.Delete(Path.Combine(site.Folder, "bin"));
        TempFolder.Delete(Path.Combine(site.Folder, "obj"));
        File.Delete(site.LockFile);
    }

    private void Kill(SiteProject site, string moodle, TimeSpan moment)
    {
        Declare(site, moodle);
        using var build = site.Start("build");
        build.Process.WaitForExit(moment);
        build.Kill();
        build.Wait();
    }

    private static void AssertPutRight(SiteProject site, IReadOnlyDictionary<string, string> expected, string moment)
    {
        var build = site.Run("build");

        Assert.True(build.ExitCode == 0, $"{moment}\n{build.Output}");
        Assert.True(expected.SequenceEqual(site.OutputFiles()), $"{moment}: the output differs.\n{build.Output}");
        Assert.Equal([".site.moodle-owner", "site"], Directory.GetFileSystemEntries(Path.GetDirectoryName(site.Output)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void AssertNothingToDo(SiteProject site, string moment)
    {
        var written = Times(site.Output);

        var build = site.Run("build");

        Assert.True(build.ExitCode == 0, $"{moment}\n{build.Output}");
        Assert.Empty(build.Diagnostics);
        Assert.Equal(written, Times(site.Output));
    }

    private static Dictionary<string, DateTime> Times(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);

    // Those that talk to this world's server; its own children do not name the address.
    private string[] GitProcesses() =>
        [.. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).Select(CommandLine).Where(c => c.Contains("git", StringComparison.Ordinal) && c.Contains(_world.Server.Address, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
