using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Cleaning_takes_out_what_builds_put_in : IDisposable
{
    private readonly ReconciledSite _site = new();
    private readonly Findings _findings = new();

    [Fact]
    public void The_folder_goes_when_nothing_else_is_in_it()
    {
        _site.Build();

        Assert.Equal(new CleanReport(4, 0, FolderRemoved: true), Clean());

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_site.OutputPath)!));
        Assert.Null(_site.Output.State.ReadState());
        Assert.Empty(_findings.All);
        Assert.Equal(new CleanReport(0, 0, FolderRemoved: false), Clean());
    }

    [Fact]
    public void Unmanaged_files_stay_and_edited_ones_are_kept_aside()
    {
        _site.Build();
        _site.Edit("config.php", "secret");
        _site.Edit("mod/quiz/upload.bin", "data");
        _site.Edit("index.php", "mine");

        Assert.Equal(new CleanReport(3, 1, FolderRemoved: false), Clean());

        Assert.Equal(["config.php", "mod/quiz/upload.bin"], _site.Files());
        Assert.False(Directory.Exists(_site["admin"]));
        Assert.Equal("mine", _site.Kept()["index.php"]);
        Assert.Equal("MOODLE1620", Assert.Single(_findings.All).Id);
    }

    [Fact]
    public void A_lost_state_is_said_and_nothing_is_deleted()
    {
        _site.Write("version.php", "<?php $version = 1;").Build();
        Directory.Delete(_site.Project.IntermediateFolder, recursive: true);

        Assert.Equal(new CleanReport(0, 0, FolderRemoved: false), Clean());

        Assert.Equal("MOODLE1619", Assert.Single(_findings.All).Id);
        _site.AssertOutputEqualsTree();
    }

    [Fact]
    public void Nothing_is_said_where_only_files_of_people_are_left()
    {
        _site.Build();
        _site.Edit("config.php", "secret");
        Clean();

        Assert.Equal(new CleanReport(0, 0, FolderRemoved: false), Clean());

        Assert.Empty(_findings.All);
        Assert.Equal(["config.php"], _site.Files());
    }

    [Fact]
    public void A_build_follows_as_if_there_had_been_none()
    {
        _site.Build();
        Clean();
        _site.Rebuild();
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void What_an_interrupted_build_wrote_goes_too()
    {
        _site.Build();
        _site.Write("mod/new/version.php", "new").Compose();
        // As if killed: the plan is on record, one of its files is written, another half.
        MarkStarted();
        _site.Edit("mod/new/version.php", "new");
        _site.Edit($"mod/quiz/.moodle-{_site.Output.State.Key}-3.tmp", "ha");

        Assert.Equal(new CleanReport(5, 0, FolderRemoved: true), Clean());
    }

    [Fact]
    public void What_an_interrupted_first_build_wrote_beside_its_place_goes_too()
    {
        _site.Compose();
        MarkStarted();
        _site.Folder.Write($"site/bin/Debug/.site.moodle-{_site.Output.State.Key}/index.php", "half");

        Clean();

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_site.OutputPath)!));
    }

    public void Dispose() => _site.Dispose();

    private void MarkStarted()
    {
        var state = _site.Output.State;
        using var hold = state.Hold(null, default);
        state.MarkStarted(OutputState.Of(_site.Header(), Moodle.Sdk.Reconciliation.States.EntryTable.Of(_site.Tree), 0));
    }

    private CleanReport Clean() => _site.Clean(_findings)!;
}
