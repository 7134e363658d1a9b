using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_malformed_tree_is_an_error : ComposingTest
{
    [Fact]
    public void A_name_twice() =>
        Assert.Contains("'mod/x/a' twice", ErrorOf(Repository.RawTree(("100644", "a", Blob("1")), ("100644", "a", Blob("2"))), 1503));

    [Fact]
    public void A_file_and_a_folder_of_one_name()
    {
        var folder = Repository.RawTree(("100644", "f", Blob()));
        var tree = Repository.RawTree(("100644", "a", Blob()), ("100644", "a-b", Blob()), ("100644", "a.b", Blob()), ("40000", "a", folder));

        Assert.Contains("'mod/x/a' twice", ErrorOf(tree, 1503));
    }

    [Fact]
    public void Names_that_are_not_in_order() =>
        Assert.Contains("'mod/x/a' is not in its place", ErrorOf(Repository.RawTree(("100644", "b", Blob()), ("100644", "a", Blob())), 1504));

    [Theory]
    [InlineData("garbage")]
    [InlineData("100644 a")]
    [InlineData("100644 a\0short")]
    [InlineData("9 a\0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData(" a\0aaaaaaaaaaaaaaaaaaaa")]
    public void Bytes_that_are_no_tree(string content)
    {
        var tree = IsolatedGit.Run(Repository.Folder, Bytes(content), ["hash-object", "-w", "-t", "tree", "--literally", "--stdin"]);

        Assert.Contains("malformed", ErrorOf(tree, 1501));
    }

    [Fact]
    public void Folders_that_multiply_beyond_measure()
    {
        // Thirty objects that claim ten to the thirtieth folders.
        var tree = Repository.RawTree(("100644", "f", Blob()));
        for (var i = 0; i < 30; i++)
        {
            tree = Repository.RawTree([.. Enumerable.Range(0, 10).Select(n => ("40000", $"{n}", tree))]);
        }

        Assert.Contains("more than 250,000 files and folders", ErrorOf(tree, 1505));
    }

    [Fact]
    public void A_folder_whose_object_is_a_file_or_a_commit()
    {
        var commit = Repository.Commit();

        Assert.Contains("makes no sense at 'mod/x/lib/'", ErrorOf(Repository.RawTree(("40000", "lib", Blob())), 1530));
        Assert.Contains($"object {commit} is a commit where a tree must be", ErrorOf(Repository.RawTree(("40000", "lib", commit)), 1530));
    }

    [Fact]
    public void A_link_whose_object_is_a_folder() => Assert.Contains(
        "is a tree where a file must be", ErrorOf(Repository.RawTree(("120000", "link", Repository.RawTree(("100644", "a", Blob())))), 1530));

    [Fact]
    public void A_folder_of_another_spelling_of_its_mode_is_one()
    {
        var tree = Repository.RawTree(("40755", "lib", Repository.RawTree(("100644", "a", Blob()))));

        Assert.Contains("mod/x/lib/a", Compose(Tree(("version.php", "core")), Graft("mod_x", "mod/x", tree)).Value.Entries.Select(e => e.Path));
    }

    [Fact]
    public void A_tree_that_is_absent_is_for_the_cache_to_mend()
    {
        var tree = Repository.RawTree(("40000", "sub", new string('a', 40)));

        Assert.Equal(new string('a', 40), Assert.Throws<MissingObjectException>(() => Compose(tree)).Id.ToString());
    }
}
