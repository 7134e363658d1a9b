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
    public void Of_core()
    {
        Repository.Submodule("lib/x", new string('b', 40)).Write("lib.php", "x");

        Assert.Equal("lib.php", Assert.Single(Compose(Committed()).Value.Entries).Path);
        Assert.Equal("core", Assert.Single(Findings.All).Component);
    }
}
