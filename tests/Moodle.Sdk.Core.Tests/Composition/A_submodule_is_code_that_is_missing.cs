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
    public void Which_is_an_error(string path)
    {
        Repository.Submodule(path, new string('b', 40)).Write("lib.php", "x");

        var error = Assert.Single(Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", Kept(path))).Errors);

        Assert.Equal((1520, "mod_hvp"), (error.Code, error.Component));
        Assert.Contains($"'mod/hvp/{path}' in a git submodule; its code lies in another repository, which cannot be fetched yet", error.Message);
        Assert.Contains("""Submodules="false" on the item""", error.Remedy);
    }

    [Theory]
    [InlineData("tests/behat/lib")]
    [InlineData("Docs")]
    [InlineData("classes/test/data")]
    [InlineData("documentation/theme")]
    public void Unless_only_tests_or_readers_need_it(string path)
    {
        var site = Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", Kept(path))).Value;

        var warning = Assert.Single(Findings.All);
        Assert.Equal((1520, Severity.Warning, "mod_hvp"), (warning.Code, warning.Severity, warning.Component));
        Assert.Contains($"'mod/hvp/{path}' in a git submodule; its code lies in another repository, and is left out", warning.Message);
        Assert.Equal(["mod/hvp/lib.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Fact]
    public void And_a_warning_where_it_is_declared_to_be_left_out()
    {
        var site = Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", Kept("library")) with { WithoutSubmodules = true }).Value;

        Assert.Equal(["MOODLE1520"], Findings.All.Select(f => f.Id));
        Assert.Equal(["mod/hvp/lib.php", "version.php"], site.Entries.Select(e => e.Path));
    }

    [Fact]
    public void Whatever_folder_its_plugin_lies_in() =>
        Assert.Equal(1520, Assert.Single(Compose(Tree(("version.php", "x")), Graft("mod_x", "test/x", Kept("library"))).Errors).Code);

    [Fact]
    public void Told_once_for_all_of_a_plugin()
    {
        Repository.Submodule("reporting", new string('b', 40)).Submodule("lib/editor", new string('c', 40)).Submodule("docs/theme", new string('e', 40)).Submodule("library", new string('d', 40));

        var plugin = Committed();

        Compose(Tree(("version.php", "x")), Graft("mod_hvp", "mod/hvp", plugin));

        Assert.Equal(
            [(Severity.Error, "mod_hvp keeps 'mod/hvp/lib/editor', 'mod/hvp/library' and 'mod/hvp/reporting' in git submodules"), (Severity.Warning, "mod_hvp keeps 'mod/hvp/docs/theme' in a git submodule")],
            Findings.All.OrderBy(f => f.Severity == Severity.Warning).Select(f => (f.Severity, f.Message.Split(';')[0])));
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

        var error = Assert.Single(Compose(Committed()).Errors);

        Assert.Equal("core", error.Component);
        Assert.DoesNotContain("Submodules=", error.Remedy);
    }

    private string Kept(string submodule)
    {
        Repository.DeleteAll().Submodule(submodule, new string('b', 40)).Write("lib.php", "x");
        return Committed();
    }
}
