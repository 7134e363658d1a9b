using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class Paths_that_differ_only_in_case_are_told : ComposingTest
{
    private static readonly FileSystemRules Folding = new(FoldsCase: true, IsWindows: false);

    [Fact]
    public void Two_files_are_a_warning_where_case_counts()
    {
        var core = Tree(("lib/Readme.md", "1"), ("lib/readme.md", "2"));

        Assert.True(Compose(core).Succeeded);

        var warning = Assert.Single(Findings.All);
        Assert.Equal((1506, Severity.Warning, "core"), (warning.Code, warning.Severity, warning.Component));
        Assert.Contains("'lib/readme.md' stand beside 'lib/Readme.md'", warning.Message);
    }

    [Fact]
    public void Two_files_are_an_error_where_it_does_not()
    {
        var error = Assert.Single(Compose(Tree(("lib/Readme.md", "1"), ("lib/readme.md", "2")), Folding).Errors);

        Assert.Equal((1506, Severity.Error), (error.Code, error.Severity));
        Assert.Contains("they are one file", error.Message);
    }

    [Fact]
    public void A_folder_of_a_plugin_beside_one_of_core_is_told_once()
    {
        var core = Tree(("Mod/a/one", "1"), ("Mod/b", "2"));
        var plugin = Tree(("a/b", "1"), ("c/d", "2"), ("e", "3"));

        var error = Assert.Single(Compose(core, Folding, Graft("mod_x", "mod/x", plugin)).Errors);

        Assert.Equal("mod_x", error.Component);
        Assert.Contains("'mod' stand beside 'Mod'", error.Message);
    }

    [Fact]
    public void A_file_beside_a_folder_is_told() =>
        Assert.Equal([1506], Compose(Tree(("LIB", "1"), ("lib/a", "2")), Folding).Errors.Select(e => e.Code));
}
