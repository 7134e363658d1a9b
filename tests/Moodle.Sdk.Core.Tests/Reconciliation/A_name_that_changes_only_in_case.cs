using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public abstract class A_name_that_changes_only_in_case : IDisposable
{
    private protected A_name_that_changes_only_in_case(Func<string, OutputFiles> open)
    {
        Site.Open = open;
        Site.Write("mod/Big/Lib.php", "lib").Write("mod/Big/sub/a.php", "a").Write("Readme.txt", "read me").Build();
    }

    internal ReconciledSite Site { get; } = new();

    [Theory]
    [InlineData("read me")]
    [InlineData("other")]
    public void Of_a_file(string content)
    {
        var report = Site.Delete("Readme.txt").Write("README.txt", content).Build();

        Assert.Equal((1, 1, 0), (report.Added, report.Removed, report.KeptAside));
        AssertOnlyTheTree();
        Site.AssertWarned();
        Assert.True(Site.Rebuild().IsNoChange);
    }

    [Fact]
    public void Of_a_file_that_was_edited()
    {
        Site.Edit("Readme.txt", "mine");

        Site.Delete("Readme.txt").Write("README.txt", "read me").Build();

        AssertOnlyTheTree();
        Site.AssertWarned(1608);
        Assert.Equal("mine", Site.Kept()["Readme.txt"]);
    }

    [Fact]
    public void Of_a_folder()
    {
        Site.Delete("mod/Big").Write("mod/big/Lib.php", "lib").Write("mod/big/SUB/a.php", "b").Build();

        AssertOnlyTheTree();
        Site.AssertWarned();
        Assert.True(Site.Rebuild().IsNoChange);
    }

    [Fact]
    public void Of_a_folder_that_becomes_a_file()
    {
        Site.Delete("mod/Big").Write("mod/big", "file").Build();

        AssertOnlyTheTree();
        Site.AssertWarned();
    }

    [Fact]
    public void Of_a_file_that_becomes_a_folder()
    {
        Site.Delete("Readme.txt").Write("README.txt/file", "file").Build();

        AssertOnlyTheTree();
        Site.AssertWarned();
    }

    [Theory]
    [InlineData("Readme.txt", "read me")]
    [InlineData("README.txt", "new")]
    [InlineData(null, "")]
    public void There_and_back_wherever_the_first_build_was_killed(string? name, string content)
    {
        Site.Delete("Readme.txt").Delete("mod/Big").Write("README.txt", "new").Write("mod/big/Lib.php", "new").Compose();
        using var cancel = new CancellationTokenSource();
        Site.Reading = reader => new A_killed_build_is_finished_by_the_next.WatchedReader(reader, cancel.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => Site.TryBuild(cancel: cancel.Token));
        Site.Reading = reader => reader;
        File.Delete(Site["README.txt"]);
        if (name is not null)
        {
            Site.Edit(name, content);
        }

        Site.Delete("README.txt").Delete("mod/big").Write("Readme.txt", "read me").Write("mod/Big/Lib.php", "lib").Build();

        AssertOnlyTheTree();
        Site.AssertWarned();
        Site.Delete("Readme.txt").Delete("mod/Big").Write("README.txt", "new").Write("mod/big/Lib.php", "new").Build();
        AssertOnlyTheTree();
        Site.AssertWarned();
    }

    [Fact]
    public void And_is_cleaned_under_any()
    {
        Site.Delete("Readme.txt").Write("README.txt", "new").Build();
        Assert.True(Site.Clean()!.FolderRemoved);
    }

    public void Dispose()
    {
        Site.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void AssertOnlyTheTree() => Assert.Equal(Site.Tree.Entries.Select(e => e.Path), Site.Files());
}

public sealed class Where_case_counts() : A_name_that_changes_only_in_case(OutputFiles.Open)
{
    [FactThatNeeds(Needs.CaseInFileNames)]
    public void Somebodys_file_of_the_new_name_is_kept()
    {
        Site.Edit("README.txt", "theirs");
        Site.Edit("mod/big/theirs.txt", "theirs");

        Site.Delete("Readme.txt").Delete("mod/Big").Write("README.txt", "read me").Write("mod/big/Lib.php", "lib").Build();

        Assert.Equal("theirs", Site.Kept()["README.txt"]);
        Assert.Equal("theirs", Site.Read("mod/big/theirs.txt"));
        Assert.False(Directory.Exists(Site["mod/Big"]));
    }
}

public sealed class Where_case_does_not_count() : A_name_that_changes_only_in_case(root => new FoldingFiles(root))
{
    [Fact]
    public void A_folder_that_holds_files_of_somebody_is_renamed_with_them()
    {
        Site.Edit("mod/Big/sub/theirs.txt", "theirs");

        Site.Delete("mod/Big").Write("mod/big/Lib.php", "lib").Write("mod/big/SUB/a.php", "a").Build();

        Assert.Equal("theirs", Site.Read("mod/big/SUB/theirs.txt"));
        Assert.Equal(["big", "quiz"], Directory.GetDirectories(Site["mod"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Site.AssertWarned();
    }

    [Fact]
    public void A_file_that_has_the_new_name_already_stays()
    {
        File.Move(Site["Readme.txt"], Site["README.txt"]);

        Site.Delete("Readme.txt").Write("README.txt", "read me").Build();

        AssertOnlyTheTree();
        Site.AssertWarned();
    }

    [Fact]
    public void A_file_that_somebody_gave_a_third_name_is_not_lost()
    {
        File.Move(Site["Readme.txt"], Site["readme.TXT"]);

        Site.Delete("Readme.txt").Write("README.txt", "read me").Compose();

        Assert.True(Site.TryBuild().Succeeded);
        Assert.Equal("read me", Site.Read("readme.TXT"));
    }
}
