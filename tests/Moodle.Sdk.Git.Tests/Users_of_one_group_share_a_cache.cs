using System.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Tests.Bounds;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

public sealed class Users_of_one_group_share_a_cache : IDisposable
{
    private const int Group = 54_320;
    private const int Anna = 54_321;
    private const int Bruno = 54_322;
    private const int Stranger = 54_323;

    private readonly CacheFixture _it = new(GitEngine.Auto);

    [TheoryThatNeeds(Needs.OtherUsers)]
    [InlineData("Git", "002")]
    [InlineData("Git", "077")]
    [InlineData("LibGit2", "022")]
    public async Task Each_fetches_into_what_the_other_made_and_takes_it_out(string engine, string umask)
    {
        MakeShared();
        await As(Anna, "use", _it.V1);
        await As(Bruno, "use", _it.V2);
        await As(Anna, "use", _it.V3);
        Assert.Equal("", Problems());
        Directory.SetLastWriteTimeUtc(_it.Repository, DateTime.UtcNow.AddDays(-2));

        await As(Bruno, "prune");
        Assert.Empty(Directory.GetDirectories(_it.CacheFolder, "*.git", SearchOption.AllDirectories));
        await As(Bruno, "use", _it.V1);
        await As(Anna, "use", _it.V2);
        Assert.Equal("", Problems());

        async Task As(int user, string verb, params string[] commits)
        {
            var cost = await Program.RunAsAsync(user, Group, umask, [verb, engine, _it.Upstream.Address, _it.CacheFolder, "60", .. commits]);
            Assert.True(cost.Kind is null, $"{user}: {cost.Words}");
        }
    }

    [FactThatNeeds(Needs.OtherUsers)]
    public async Task Who_may_not_write_there_reads_what_is_there_and_is_told_where_it_is_not()
    {
        MakeShared();
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        _it.Server.ResetCounts();

        var there = await Program.RunAsAsync(Stranger, Stranger, "022", "use", "Git", _it.Upstream.Address, _it.CacheFolder, "60", _it.V1);
        var missing = await Program.RunAsAsync(Stranger, Stranger, "022", "use", "Git", _it.Upstream.Address, _it.CacheFolder, "60", _it.V2);

        Assert.Equal((null, GitFaultKind.OfAnotherUser), (there.Kind, missing.Kind));
        Assert.Equal(0, _it.Server.Requests);
    }

    // Where nobody asked for it, the umask decides as ever.
    [FactThatNeeds(Needs.OtherUsers)]
    public async Task A_cache_that_is_not_shared_stays_its_users()
    {
        var own = Directory.CreateDirectory(_it.CacheFolder).FullName;
        Run("chown", $"{Anna}:{Group}", own);
        Run("chmod", "2755", own);
        await Program.RunAsAsync(Anna, Group, "077", "use", "Git", _it.Upstream.Address, own, "60", _it.V1);

        Assert.Equal("", Find("-mindepth", "1", "-perm", "/077"));
    }

    // Another name of a file of theirs, a link, or a folder that others may write in already: no right is given by way of them.
    [FactThatNeeds(Needs.Linux | Needs.Root)]
    public void Only_what_was_made_is_shared()
    {
        MakeShared();
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var outside = _it.Temp.Write("outside/secret", "");
        File.SetUnixFileMode(outside, UnixFileMode.UserRead);
        var made = Directory.CreateDirectory(_it.Temp["cache", "made"], own).FullName;
        File.CreateSymbolicLink(Path.Combine(made, "link"), outside);
        Directory.CreateSymbolicLink(Path.Combine(made, "folder"), _it.Temp["outside"]);
        var open = Directory.CreateDirectory(_it.Temp["cache", "open"]).FullName;
        File.SetUnixFileMode(open, own | UnixFileMode.SetGroup | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
        Run("ln", outside, Path.Combine(open, "name"));
        Directory.CreateSymbolicLink(_it.Temp["cache", "swapped"], Directory.CreateDirectory(_it.Temp["theirs"], own).FullName);

        foreach (var folder in new[] { made, open, _it.Temp["cache", "swapped"] })
        {
            GroupFolder.Share(folder);
        }

        Assert.Equal(own | UnixFileMode.SetGroup | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute, File.GetUnixFileMode(made));
        Assert.Equal((UnixFileMode.UserRead, own), (File.GetUnixFileMode(outside), File.GetUnixFileMode(_it.Temp["theirs"])));
    }

    public void Dispose() => _it.Dispose();

    private void MakeShared()
    {
        Directory.CreateDirectory(_it.CacheFolder);
        Run("chgrp", Group.ToString(System.Globalization.CultureInfo.InvariantCulture), _it.CacheFolder);
        Run("chmod", "2775", _it.CacheFolder);
    }

    // Folders that the group cannot write in, files that it cannot read, what is another group's.
    private string Problems() => Find("(", "-type", "d", "!", "-perm", "-2070", "-o", "!", "-perm", "-040", "-o", "!", "-group", $"{Group}", ")");

    private string Find(params string[] conditions)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [_it.CacheFolder, .. conditions]) { RedirectStandardOutput = true })!;
        return find.StandardOutput.ReadToEnd();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
