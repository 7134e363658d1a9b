using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Hand_edits_are_kept_aside : IDisposable
{
    private readonly ReconciledSite _site = new();

    public Hand_edits_are_kept_aside() => _site.Write("mod/old/version.php", "old").Write("mod/old/lib.php", "old").Build();

    [Fact]
    public void An_edited_file_is_put_right_and_the_warning_says_where_its_content_is()
    {
        _site.Edit("index.php", "mine");

        Assert.Null(_site.Confirm());
        var report = _site.Rebuild();

        Assert.Equal((1, 1), (report.Repaired, report.KeptAside));
        Assert.Equal("mine", _site.Kept()["index.php"]);
        var warning = Assert.Single(_site.Findings.All);
        Assert.Equal("MOODLE1606", warning.Id);
        Assert.Equal("'index.php' was changed by hand in the output.", warning.Message);
        Assert.Contains(_site.Output.State.KeptFolder, warning.Remedy, StringComparison.Ordinal);
        // It is told before the site's file is written, which the system may refuse; and nothing in the project can declare an edit.
        Assert.DoesNotContain("declare it in the project", warning.Text, StringComparison.Ordinal);
        Assert.True(_site.Rebuild().IsNoChange);
    }

    // The time of the last change of any kind (ctime) is looked at on Linux alone.
    [FactThatNeeds(Needs.Linux)]
    public void An_edit_of_the_same_size_and_time_is_seen_by_ctime()
    {
        var time = File.GetLastWriteTimeUtc(_site["mod/old/lib.php"]);
        _site.Edit("mod/old/lib.php", "OLD");
        File.SetLastWriteTimeUtc(_site["mod/old/lib.php"], time);

        Assert.Equal(new Drift("mod/old/lib.php", DriftKind.Edited), Assert.Single(Observe().Drifts));
        _site.Rebuild();
        Assert.Equal("OLD", _site.Kept()["mod/old/lib.php"]);
    }

    [Fact]
    public void A_stale_file_that_was_edited_is_kept_before_it_goes()
    {
        _site.Edit("mod/old/version.php", "mine");

        var report = _site.Delete("mod/old").Build();

        Assert.Equal((2, 1), (report.Removed, report.KeptAside));
        Assert.Equal("mine", _site.Kept()["mod/old/version.php"]);
        Assert.False(Directory.Exists(_site["mod/old"]));
        _site.AssertWarned(1608);
    }

    [Fact]
    public void An_edit_that_equals_the_new_tree_is_no_loss()
    {
        _site.Edit("index.php", "both");
        var report = _site.Write("index.php", "both").Build();
        Assert.True(report.IsNoChange);
        _site.AssertWarned();
    }

    [Fact]
    public void A_file_that_was_only_touched_is_read_once_and_trusted_again()
    {
        File.SetLastWriteTimeUtc(_site["index.php"], DateTime.UtcNow.AddDays(-1));
        Thread.Sleep(30);

        Assert.Equal((true, 1), (Observe().IsIntact, Observe().Hashed));
        Assert.NotNull(_site.Confirm());
        Assert.Equal((true, 0), (Observe().IsIntact, Observe().Hashed));
        _site.AssertWarned(1405);
    }

    [Fact]
    public void A_state_that_cannot_be_brought_up_to_date_does_not_fail_a_build()
    {
        File.SetLastWriteTimeUtc(_site["index.php"], DateTime.UtcNow.AddDays(-1));
        File.Delete(Path.Combine(_site.Output.State.Path, "lock"));
        Directory.CreateDirectory(Path.Combine(_site.Output.State.Path, "lock"));
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void Many_kept_files_are_counted_not_listed()
    {
        for (var i = 0; i < 30; i++)
        {
            _site.Write($"lang/{i:00}.php", "text");
        }

        _site.Build();
        for (var i = 0; i < 30; i++)
        {
            _site.Edit($"lang/{i:00}.php", "mine");
        }

        Assert.Equal(30, _site.Rebuild().KeptAside);
        Assert.Equal(30, _site.Kept().Count);
        Assert.Equal([.. Enumerable.Repeat(1606, 20), 1609], _site.Findings.All.Select(d => d.Code));
        Assert.Contains("10 more files", _site.Findings.All[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_edits_of_one_file_are_both_kept()
    {
        _site.Edit("index.php", "first");
        _site.Rebuild();
        _site.Edit("index.php", "second");
        _site.Rebuild();

        var kept = Directory.GetFiles(_site.Output.State.KeptFolder, "index.php", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.Equal(["first", "second"], kept.Order(StringComparer.Ordinal));
    }

    // Sparse, so they cost whoever grew them nothing.
    [FactThatNeeds(Needs.Linux)]
    public void Files_that_were_grown_are_not_taken_into_memory()
    {
        _site.Build();
        foreach (var name in new[] { "index.php", "mod/quiz/lib.php" })
        {
            using var file = File.OpenHandle(_site[name], FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(file, 300 << 20);
        }

        var before = GC.GetTotalAllocatedBytes();
        _site.Rebuild();

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
    }

    [Fact]
    public void A_large_file_that_was_only_touched_is_no_edit()
    {
        _site.Write("lib/large.bin", new string('x', 20 << 20)).Build();
        File.SetLastWriteTimeUtc(_site["lib/large.bin"], DateTime.UtcNow.AddDays(-1));

        Assert.True(_site.Rebuild().IsNoChange);
        Assert.Empty(_site.Kept());
    }

    public void Dispose() => _site.Dispose();

    private Observation Observe() => Observation.Of(_site.Output, _site.Output.State.ReadState()!, hashEverything: false, default);
}
