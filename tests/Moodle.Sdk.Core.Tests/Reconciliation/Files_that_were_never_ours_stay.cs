using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Files_that_were_never_ours_stay : IDisposable
{
    private readonly ReconciledSite _site = new();

    public Files_that_were_never_ours_stay() => _site.Write("mod/old/version.php", "old").Build();

    [Fact]
    public void Through_updates_and_removals()
    {
        _site.Edit("config.php", "secret");
        _site.Edit("mod/old/upload.bin", "data");

        _site.Delete("mod/old").Write("index.php", "new").Build();

        Assert.Equal("secret", _site.Read("config.php"));
        Assert.Equal("data", _site.Read("mod/old/upload.bin"));
        Assert.False(File.Exists(_site["mod/old/version.php"]));
        _site.AssertWarned();
    }

    [Fact]
    public void A_file_where_the_tree_now_wants_one_is_kept_aside()
    {
        _site.Edit("config.php", "mine");
        _site.Edit("same.php", "same");

        var report = _site.Write("config.php", "from upstream").Write("same.php", "same").Build();

        Assert.Equal(1, report.KeptAside);
        Assert.Equal("mine", _site.Kept()["config.php"]);
        _site.AssertWarned(1607);
    }

    [Fact]
    public void A_file_where_a_folder_must_go_is_kept_aside()
    {
        _site.Edit("local", "mine");
        _site.Write("local/tool/version.php", "x").Build();
        Assert.Equal("mine", _site.Kept()["local"]);
        _site.AssertWarned(1607);
    }

    [Fact]
    public void A_folder_with_files_where_a_file_must_go_is_kept_aside()
    {
        _site.Edit("mod/old/uploads/deep/upload.bin", "data");
        _site.Delete("mod/old").Write("mod/old", "now a file").Build();
        Assert.Equal("data", _site.Kept()["mod/old/uploads/deep/upload.bin"]);
        _site.AssertWarned(1607);
    }

    [Fact]
    public void A_plugin_that_nobody_declared_is_a_warning_on_every_build()
    {
        _site.Edit("mod/stray/version.php", "x");
        _site.Edit("mod/folder/readme.txt", "no plugin");

        Assert.NotNull(_site.Confirm());
        _site.AssertWarned(1405, 1610);
        Assert.Contains(Path.Combine("mod", "stray"), _site.Findings.All[1].Message, StringComparison.Ordinal);

        _site.Rebuild();
        _site.AssertWarned(1610);
    }

    // Moodle 5.1 has its code below public/.
    [Fact]
    public void A_plugin_that_lies_where_Moodle_does_not_look_any_more_is_a_warning_on_every_build()
    {
        _site.Edit("mod/stray/version.php", "x");
        _site.Edit("mod/folder/readme.txt", "no plugin");
        _site.Delete("mod").Write("public/mod/quiz/version.php", "<?php // quiz\n");
        _site.PluginRoots = ["public/mod", "public/blocks"];

        _site.Build();
        _site.AssertWarned(1626);
        Assert.StartsWith($"'{_site["mod/stray"]}' holds a plugin", _site.Findings.All[0].Message, StringComparison.Ordinal);
        Assert.Contains("move the folder to 'public/mod/stray'", _site.Findings.All[0].Remedy, StringComparison.Ordinal);
        Assert.NotNull(_site.Confirm());
        _site.AssertWarned(1405, 1626);

        Directory.Move(_site["mod/stray"], _site["public/mod/stray"]);
        _site.Rebuild();
        _site.AssertWarned(1610);
    }

    // Who makes it decides what the terminal of who builds does.
    [FactThatNeeds(Needs.Linux)]
    public void A_name_that_a_terminal_would_obey_is_told_without_what_it_would_obey()
    {
        _site.Edit("mod/\u001b[2Jgone\r/version.php", "theirs");
        _site.Rebuild();

        var told = Assert.Single(_site.Findings.All).Text;

        Assert.Contains("mod/\\u001B[2Jgone'", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', told);
    }

    public void Dispose() => _site.Dispose();
}
