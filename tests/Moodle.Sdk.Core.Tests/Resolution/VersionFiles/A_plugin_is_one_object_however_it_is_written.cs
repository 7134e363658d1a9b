using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class A_plugin_is_one_object_however_it_is_written
{
    [Theory]
    [InlineData("$plugin = new stdClass(); $plugin->version = 5;")]
    [InlineData("$plugin = new \\StdClass; $plugin->version = 5;")]
    [InlineData("$plugin = (object)['version' => 5];")]
    [InlineData("$plugin = (object) array('version' => 5);")]
    [InlineData("$plugin ??= new stdClass(); $plugin->version = 5;")]
    [InlineData("if (!isset($plugin)) { $plugin = new stdClass(); } $plugin->version = 5;")]
    [InlineData("$plugin->{'version'} = 5;")]
    [InlineData("$name = 'version'; $plugin->$name = 5;")]
    [InlineData("$p = $plugin; $p->version = 5;")]
    [InlineData("$p = &$plugin; $p->version = 5;")]
    [InlineData("$values = ['version' => 5]; foreach ($values as $k => $v) { $plugin->$k = $v; }")]
    [InlineData("[$plugin->version, $x] = [5, 6];")]
    [InlineData("list($x, $plugin->version) = array(6, 5);")]
    [InlineData("$plugin->version = 4; $plugin->version++;")]
    [InlineData("$plugin->version ??= 5; $plugin->version ??= 6;")]
    [InlineData("$plugin->version = 2; $plugin->version += 3;")]
    [InlineData("const FIVE = 5; $plugin->version = FIVE;")]
    [InlineData("define('FIVE', 5); $plugin->version = FIVE;")]
    [InlineData("$plugin->version = 6; unset($plugin->version); $plugin->version = 5;")]
    [InlineData("for ($i = 0; $i < 5; $i++); $plugin->version = $i;")]
    [InlineData("$i = 0; while (true) { if (++$i == 5) { break; } } $plugin->version = $i;")]
    [InlineData("switch (2) { case 1: $plugin->version = 1; break; case 2: default: $plugin->version = 5; }")]
    [InlineData("try { $plugin->version = 'a' * 2; } catch (TypeError $e) { $plugin->version = 5; }")]
    [InlineData("function f() { return '}'; } class A { function g() { return \"{$y}\"; } } $plugin->version = 5;")]
    [InlineData("$plugin->version = 5; return; $plugin->version = 6;")]
    [InlineData("$plugin->version = 5; exit(); $plugin->version = 6;")]
    [InlineData("require_once(__DIR__ . '/lib.php'); $plugin->version = 5;")]
    [InlineData("global $CFG, $DB; $plugin->version = 5;")]
    [InlineData("$plugin->version = 5; __halt_compiler(); %!")]
    public void Its_version_is_5(string code)
    {
        var file = Php.Code(code);

        Assert.Null(file.SyntaxError);
        Assert.Null(file.Version.WhyUnreadable);
        Assert.Equal("5", file.Version.Value.ToString());
        Assert.False(file.IsOldModuleStyle);
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
    [InlineData("<?php #[Marked([1])]\nfunction f() {}\n$plugin->version = 5;")]
    [InlineData("<?php declare(strict_types=1); namespace a\\b; use c\\{d, e}; $plugin->version = 5;")]
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
    [InlineData("$plugin = &$module; $plugin->version = 5; $plugin->component = 'mod_x';")]
    public void The_old_module_style_is_said_and_read(string code)
    {
        var file = Php.Code(code);

        Assert.True(file.IsOldModuleStyle);
        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("mod_x", file.Component.Value);
    }
}
