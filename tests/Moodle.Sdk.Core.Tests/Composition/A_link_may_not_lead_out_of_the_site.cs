using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_link_may_not_lead_out_of_the_site : ComposingTest
{
    [Theory]
    [InlineData("/etc/passwd", "not relative")]
    [InlineData("C:\\Windows", "not relative")]
    [InlineData("C:/Windows", "not relative")]
    [InlineData("..\\..\\..\\x", "not relative")]
    [InlineData("../../../../etc/passwd", "out of the code base")]
    [InlineData("a/../../../../../x", "out of the code base")]
    [InlineData("", "no path")]
    [InlineData("a\nb", "no path")]
    [InlineData("lib\u202Ephp.txt", "no path")]
    [InlineData("a\u2066", "no path")]
    public void A_target_that_does_so_is_an_error(string target, string why)
    {
        Repository.Link("sub/link", target).Write("lib.php", "x");

        var text = ErrorOf(Committed(), 1507);

        Assert.StartsWith("mod_x holds the symbolic link 'mod/x/sub/link' to '", text);
        Assert.Contains(why, text);
    }

    [Fact]
    public void A_target_with_a_NUL_is_an_error()
    {
        var tree = Repository.RawTree(("120000", "link", Repository.RawBlob("a\0b")));

        Assert.Contains("no path", ErrorOf(tree, 1507));
    }

    [Fact]
    public void A_target_longer_than_any_path_is_an_error() =>
        Assert.Contains("no path", ErrorOf(Repository.RawTree(("120000", "link", Blob(new string('a', 5000)))), 1507));

    [Theory]
    [InlineData("real/file")]
    [InlineData("dir/../../x")]
    public void A_target_through_another_link_is_an_error(string rest)
    {
        // Read as text, dir/.. is this folder; the system would go up from where the link leads.
        Repository.Link("dir", "deep/er").Link("link", rest == "real/file" ? "dir/file" : rest).Write("deep/er/file", "x");

        Assert.Contains("it leads through 'mod/x/dir', which is a link itself", ErrorOf(Committed(), 1507));
    }

    [Fact]
    public void A_target_through_another_link_in_other_letters_is_an_error()
    {
        // Where case does not count, DIR is the link, and two steps up from where it leads is outside.
        Repository.Link("deep/er/dir", "../../top").Link("link", "deep/er/DIR/../../../../../x").Write("top/file", "x");

        Assert.Contains("it leads through 'mod/x/deep/er/DIR', which is a link itself", ErrorOf(Committed(), 1507));
    }

    [Theory]
    [InlineData("lib.php")]
    [InlineData("./sub/../lib.php")]
    [InlineData("../../version.php")]
    [InlineData("../../../x/../index.php")]
    [InlineData("nowhere")]
    [InlineData("first")]
    public void A_target_within_the_site_is_kept(string target)
    {
        Repository.Link("sub/link", target).Link("sub/first", "other").Write("lib.php", "x");
        var core = Tree(("version.php", "x"), ("index.php", "x"));
        var plugin = Repository.RawTree(("40000", "sub", Repository.RawTree(("120000", "first", Blob("other")), ("120000", "link", Blob(target)))));

        var site = Compose(core, Graft("mod_x", "mod/x", plugin));

        Assert.Empty(site.Errors);
        Assert.Equal(EntryMode.SymbolicLink, site.Value.Entries.Single(e => e.Path == "mod/x/sub/link").Mode);
    }

    [Fact]
    public void A_link_that_a_plugin_replaces_is_not_judged()
    {
        Repository.Link("mod/x/link", "/etc").Write("version.php", "x");
        var core = Committed();
        var plugin = Tree(("version.php", "x"));

        Assert.Empty(Compose(core, Graft("mod_x", "mod/x", plugin)).Errors);
        Assert.Equal([1507], Compose(core).Errors.Select(e => e.Code));
    }
}
