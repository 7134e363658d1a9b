using System.Text;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class The_highest_savepoint_of_an_upgrade_is_found
{
    [Theory]
    [InlineData("upgrade_mod_savepoint(true, 2024051106.03, 'x');", "2024051106.03")]
    [InlineData("upgrade_plugin_savepoint(true, 2024051106, 'local', 'x');", "2024051106")]
    [InlineData("upgrade_block_savepoint(true, '2024051106', 'x');", "2024051106")]
    [InlineData("upgrade_main_savepoint(true, 2024051106.03);", "2024051106.03")]
    [InlineData("Upgrade_Mod_Savepoint (\n    $result,\n    2024051106,\n    'x'\n);", "2024051106")]
    [InlineData("\\upgrade_mod_savepoint(foo(1, 2), 2024051106, 'x');", "2024051106")]
    [InlineData("upgrade_mod_savepoint(true, 3, 'x'); upgrade_mod_savepoint(true, 5, 'x'); upgrade_mod_savepoint(true, 4, 'x');", "5")]
    [InlineData("$newversion = 2024051106; upgrade_mod_savepoint(true, $newversion, 'x');", "2024051106")]
    [InlineData("$newversion = 2024051106; upgrade_mod_savepoint(true, \"$newversion\", 'x');", "2024051106")]
    [InlineData("$steps = [1, 3, 2,]; foreach ($steps as $v) { upgrade_mod_savepoint(true, $v, 'x'); }", "3")]
    [InlineData("$steps = array(1, 3); foreach ($steps as $v) { upgrade_mod_savepoint(true, $v, 'x'); }", "3")]
    public void In_every_form(string code, string expected) => Assert.Equal(expected, Highest(code)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("// upgrade_mod_savepoint(true, 5, 'x');")]
    [InlineData("/* upgrade_mod_savepoint(true, 5, 'x'); */")]
    [InlineData("$x = \"upgrade_mod_savepoint(true, 5, 'x');\";")]
    [InlineData("function upgrade_mod_savepoint($result, 5) { }")]
    [InlineData("$this->upgrade_mod_savepoint(true, 5, 'x');")]
    [InlineData("other_savepoint(true, 5, 'x');")]
    [InlineData("upgrade_mod_savepoint(true, $unknown, 'x');")]
    [InlineData("upgrade_mod_savepoint(true, 5 + 1, 'x');")]
    [InlineData("upgrade_mod_savepoint(true); foo(1, 5);")]
    [InlineData("upgrade_mod_savepoint(true, XXXXXXXXXX.XX);")]
    [InlineData("?> upgrade_mod_savepoint(true, 5, 'x');")]
    public void But_not_where_none_is_called_with_a_number(string code) => Assert.Null(Highest(code));

    [Fact]
    public void Also_ahead_of_what_PHP_would_refuse() => Assert.Equal("5", Highest("upgrade_mod_savepoint(true, 5, 'x'); ((( /* ")?.ToString());

    [Fact]
    public void In_a_hostile_file_too() => Assert.Null(Highest(string.Concat(Enumerable.Repeat("upgrade_mod_savepoint(", 80_000))));

    private static Moodle.Sdk.Declaration.VersionNumber? Highest(string code) => SavepointReader.Highest(Encoding.UTF8.GetBytes("<?php\nfunction xmldb_x_upgrade($oldversion) {\n" + code));
}
