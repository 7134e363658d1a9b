using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_submodule_is_code_that_is_missing : ComposingTest
{
    [Theory]
    [InlineData("library")]
    [InlineData("vendor/lib")]
    [InlineData("testing/lib")]
    [InlineData("latest")]
    public void Which_is_a_warning(string path)
    {
        var site = Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", Kept(path))).Value;

        var warning = Assert.Single(Findings.All);
        Assert.Equal((1520, Severity.Warning, "mod_hvp"), (warning.Code, warning.Severity, warning.Component));
        Assert.Contains($"'mod/hvp/{path}' in a git submodule; its code lies in another repository, and is left out", warning.Message);
        Assert.Equal(["mod/hvp/lib.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Theory]
    [InlineData("tests/behat/lib")]
    [InlineData("Docs")]
    [InlineData("classes/test/data")]
    [InlineData("documentation/theme")]
    public void Unless_only_tests_or_readers_need_it(string path)
    {
        var site = Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", Kept(path))).Value;

        Assert.Empty(Findings.All);
        Assert.Equal(["mod/hvp/lib.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Fact]
    public void Unless_something_fills_it()
    {
        var library = Graft("mod_hvp", "mod/hvp/library", Tree(("h5p.php", "x")));
        var plugin = Graft("mod_hvp", "mod/hvp", Kept("library")) with { Filled = ["mod/hvp/library"] };

        var site = Compose(Tree(("version.php", "x")), plugin, library).Value;

        Assert.Empty(Findings.All);
        Assert.Equal(["mod/hvp/lib.php", "mod/hvp/library/h5p.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Fact]
    public void Whatever_folder_its_plugin_lies_in() =>
        Assert.Equal(["MOODLE1520"], Compose(Tree(("version.php", "x")), Graft("mod_x", "test/x", Kept("library"))) is { Succeeded: true } ? Findings.All.Select(f => f.Id) : []);

    [Fact]
    public void Told_once_for_all_of_a_plugin()
    {
        Repository.Submodule("reporting", new string('b', 40)).Submodule("lib/editor", new string('c', 40)).Submodule("docs/theme", new string('e', 40)).Submodule("library", new string('d', 40));

        var plugin = Committed();

        Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", plugin));

        Assert.Equal("mod_hvp keeps 'mod/hvp/lib/editor', 'mod/hvp/library' and 'mod/hvp/reporting' in git submodules", Assert.Single(Findings.All).Message.Split(';')[0]);
    }

    [Fact]
    public void And_with_a_few_names_for_any_number()
    {
        for (var i = 10; i < 40; i++)
        {
            Repository.Submodule($"s{i}", new string('b', 40));
        }

        Compose(Committed());

        Assert.Contains("'s18', 's19' and 20 more in git submodules", Assert.Single(Findings.All).Message);
    }

    [Fact]
    public void Of_core_too()
    {
        Repository.Submodule("lib/x", new string('b', 40)).Write("lib.php", "x");

        Compose(Committed());

        Assert.Equal("core", Assert.Single(Findings.All).Component);
    }

    private string Kept(string submodule)
    {
        Repository.DeleteAll().Submodule(submodule, new string('b', 40)).Write("lib.php", "x");
        return Committed();
    }
}
