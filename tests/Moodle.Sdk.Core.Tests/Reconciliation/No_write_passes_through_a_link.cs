using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class No_write_passes_through_a_link : IDisposable
{
    private readonly ReconciledSite _site = new();
    private readonly string _outside;

    public No_write_passes_through_a_link()
    {
        _outside = _site.Folder["outside"];
        Directory.CreateDirectory(_outside);
        _site.Write("mod/old/version.php", "old").Build();
    }

    [Fact]
    public void A_folder_that_became_a_link_is_put_right_and_what_it_led_to_is_untouched()
    {
        // Same names, same content, even the very same files: only the folder is another.
        Directory.Move(_site["mod"], Path.Combine(_outside, "mod"));
        Directory.CreateSymbolicLink(_site["mod"], Path.Combine(_outside, "mod"));

        Assert.Null(_site.Confirm());
        _site.Delete("mod/old").Write("mod/quiz/lib.php", "changed").Build();

        Assert.Equal("old", File.ReadAllText(Path.Combine(_outside, "mod", "old", "version.php")));
        Assert.Equal("<?php // lib\n", File.ReadAllText(Path.Combine(_outside, "mod", "quiz", "lib.php")));
        Assert.Equal(Path.Combine(_outside, "mod"), new DirectoryInfo(Path.Combine(Directory.GetDirectories(_site.Output.State.KeptFolder)[0], "mod")).LinkTarget);
        _site.AssertWarned(1607);
    }

    [Fact]
    public void A_file_that_became_a_link_is_replaced_not_written_through()
    {
        var target = Path.Combine(_outside, "target.txt");
        File.WriteAllText(target, "outside");
        File.Delete(_site["index.php"]);
        File.CreateSymbolicLink(_site["index.php"], target);

        _site.Write("index.php", "new").Build();

        Assert.Equal("outside", File.ReadAllText(target));
        Assert.Null(new FileInfo(_site["index.php"]).LinkTarget);
        _site.AssertWarned(1606);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_file_with_another_name_outside_keeps_mode_and_content_there()
    {
        var other = Path.Combine(_outside, "other.php");
        System.Diagnostics.Process.Start("ln", [_site["index.php"], other]).WaitForExit();
        File.SetUnixFileMode(other, (UnixFileMode)0x1FF);

        Assert.Equal(1, _site.Rebuild().Repaired);
        Assert.Equal((UnixFileMode)0x1FF, File.GetUnixFileMode(other));

        _site.Write("index.php", "new").Build();
        Assert.Equal("<?php // front page\n", File.ReadAllText(other));
    }

    [Fact]
    public void Nothing_is_kept_aside_through_a_link()
    {
        Directory.CreateSymbolicLink(_site.Output.State.KeptFolder, _outside);
        _site.Edit("index.php", "mine");

        var error = _site.FailToBuild();

        Assert.Equal("MOODLE1621", error.Id);
        Assert.Contains(_site.Output.State.KeptFolder, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_outside));
        Assert.Equal("mine", _site.Read("index.php"));
    }

    [Theory]
    [InlineData("moodle")]
    [InlineData("moodle/state")]
    public void No_state_is_written_or_deleted_through_a_link(string linked)
    {
        var folder = linked == "moodle" ? Path.GetDirectoryName(_site.Output.State.Path)! : _site.Output.State.Path;
        var there = Path.Combine(_outside, "there");
        Directory.Move(folder, there);
        Directory.CreateSymbolicLink(folder, there);
        File.WriteAllText(_site["index.php"], "mine");
        // Right again, but of another time: a build that confirms it would write that down.
        File.SetLastWriteTimeUtc(_site["mod/quiz/lib.php"], DateTime.UtcNow.AddDays(-1));
        var before = FolderContent.Of(_outside);

        var errors = new[] { _site.FailToBuild(), _site.FailToBuild(adopt: true) };
        var cleaning = new Findings();
        Assert.Null(_site.Clean(cleaning));
        File.WriteAllText(_site["index.php"], "<?php // front page\n");
        Assert.NotNull(_site.Confirm());

        Assert.All(errors.Concat(cleaning.Errors), error => Assert.Equal("MOODLE1635", error.Id));
        Assert.All(errors.Concat(cleaning.Errors), error => Assert.StartsWith($"'{folder}' ", error.Message, StringComparison.Ordinal));
        Assert.Equal(before, FolderContent.Of(_outside));
        Directory.Delete(folder);
        Assert.Equal("MOODLE1635", Dangling(folder).Id);
        Directory.Move(there, folder);
        _site.Rebuild();
    }

    [Fact]
    public void Obj_itself_may_be_a_link()
    {
        var obj = _site.Project.IntermediateFolder;
        Directory.Move(obj, Path.Combine(_outside, "obj"));
        Directory.CreateSymbolicLink(obj, Path.Combine(_outside, "obj"));

        Assert.NotNull(_site.Confirm());
        Assert.Equal(1, _site.Write("index.php", "new").Build().Changed);
    }

    [Fact]
    public void A_fresh_output_is_not_built_through_a_link_that_waits_beside_it()
    {
        File.WriteAllText(Path.Combine(_outside, "index.php"), "outside");
        Directory.Delete(_site.OutputPath, recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(_site.Output.Parent, $".site.moodle-{_site.Output.State.Key}"), _outside);

        _site.Rebuild();

        Assert.Equal(["index.php"], Directory.GetFileSystemEntries(_outside).Select(Path.GetFileName));
        Assert.Null(new DirectoryInfo(_site.OutputPath).LinkTarget);
    }

    [Fact]
    public void A_plugin_folder_that_is_a_link_is_not_looked_into()
    {
        Directory.CreateDirectory(Path.Combine(_outside, "x"));
        File.WriteAllText(Path.Combine(_outside, "x", "version.php"), "outside");
        Directory.CreateSymbolicLink(_site["blocks"], _outside);

        Assert.NotNull(_site.Confirm());
        Assert.DoesNotContain(_site.Findings.All, warning => warning.Code == 1610);
    }

    [Fact]
    public void Cleaning_deletes_nothing_behind_a_link()
    {
        Directory.Move(_site["mod"], Path.Combine(_outside, "mod"));
        Directory.CreateSymbolicLink(_site["mod"], Path.Combine(_outside, "mod"));

        Assert.NotNull(_site.Clean());

        Assert.True(File.Exists(Path.Combine(_outside, "mod", "old", "version.php")));
        Assert.NotNull(new DirectoryInfo(_site["mod"]).LinkTarget);
    }

    [Fact]
    public void A_path_that_leads_out_is_a_bug_that_stops_everything()
    {
        foreach (var path in new[] { "../x", "a/../x", "/x", "a//x", "./x", "a/.", "" })
        {
            var tree = _site.Tree with { Entries = [_site.Tree.Entries[0] with { Path = path }] };
            Assert.Throws<ArgumentException>(() => Moodle.Sdk.Reconciliation.States.EntryTable.Of(tree));
        }
    }

    public void Dispose() => _site.Dispose();

    // A link to what is not there yet makes nothing there.
    private Diagnostic Dangling(string folder)
    {
        var nowhere = Path.Combine(_outside, "nowhere");
        Directory.CreateSymbolicLink(folder, nowhere);
        var error = _site.FailToBuild();
        Assert.False(Path.Exists(nowhere));
        Directory.CreateDirectory(nowhere);
        Directory.Delete(folder);
        return error;
    }
}
