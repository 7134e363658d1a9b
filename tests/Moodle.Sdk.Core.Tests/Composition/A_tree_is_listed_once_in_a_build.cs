using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_tree_is_listed_once_in_a_build : ComposingTest
{
    private readonly TreeListings _known = new();

    [Fact]
    public void By_whoever_composes_first()
    {
        var plugin = Graft("mod_x", "mod/x", Tree(("version.php", "x"), ("lib/a.php", "a")));
        var core = Graft("core", "", Tree(("version.php", "core"), ("mod/readme.txt", "r")));
        var first = Build(core, plugin);

        var again = Build(Unreadable(core), Unreadable(plugin));

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(first.Entries.ToArray(), again.Entries.ToArray());
    }

    [Fact]
    public void And_belongs_to_the_upstream_that_it_has_in_each_site()
    {
        var core = Graft("core", "", Tree(("version.php", "core")));
        var (a, b) = (Graft("mod_a", "mod/a", Tree(("version.php", "a"))), Graft("mod_b", "mod/b", Tree(("version.php", "b"))));
        Build(core, a, b);

        var site = Build(core, b);

        Assert.Equal(
            [("mod/b/version.php", b.Store), ("version.php", core.Store)],
            site.Entries.Select(e => (e.Path, e.Part.Store)));
    }

    [Fact]
    public void But_is_another_at_another_place()
    {
        var core = Graft("core", "", Tree(("version.php", "core")));
        var plugin = Graft("mod_a", "mod/a", Tree(("version.php", "a")));
        Build(core, plugin);

        Assert.Equal(["blocks/a/version.php", "version.php"], Build(core, plugin with { Place = "blocks/a" }).Entries.Select(e => e.Path));
    }

    [Fact]
    public void Unless_something_is_wrong_with_it_which_everybody_is_told()
    {
        Repository.Write("version.php", "core").Submodule("lib/vendor", new string('1', 40));
        var core = Graft("core", "", Committed());
        for (var site = 0; site < 2; site++)
        {
            var findings = new Findings();
            Assert.NotNull(SiteTreeBuilder.Build(core, [], _known, findings, Linux));
            Assert.Equal([1520], findings.All.Select(f => f.Code));
        }
    }

    private SiteTree Build(Graft core, params Graft[] plugins) => SiteTreeBuilder.Build(core, plugins, _known, new Findings(), Linux)!;

    private Graft Unreadable(Graft graft)
    {
        var objects = ObjectReader.Open(Repository.Folder);
        objects.Dispose();
        return graft with { Objects = objects };
    }
}
