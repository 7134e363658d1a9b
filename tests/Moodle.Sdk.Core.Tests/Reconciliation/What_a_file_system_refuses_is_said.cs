using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class What_a_file_system_refuses_is_said : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Theory]
    [InlineData("DiskFull", "MOODLE1611", "Make room")]
    [InlineData("Denied", "MOODLE1612", "own the output folder")]
    [InlineData("ReadOnly", "MOODLE1613", "Mount")]
    [InlineData("NameTooLong", "MOODLE1614", "shorter OutputPath")]
    [InlineData("InUse", "MOODLE1615", "Stop the program")]
    [InlineData("NoLinks", "MOODLE1616", "developer mode")]
    [InlineData("Other", "MOODLE1617", "goes on where it stopped")]
    public void Each_kind_has_its_code_and_names_the_path(string kind, string code, string remedy)
    {
        var result = FaultDiagnostics.Guard<int>(() => throw new OutputFault("/out/index.php", Enum.Parse<FaultKind>(kind), "the system says so"));
        var error = Assert.Single(result.Errors);
        Assert.Equal(code, error.Id);
        Assert.Contains("'/out/index.php'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the system says so.", error.Text, StringComparison.Ordinal);
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
        Assert.Empty(Directory.GetDirectories(Path.GetDirectoryName(_site.OutputPath)!));

        Directory.CreateDirectory(_site.OutputPath);
        Assert.Equal("MOODLE1614", _site.FailToBuild().Id);
        Assert.True(_site.Output.State.WasInterrupted);

        _site.Tree = good;
        _site.Rebuild();
    }

    [LinuxFact("Not even root makes folders in sysfs.")]
    public void A_place_where_nobody_may_write()
    {
        _site.OutputPath = "/sys/moodle-sdk-test/site";
        _site.Compose();
        Assert.Contains(_site.FailToBuild().Id, new[] { "MOODLE1612", "MOODLE1613" });
    }

    [Theory]
    [InlineData(28, "DiskFull")]
    [InlineData(122, "DiskFull")]
    [InlineData(13, "Denied")]
    [InlineData(30, "ReadOnly")]
    [InlineData(36, "NameTooLong")]
    [InlineData(26, "InUse")]
    [InlineData(5, "Other")]
    public void Errno_is_understood(int errno, string kind) => Assert.Equal(Enum.Parse<FaultKind>(kind), FaultKinds.OfErrno(errno));

    public void Dispose() => _site.Dispose();
}
