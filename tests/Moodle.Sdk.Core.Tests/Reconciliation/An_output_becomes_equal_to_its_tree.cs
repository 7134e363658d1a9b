using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class An_output_becomes_equal_to_its_tree : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Fact]
    public void An_absent_output_is_built()
    {
        _site.Link("lang", "admin/cli");

        var report = _site.Build();

        Assert.Equal((5, 0, 0, 0, 0), (report.Added, report.Changed, report.Removed, report.Repaired, report.KeptAside));
        Assert.Equal(["admin/cli/run.sh", "index.php", "lang/run.sh", "mod/quiz/lib.php", "mod/quiz/version.php"], _site.Files());
        Assert.Equal([".site.moodle-owner"], Directory.GetFiles(Path.GetDirectoryName(_site.OutputPath)!).Select(Path.GetFileName));
        _site.AssertWarned();
    }

    [Fact]
    public void An_empty_folder_is_filled_in_place()
    {
        Directory.CreateDirectory(_site.OutputPath);
        _site.Build();
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void A_second_build_changes_nothing()
    {
        _site.Build();
        var before = File.GetLastWriteTimeUtc(_site["index.php"]);

        Assert.True(_site.Rebuild().IsNoChange);
        Assert.True(_site.Rebuild(hashEverything: true).IsNoChange);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_site["index.php"]));
    }

    [Fact]
    public void Another_tree_adds_changes_and_removes()
    {
        _site.Write("mod/old/version.php", "old").Write("mod/old/db/access.php", "old").Build();

        var report = _site.Delete("mod/old").Write("mod/new/version.php", "new").Write("index.php", "<?php // other\n").Write("mod/quiz/lib.php", "<?php // lib\n", executable: true).Build();

        Assert.Equal((1, 2, 2, 0, 0), (report.Added, report.Changed, report.Removed, report.Repaired, report.KeptAside));
        Assert.False(Directory.Exists(_site["mod/old"]));
        _site.AssertWarned();
    }

    [Fact]
    public void Missing_files_and_wrong_exec_bits_are_put_right()
    {
        _site.Build();
        File.Delete(_site["index.php"]);
        Directory.Delete(_site["mod"], recursive: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_site["admin/cli/run.sh"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Null(_site.Confirm());
        var report = _site.Rebuild();

        Assert.Equal(OperatingSystem.IsWindows() ? 3 : 4, report.Repaired);
        Assert.Equal(0, report.Added + report.Changed + report.Removed + report.KeptAside);
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void A_folder_becomes_a_file_and_a_file_a_folder_and_links_change_place_with_both()
    {
        _site.Write("a/one", "1").Write("a/deep/two", "2").Write("b", "file").Link("c", "index.php").Write("d", "plain").Write("e/f", "1").Build();

        var report = _site.Delete("a").Write("a", "now a file").Delete("b").Write("b/inner", "now a folder").Delete("c").Write("c/x", "1").Link("d", "index.php")
            .Delete("e").Link("e", "mod").Build();

        Assert.Equal(0, report.KeptAside);
        _site.AssertWarned();
    }

    [Fact]
    public void Long_paths_are_written()
    {
        // 300 characters, as a hostile or careless upstream has them.
        _site.Write(string.Join('/', Enumerable.Repeat("thirty_characters_of_a_folder_", 10)) + "/file.php", "deep").Build();
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void A_link_to_the_output_is_followed()
    {
        Directory.CreateDirectory(_site.Folder["elsewhere"]);
        Directory.CreateDirectory(Path.GetDirectoryName(_site.OutputPath)!);
        Directory.CreateSymbolicLink(_site.OutputPath, _site.Folder["elsewhere"]);
        _site.Compose();
        Assert.True(_site.TryBuild().Succeeded);
        Assert.True(File.Exists(_site.Folder["elsewhere", "index.php"]));
        Assert.NotNull(new DirectoryInfo(_site.OutputPath).LinkTarget);
    }

    public void Dispose() => _site.Dispose();
}
