using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class Publishing_leaves_out_what_is_excluded
{
    private static readonly Origin Declared = new("site.moodleproj", "MoodlePublishExclude");

    [Fact]
    public void By_default_what_upstreams_steer_their_repository_with()
    {
        var site = Site(
            ".eslintrc", ".gitattributes", ".github/workflows/push.yml", ".gitignore", ".grunt/upgradenotes.mjs", ".stylelintrc", ".upgradenotes/MDL-1.yml",
            "lib/aws-sdk/.gitattributes", "mod/attendance/.github/FUNDING.yml", "mod/attendance/.travis.yml", "version.php");

        Assert.Equal(["version.php"], Delivered(site));
    }

    [Fact]
    public void By_default_nothing_that_Moodle_may_read()
    {
        string[] needed =
        [
            ".htaccess", "admin/environment.xml", "admin/tool/behat/version.php", "composer.json", "composer.lock", "config-dist.php", "db/install.xml",
            "github/lib.php", "lib/amd/build/first.min.js", "lib/behat/lib.php", "lib/components.json", "lib/phpunit/lib.php", "lib/testing/lib.php",
            "lib/thirdpartylibs.xml", "local/x/.htaccess", "local/x/vendor/autoload.php", "version.php",
        ];

        Assert.Equal(needed, Delivered(Site(needed)));
    }

    [Theory]
    [InlineData("**/tests", "lib/a.php,lib/tests.php,mod/x/Tests/c.php")]
    [InlineData("**/tests/", "lib/a.php,lib/tests.php,mod/x/Tests/c.php")]
    [InlineData("**\\tests\\**", "lib/a.php,lib/tests.php,mod/x/Tests/c.php")]
    [InlineData("lib", "mod/x/Tests/c.php,mod/x/tests/b.php")]
    [InlineData("./lib/*.php", "lib/tests/a.php,mod/x/Tests/c.php,mod/x/tests/b.php")]
    [InlineData("/lib/**/*.php", "mod/x/Tests/c.php,mod/x/tests/b.php")]
    [InlineData("tests", "lib/a.php,lib/tests.php,lib/tests/a.php,mod/x/Tests/c.php,mod/x/tests/b.php")]
    [InlineData("**/?.php", "lib/tests.php")]
    [InlineData("*/x/**/b.*", "lib/a.php,lib/tests.php,lib/tests/a.php,mod/x/Tests/c.php")]
    [InlineData("**/x/**/*.php", "lib/a.php,lib/tests.php,lib/tests/a.php")]
    [InlineData("no/such/**", "lib/a.php,lib/tests.php,lib/tests/a.php,mod/x/Tests/c.php,mod/x/tests/b.php")]
    public void By_patterns_as_MSBuild_has_them(string pattern, string left)
    {
        var site = Site("lib/a.php", "lib/tests.php", "lib/tests/a.php", "mod/x/Tests/c.php", "mod/x/tests/b.php");

        Assert.Equal(left, string.Join(',', Delivered(site, pattern)));
    }

    [Fact]
    public void And_the_delivered_tree_has_an_id_of_its_own()
    {
        using var whole = DeliverableSite.Of(r => r.Write("version.php", "<?php\n").Write(".gitignore", "x\n").Write("a/b", "x"));
        using var less = DeliverableSite.Of(r => r.Write("version.php", "<?php\n").Write("a/b", "x"));

        var delivered = DeliveredTree.Of(whole.Tree, []).Value;

        Assert.NotEqual(whole.Tree.Id, delivered.Id);
        Assert.Equal(less.Upstream.ResolveTree("main"), delivered.Id.ToString());
    }

    [Fact]
    public void But_not_everything()
    {
        var problem = Assert.Single(DeliveredTree.Of(Site("a.php", "b/c.php"), ["**"], Declared).Errors);

        Assert.Equal("MOODLE1706", problem.Id);
        Assert.Contains("MoodlePublishExclude holds **", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Declared, problem.Origin);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../b")]
    [InlineData("lib**")]
    [InlineData("/")]
    public void And_a_pattern_that_cannot_be_meant_is_an_error(string pattern)
    {
        var problem = Assert.Single(DeliveredTree.Of(Site("a.php"), [pattern], Declared).Errors);

        Assert.Equal("MOODLE1707", problem.Id);
        Assert.Contains($"'{pattern}' in MoodlePublishExclude", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Declared, problem.Origin);
    }

    private static SiteTree Site(params string[] paths) =>
        new(default, [.. paths.Order(PathOrder.Instance).Select(p => new SiteEntry(p, EntryMode.File, default, new(ComponentName.Core, StoreName.Made)))]);

    private static IEnumerable<string> Delivered(SiteTree site, params string[] excludes) =>
        DeliveredTree.Of(site, excludes).Value.Entries.Select(e => e.Path);
}
