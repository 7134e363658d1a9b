using Moodle.Sdk.Composition;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_name_that_no_file_can_have_is_an_error : ComposingTest
{
    [Theory]
    [InlineData(".", "leads out of its folder")]
    [InlineData("..", "leads out of its folder")]
    [InlineData("a/b", "separator")]
    [InlineData("/etc", "separator")]
    [InlineData("a\\b", "separator")]
    [InlineData("..\\x", "separator")]
    [InlineData("a\nb", "separator")]
    [InlineData("a\u001Bb", "separator")]
    [InlineData("a\u0085b", "separator")]
    [InlineData("a\u202Ab", "writing direction")]
    [InlineData("a\u202Bb", "writing direction")]
    [InlineData("a\u202Cb", "writing direction")]
    [InlineData("a\u202Db", "writing direction")]
    [InlineData("lib\u202Ephp.txt", "writing direction")]
    [InlineData("\u2066a", "writing direction")]
    [InlineData("a\u2067b", "writing direction")]
    [InlineData("a\u2068b", "writing direction")]
    [InlineData("a\u2069", "writing direction")]
    [InlineData("", "malformed")]
    [InlineData(".git", "'.git'")]
    [InlineData(".GIT", "'.git'")]
    [InlineData(".git ", "'.git'")]
    [InlineData(".Git. .", "'.git'")]
    [InlineData("git~1", "'.git'")]
    [InlineData("GIT~1.", "'.git'")]
    [InlineData(".git::$INDEX_ALLOCATION", "'.git'")]
    [InlineData(".g\u200Cit", "'.git'")]
    [InlineData("\uFEFF.git", "'.git'")]
    public void As_a_file(string name, string why)
    {
        var text = ErrorOf(Repository.RawTree(("100644", name, Blob())), 1501);

        Assert.StartsWith("mod_x holds 'mod/x/", text);
        Assert.Contains(why, text);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".git")]
    [InlineData("a\u202Eb")]
    public void As_a_folder(string name)
    {
        var inner = Repository.RawTree(("100644", "config", Blob()));

        Assert.Contains($"'mod/x/{name.Replace("\u202E", @"\u202E", StringComparison.Ordinal)}'", ErrorOf(Repository.RawTree(("40000", name, inner)), 1501));
    }

    [Fact]
    public void As_a_folder_below_the_levels_that_are_read_side_by_side()
    {
        var tree = Repository.RawTree(("100644", "config", Blob()));
        foreach (var name in new[] { ".git", "d", "c", "b", "a" })
        {
            tree = Repository.RawTree(("40000", name, tree));
        }

        Assert.Contains("'mod/x/a/b/c/d/.git'", ErrorOf(tree, 1501));
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".github")]
    [InlineData("git~10")]
    [InlineData("...")]
    [InlineData("a b")]
    [InlineData("été 日本 🙂")]
    [InlineData("עברית \u200E\u200F\u202F\u2065\u206A")]
    [InlineData("CON")]
    [InlineData("a:b?")]
    [InlineData("end.")]
    public void But_unusual_names_are_kept(string name)
    {
        var tree = Repository.RawTree(("100644", name, Blob()));

        Assert.Equal(tree, Compose(tree).Value.Id.ToString());
    }

    [Theory]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData("com1.php")]
    [InlineData("a:b")]
    [InlineData("what?")]
    [InlineData("end.")]
    [InlineData("end ")]
    public void On_Windows_so_are_names_that_it_reserves(string name)
    {
        var error = Assert.Single(Compose(Repository.RawTree(("100644", name, Blob())), new FileSystemRules(true, true)).Errors);

        Assert.Equal(1501, error.Code);
        Assert.Contains("Windows", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_shown_by_their_numbers() =>
        Assert.Contains(@"'mod/x/caf\xE9', a name that is not UTF-8", ErrorOf(RawTree([.. "caf"u8, 0xE9]), 1501));

    [Fact]
    public void Characters_that_cannot_be_seen_are_shown_by_their_numbers() =>
        Assert.Contains(@"'mod/x/.g\u200Cit'", ErrorOf(Repository.RawTree(("100644", ".g\u200Cit", Blob())), 1501));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_name_has_at_most_255_bytes(int length, bool fits)
    {
        // é takes two bytes.
        var name = new string('é', length / 2) + new string('a', length % 2);
        var site = Compose(Repository.RawTree(("100644", name, Blob())));

        Assert.Equal(fits, site.Succeeded);
        Assert.Equal(fits ? [] : [1501], site.Errors.Select(e => e.Code));
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void A_path_has_at_most_1024_bytes(int length, bool fits)
    {
        var tree = Repository.RawTree(("100644", new string('f', length - (4 * 250)), Blob()));
        for (var i = 0; i < 4; i++)
        {
            tree = Repository.RawTree(("40000", new string('d', 249), tree));
        }

        var site = Compose(tree);

        Assert.Equal(fits ? [] : [1502], site.Errors.Select(e => e.Code));
        Assert.Equal(fits ? tree : null, fits ? site.Value.Id.ToString() : null);
    }

    // The one bound on depth: what composing lets through can be built, kept aside, hashed and cleaned (What_cannot_be_moved_is_copied_with_its_holes).
    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    [InlineData(2039, false)]
    public void So_a_tree_is_at_most_511_folders_deep(int folders, bool fits)
    {
        Repository.Write(string.Concat(Enumerable.Repeat("d/", folders)) + "ff", "deep");

        Assert.Equal(fits ? [] : [1502], Compose(Committed()).Errors.Select(e => e.Code));
    }

    [Fact]
    public void Only_the_first_few_of_a_kind_are_told()
    {
        var blob = Blob();
        var tree = Repository.RawTree([.. Enumerable.Range(0, 500).Select(i => ("100644", $"a\\{i:000}", blob))]);

        Assert.Equal(10, Compose(tree).Errors.Length);
    }
}
