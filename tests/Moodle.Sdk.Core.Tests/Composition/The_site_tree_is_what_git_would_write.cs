using Moodle.Sdk.Composition;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class The_site_tree_is_what_git_would_write : ComposingTest
{
    [Fact]
    public void Entries_of_a_plugin_replace_what_core_holds_at_its_place()
    {
        var core = Tree(("a.txt", "a"), ("mod/a-b/x", "1"), ("mod/a/old.php", "old"), ("mod/a0", "2"), ("é/𝄞", "3"), ("é/\uFF01", "4"));
        var plugin = Tree(("lib.php", "new"), ("db/access.php", "x"));
        var expected = Tree(("a.txt", "a"), ("mod/a-b/x", "1"), ("mod/a/lib.php", "new"), ("mod/a/db/access.php", "x"), ("mod/a0", "2"), ("é/𝄞", "3"), ("é/\uFF01", "4"));

        var site = Compose(core, Graft("mod_a", "mod/a", plugin)).Value;

        Assert.Equal(expected, site.Id.ToString());
        Assert.Empty(Findings.All);
        Assert.Equal(["a.txt", "mod/a-b/x", "mod/a/db/access.php", "mod/a/lib.php", "mod/a0", "é/\uFF01", "é/𝄞"], site.Entries.Select(e => e.Path));
        Assert.Equal(["core", "core", "mod_a", "mod_a", "core", "core", "core"], site.Entries.Select(e => e.Part.Component.ToString()));
    }

    [Fact]
    public void A_site_without_plugins_has_the_id_of_its_core()
    {
        Repository.Write("bin/run", "#!/bin/sh", executable: true).Link("current", "bin/run").Write("lib/a/b/c/d.php", "x").Write("lib.php", "y");
        var core = Committed();

        Assert.Equal(core, Compose(core).Value.Id.ToString());
    }

    [Fact]
    public void An_upstream_of_several_components_is_one_store()
    {
        var tree = Tree(("version.php", "x"));

        var site = Compose(tree, Graft("mod_b", "mod/b", tree, "shared"), Graft("mod_a", "mod/a", tree, "shared")).Value;

        Assert.Equal(["mod_a", "mod_b", "core"], site.Entries.Select(e => e.Part.Component.ToString()));
        Assert.Equal(2, site.Entries.Select(e => e.Part.Store).Distinct().Count());
    }

    [Fact]
    public void A_subplugin_lies_in_its_owner_whatever_their_order()
    {
        var core = Tree(("version.php", "core"));
        var owner = Tree(("lib.php", "owner"), ("sub/one/bundled.php", "1"), ("sub/two/x.php", "2"));
        var sub = Tree(("version.php", "sub"));
        var expected = Tree(("version.php", "core"), ("mod/o/lib.php", "owner"), ("mod/o/sub/one/version.php", "sub"), ("mod/o/sub/two/x.php", "2"));

        var site = Compose(core, Graft("osub_one", "mod/o/sub/one", sub), Graft("mod_o", "mod/o", owner)).Value;

        Assert.Equal(expected, site.Id.ToString());
    }

    [Fact]
    public void A_new_place_comes_where_git_orders_it()
    {
        var core = Tree(("mod/a.php", "1"), ("mod/ab/x", "2"), ("mod.php", "3"), ("zz", "4"));
        var plugin = Tree(("x", "5"));
        var expected = Tree(("mod/a.php", "1"), ("mod/ab/x", "2"), ("mod.php", "3"), ("zz", "4"), ("mod/a/x", "5"), ("mod-x/y/x", "5"));

        var site = Compose(core, Graft("mod_aa", "mod/a", plugin), Graft("local_yy", "mod-x/y", plugin)).Value;

        Assert.Equal(expected, site.Id.ToString());
    }

    [Theory]
    [InlineData("100664", "100644")]
    [InlineData("100600", "100644")]
    [InlineData("100775", "100755")]
    public void Modes_that_git_no_longer_writes_are_what_git_takes_them_for(string stored, string normal)
    {
        var odd = Repository.RawTree((stored, "a.php", Blob()));

        Assert.Equal(Repository.RawTree((normal, "a.php", Blob())), Compose(odd).Value.Id.ToString());
    }

    [Fact]
    public void A_path_of_300_characters_is_kept()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('d', 59), 5));
        var core = Tree((path, "deep"));

        var site = Compose(core).Value;

        Assert.Equal(core, site.Id.ToString());
        Assert.Equal(299, Assert.Single(site.Entries).Path.Length);
    }

    [Fact]
    public void Part_of_a_tree_has_the_id_that_git_gives_it()
    {
        var core = Tree(("a/b/c.php", "1"), ("a/b.php", "2"), ("d/e", "3"));
        var expected = Tree(("a/b/c.php", "1"), ("a/b.php", "2"));

        var entries = Compose(core).Value.Entries.Where(e => e.Path != "d/e").ToList();

        Assert.Equal(expected, TreeHash.Of(entries).ToString());
        Assert.Equal("4b825dc642cb6eb9a060e54bf8d69288fbee4904", TreeHash.Of([]).ToString());
    }
}
