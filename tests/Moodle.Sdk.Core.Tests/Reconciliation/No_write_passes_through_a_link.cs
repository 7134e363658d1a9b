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
}
