using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class What_a_file_system_refuses_is_said : IDisposable
{
    private readonly ReconciledSite _site = new();

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("write", 28, "MOODLE1611", "Make room")]
    [InlineData("write", 122, "MOODLE1611", "Make room")]
    [InlineData("open", 13, "MOODLE1612", "own the output folder")]
    [InlineData("unlink", 1, "MOODLE1612", "chattr -i")]
    [InlineData("mkdir", 30, "MOODLE1613", "Mount")]
    [InlineData("open", 36, "MOODLE1614", "shorter OutputPath")]
    [InlineData("rename", 26, "MOODLE1615", "Stop the program")]
    [InlineData("symlink", 1, "MOODLE1616", "developer mode")]
    [InlineData("read", 5, "MOODLE1617", "goes on where it stopped")]
    public void Each_kind_has_its_code_and_names_path_call_and_number(string call, int errno, string code, string remedy)
    {
        var result = FaultGuard.Run<int>(() => throw new SystemFaultException(new(call, "/out/index.php", errno, "The system says so.")));
        var error = Assert.Single(result.Errors);
        Assert.Equal(code, error.Id);
        Assert.Contains("'/out/index.php'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The system says so ({call}, errno {errno}).", error.Text, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_no_file_system_takes()
    {
        // Composing refuses names that Linux would; other file systems take less.
        var good = _site.Compose();
        var entries = good.Entries.Select(e => e.Path == "mod/quiz/lib.php" ? e with { Path = $"mod/quiz/{new string('l', 300)}.php" } : e);
        _site.Tree = good with { Entries = [.. entries] };
        Assert.Equal("MOODLE1614", _site.FailToBuild().Id);
        Assert.False(Directory.Exists(_site.OutputPath));
        // What was written by then is kept for the next build.
        Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(_site.OutputPath)!));

        Directory.CreateDirectory(_site.OutputPath);
        Assert.Equal("MOODLE1614", _site.FailToBuild().Id);
        Assert.True(_site.Output.State.WasInterrupted);

        _site.Tree = good;
        _site.Rebuild();
    }

    // Not even root makes folders in sysfs.
    [FactThatNeeds(Needs.Linux)]
    public void A_place_where_nobody_may_write()
    {
        _site.OutputPath = "/sys/moodle-sdk-test/site";
        _site.Compose();
        Assert.Contains(_site.FailToBuild().Id, new[] { "MOODLE1612", "MOODLE1613" });
    }

    public void Dispose() => _site.Dispose();
}
