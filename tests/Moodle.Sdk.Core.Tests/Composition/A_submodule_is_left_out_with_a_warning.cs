using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_submodule_is_left_out_with_a_warning : ComposingTest
{
    [Fact]
    public void Of_a_plugin()
    {
        Repository.Submodule("library", new string('b', 40)).Write("lib.php", "x");
        var plugin = Committed();

        var site = Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", plugin)).Value;

        var warning = Assert.Single(Findings.All);
        Assert.Equal((1520, Severity.Warning, "mod_hvp"), (warning.Code, warning.Severity, warning.Component));
        Assert.Contains("'mod/hvp/library' in a git submodule", warning.Message);
        Assert.Equal(["mod/hvp/lib.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Fact]
    public void One_warning_for_all_of_a_plugin()
    {
        Repository.Submodule("reporting", new string('b', 40)).Submodule("lib/editor", new string('c', 40)).Submodule("library", new string('d', 40));
        var plugin = Committed();

        Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", plugin));

        Assert.StartsWith("mod_hvp keeps 'mod/hvp/lib/editor', 'mod/hvp/library' and 'mod/hvp/reporting' in git submodules", Assert.Single(Findings.All).Message);
    }

    [Fact]
    public void And_a_few_names_for_any_number()
    {
        for (var i = 10; i < 40; i++)
        {
            Repository.Submodule($"s{i}", new string('b', 40));
        }

        Compose(Committed());

        Assert.Contains("'s18', 's19' and 20 more in git submodules", Assert.Single(Findings.All).Message);
    }

    [Fact]
    public void Of_core()
    {
        Repository.Submodule("lib/x", new string('b', 40)).Write("lib.php", "x");

        Assert.Equal("lib.php", Assert.Single(Compose(Committed()).Value.Entries).Path);
        Assert.Equal("core", Assert.Single(Findings.All).Component);
    }
}
