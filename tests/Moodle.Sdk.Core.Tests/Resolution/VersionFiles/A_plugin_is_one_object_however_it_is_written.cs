using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class A_plugin_is_one_object_however_it_is_written
{
    [Theory]
    [InlineData("$plugin = new stdClass(); $plugin->version = 5;")]
    [InlineData("$plugin = new \\StdClass; $plugin->version = 5;")]
    [InlineData("if (!isset($plugin)) { $plugin = new stdClass(); } $plugin->version = 5;")]
    [InlineData("$name = 'version'; $plugin->$name = 5;")]
    [InlineData("$p = $plugin; $p->version = 5;")]
    [InlineData("global $CFG, $DB; $plugin->version = 5;")]
    [InlineData("$name = 'plugin'; $$name->version = 5;")]
    [InlineData("$plugin->version = 6; unset($plugin); $plugin = new stdClass; $plugin->version = 5;")]
    [InlineData("if (isset($plugin) && is_object($plugin)) { $save = null; } else { $save = $plugin; } if (isset($save)) { unset($plugin); } $plugin->version = 5;")]
    public void Its_version_is_5(string code)
    {
        var file = Php.Code(code);

        Assert.Null(file.SyntaxError);
        Assert.Null(file.Version.WhyUnreadable);
        Assert.Equal("5", file.Version.Value.ToString());
        Assert.False(file.IsOldModuleStyle);
    }

    [Theory]
    [InlineData("for ($i = 0; $i < 5; $i++);", "cannot be read: 'for' is not read without running PHP (line 1)")]
    [InlineData("switch (2) { case 1: $plugin->version = 1; }", "cannot be read: 'switch' is not read without running PHP (line 1)")]
    [InlineData("class A { }", "cannot be read: 'class' is not read without running PHP (line 1)")]
    [InlineData("const FIVE = 5;", "cannot be read: 'const' is not read without running PHP (line 1)")]
    [InlineData("declare(strict_types=1);", "cannot be read: 'declare' is not read without running PHP (line 1)")]
    [InlineData("[$plugin->version, $x] = [5, 6];", "cannot be read: '=' is not read here (line 1)")]
    [InlineData("$plugin->version += 3;", "cannot be read: '+=' is not read here (line 1)")]
    [InlineData("$plugin = (object) ['version' => 5];", "cannot be read: '(object)' is not read here (line 1)")]
    [InlineData("#[Marked]\nfunction f() { }", "cannot be read: '#[' is not read here (line 1)")]
    [InlineData("$x = \"v$y\";", "cannot be read: a string with more than text in it is not read (line 1)")]
    [InlineData("$x = <<<A\nline\nA;", "cannot be read: a string with more than text in it is not read (line 1)")]
    [InlineData("$this = 5;", "cannot be read: $this is not read here (line 1)")]
    [InlineData("$p = &$plugin;", "depends on a reference (line 1)")]
    [InlineData("function f($x = 0) { if ($x < 5) { return true; } return g(); }", "depends on whether a function is known already (line 1)")]
    [InlineData("require_once(__DIR__ . '/lib.php');", "depends on another file (line 1)")]
    [InlineData("some_function();", "depends on the function some_function() (line 1)")]
    [InlineData("unset($plugin->version);", "depends on what is unset (line 1)")]
    [InlineData("$x = $plugin->version = 5;", "depends on an assignment within an expression (line 1)")]
    [InlineData("$submodule->version = 5;", "depends on $submodule, which the file does not set (line 1)")]
    [InlineData("isset($other) || die();", "depends on $other, which the file does not set (line 1)")]
    [InlineData("exit();", "'exit' ends Moodle too (line 1)")]
    public void More_than_that_makes_the_whole_file_unreadable(string code, string why)
    {
        var file = Php.Code("$plugin->version = 5; " + code);

        Assert.Equal("version " + why, file.Version.WhyUnreadable);
        Assert.Equal("release " + why, file.Release.WhyUnreadable);
        Assert.False(file.Version.IsMalformed);
    }

    [Theory]
    [InlineData("<?PHP\n$plugin->version = 5;\n?>\n")]
    [InlineData("<?php\r\n// $plugin->version = 6;\r\n$plugin->version = 5;\r\n")]
    [InlineData("<?php\r// $plugin->version = 6;\r$plugin->version = 5;\r")]
    [InlineData("\uFEFF<?php $plugin->version = 5;")]
    [InlineData("<?php // a comment ends here ?><?php $plugin->version = 5;")]
    [InlineData("<?php # one ?> $plugin->version = 6; <?php $plugin->version = 5 ?>")]
    [InlineData("html <?= 'x' ?> <?php $plugin->version = 5;")]
    [InlineData("<?php $plugin->version = 5 ?>")]
    public void In_any_tags_and_line_ends(string text)
    {
        Assert.Null(Php.File(text).SyntaxError);
        Assert.Equal("5", Php.File(text).Version.Value.ToString());
    }

    [Fact]
    public void Short_tags_are_text() => Assert.False(Php.File("<? $plugin->version = 5;").Version.IsSet);

    [Theory]
    [InlineData("$module->version = 5; $module->component = 'mod_x';")]
    [InlineData("$module = new stdClass(); $module->version = 5; $module->component = 'mod_x';")]
    [InlineData("$plugin->version = 5; $plugin->component = 'mod_x'; $module = clone($plugin);")]
    [InlineData("$plugin->version = 5; $plugin->component = 'mod_x'; $module = $plugin;")]
    public void The_old_module_style_is_said_and_read(string code)
    {
        var file = Php.Code(code);

        Assert.True(file.IsOldModuleStyle);
        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("mod_x", file.Component.Value);
    }
}
