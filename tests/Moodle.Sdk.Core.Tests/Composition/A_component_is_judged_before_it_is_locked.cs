using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_component_is_judged_before_it_is_locked : ComposingTest
{
    [Fact]
    public void With_the_words_that_composing_has_for_it()
    {
        Repository.Link("sub/link", "../../../../etc").Write("Readme", "1").Write("README", "2").Submodule("lib/vendor", new string('1', 40));
        var graft = Graft("mod_x", "mod/x", Committed());
        Compose(Tree(("version.php", "core")), graft);

        var judged = Judge(graft);

        Assert.Equal([1506, 1507, 1520], judged.Select(f => f.Code));
        Assert.Equal(Findings.All.Select(f => f.ToString()), judged.Select(f => f.ToString()));
    }

    [Fact]
    public void Wherever_its_type_puts_it() =>
        Assert.Equal([1510], Judge(Graft("mod_x", "../x", Tree(("version.php", "x")))).Select(f => f.Code));

    [Fact]
    public void Without_what_another_takes_the_place_of()
    {
        Repository.Link("sub/link", "/etc").Write("version.php", "x");
        var owner = Graft("mod_x", "mod/x", Committed());
        var subplugin = Graft("xsub_y", "mod/x/sub", Tree(("version.php", "y")));

        Assert.Equal([1507], Judge(owner).Select(f => f.Code));
        Assert.Empty(Judge(owner, subplugin));
    }

    [Fact]
    public void And_a_damaged_cache_shows_as_such()
    {
        var tree = Repository.RawTree(("40000", "sub", new string('1', 40)));

        Assert.Throws<MissingObjectException>(() => Judge(Graft("mod_x", "mod/x", tree)));
    }

    private static IReadOnlyList<Diagnostic> Judge(Graft judged, params Graft[] others)
    {
        var findings = new Findings();
        ComponentTrees.Judge([judged], [judged, .. others], new(), findings, Linux);
        return findings.All;
    }
}
