using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_place_must_be_free : ComposingTest
{
    [Theory]
    [InlineData("mod/x")]
    [InlineData("mod")]
    public void A_file_of_core_in_its_way_is_an_error(string file)
    {
        var core = Tree((file, "a file"));

        var error = Assert.Single(Compose(core, Graft("mod_x", "mod/x", Tree(("a", "a")))).Errors);

        Assert.Equal(1508, error.Code);
        Assert.Contains($"mod_x belongs in the folder 'mod/x', but '{file}' is a file or link of core.", error.Message);
    }

    [Fact]
    public void A_link_of_core_in_its_way_is_an_error()
    {
        Repository.Link("mod", "elsewhere").Write("elsewhere/a", "a");

        Assert.Equal([1508], Compose(Committed(), Graft("mod_x", "mod/x", Tree(("a", "a")))).Errors.Select(e => e.Code));
    }

    [Fact]
    public void A_file_of_its_owner_in_its_way_is_an_error()
    {
        var owner = Tree(("sub", "a file"));

        var error = Assert.Single(Compose(Tree(("a", "a")), Graft("mod_o", "mod/o", owner), Graft("osub_one", "mod/o/sub/one", Tree(("a", "a")))).Errors);

        Assert.Equal((1508, "osub_one"), (error.Code, error.Component));
        Assert.Contains("'mod/o/sub' is a file or link of mod_o", error.Message);
    }

    [Fact]
    public void Two_components_with_one_place_are_an_error()
    {
        var tree = Tree(("a", "a"));

        var error = Assert.Single(Compose(tree, Graft("mod_b", "mod/x", tree), Graft("mod_a", "mod/x", tree)).Errors);

        Assert.Equal(1509, error.Code);
        Assert.Equal("mod_b and mod_a both belong in 'mod/x'.", error.Message);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("mod/../..")]
    [InlineData("/mod/x")]
    [InlineData("mod//x")]
    [InlineData("mod/x/")]
    [InlineData("")]
    [InlineData("mod\\x")]
    [InlineData(".git/hooks")]
    public void A_place_that_is_no_folder_of_a_code_base_is_an_error(string place)
    {
        var tree = Tree(("a", "a"));

        var error = Assert.Single(Compose(tree, Graft("mod_x", place, tree)).Errors);

        Assert.Equal((1510, "mod_x"), (error.Code, error.Component));
        Assert.Contains($"'{place}'", error.Message);
    }
}
