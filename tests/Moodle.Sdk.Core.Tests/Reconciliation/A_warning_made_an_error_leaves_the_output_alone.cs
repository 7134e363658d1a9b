using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class A_warning_made_an_error_leaves_the_output_alone : IDisposable
{
    private readonly ReconciledSite _site = new();

    public A_warning_made_an_error_leaves_the_output_alone()
    {
        _site.Write("index.php", "one").Write("mod/old/version.php", "old").Write("lib/a.php", "a");
        _site.Build();
    }

    [Fact]
    public void A_hand_edited_file_stays_and_nothing_else_is_written()
    {
        File.WriteAllText(_site["index.php"], "by hand");
        _site.Write("lib/a.php", "b").Write("lib/new.php", "n");
        _site.Compose();
        _site.Promoted.Add("MOODLE1606");
        var before = FolderContent.Of(_site.OutputPath);

        var error = _site.FailToBuild();

        Assert.Equal("MOODLE1606", error.Id);
        Assert.Equal("'index.php' was changed by hand in the output.", error.Message);
        Assert.Contains("Nothing was changed", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(before, FolderContent.Of(_site.OutputPath));

        _site.Promoted.Clear();
        _site.Rebuild();
        Assert.Equal("one", File.ReadAllText(_site["index.php"]));
    }

    [Fact]
    public void So_does_a_stale_one()
    {
        File.WriteAllText(_site["mod/old/version.php"], "by hand");
        _site.Delete("mod/old").Compose();
        _site.Promoted.Add("MOODLE1608");

        Assert.Equal("MOODLE1608", _site.FailToBuild().Id);
        Assert.Equal("by hand", File.ReadAllText(_site["mod/old/version.php"]));
    }

    [Fact]
    public void A_plugin_that_nobody_declared_keeps_everything_as_it_was()
    {
        _site.Folder.Write("site/bin/Debug/site/mod/foreign/version.php", "<?php");
        _site.Write("lib/a.php", "b").Compose();
        _site.Promoted.Add("MOODLE1610");

        Assert.Equal("MOODLE1610", _site.FailToBuild().Id);
        Assert.Equal("a", File.ReadAllText(_site["lib/a.php"]));

        _site.Promoted.Clear();
        _site.Rebuild();
        _site.AssertWarned(1610);
    }

    [Fact]
    public void A_folder_of_the_site_that_gives_way_to_a_file_keeps_what_somebody_put_into_it()
    {
        File.WriteAllText(_site["mod/old/mine.txt"], "mine");
        _site.Delete("mod/old").Write("mod/old", "now a file").Write("lib/a.php", "b").Compose();
        _site.Promoted.Add("MOODLE1607");
        var before = FolderContent.Of(_site.OutputPath);

        Assert.Equal("MOODLE1607", _site.FailToBuild().Id);
        Assert.Equal(before, FolderContent.Of(_site.OutputPath));

        _site.Promoted.Clear();
        _site.Rebuild();
        _site.AssertWarned(1607);
        Assert.Equal("mine", _site.Kept()["mod/old/mine.txt"]);
    }

    [Fact]
    public void What_brings_no_warning_is_no_error_when_a_file_of_the_site_gives_way_to_a_folder_or_a_folder_to_a_file()
    {
        _site.Delete("index.php").Write("index.php/a.php", "in a folder").Delete("mod/old").Write("mod/old", "now a file").Compose();
        _site.Promoted.Add("MOODLE1607");

        _site.Rebuild();
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public void More_than_can_be_told_one_by_one_stays_too()
    {
        for (var i = 0; i < 21; i++)
        {
            _site.Write($"many/{i}.php", "as it was");
        }

        _site.Build();
        Array.ForEach(Directory.GetFiles(_site["many"]), file => File.WriteAllText(file, "by hand"));
        _site.Promoted.Add("MOODLE1609");

        Assert.Equal("MOODLE1609", _site.FailToBuild().Id);
        Assert.Equal("by hand", _site.Read("many/20.php"));
    }

    [Fact]
    public void Cleaning_deletes_nothing()
    {
        File.WriteAllText(_site["index.php"], "by hand");

        Assert.Null(_site.Clean(new(id => id == "MOODLE1620")));

        Assert.True(File.Exists(_site["lib/a.php"]));
        Assert.Equal("by hand", File.ReadAllText(_site["index.php"]));
        Assert.NotNull(_site.Clean());
    }

    public void Dispose() => _site.Dispose();
}
