using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class A_condition_that_only_a_running_Moodle_decides_makes_fields_unreadable
{
    [Theory]
    [InlineData("isset($CFG->branch)")]
    [InlineData("$DB->record_exists('modules', ['name' => 'x'])")]
    [InlineData("version_compare($CFG->release, '4.5', '<')")]
    [InlineData("$CFG->version > 2010000000")]
    [InlineData("function_exists('moodle_major_version')")]
    [InlineData("isset($CFG) && $CFG->branch < 26")]
    public void Only_those_set_under_it(string condition)
    {
        var file = Php.File($"<?php\n$plugin->component = 'mod_x';\nglobal $DB; $plugin->version = 5;\nif ({condition}) {{\n  $plugin->requires = 7;\n}} else {{\n  $plugin->requires = 8;\n}}\n");

        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("mod_x", file.Component.Value);
        Assert.Equal("requires depends on a condition that only a running Moodle can decide (line 4)", file.Requires.WhyUnreadable);
    }

    [Theory]
    [InlineData("if ($CFG->x) { $plugin->requires = 7; } else { $plugin->requires = 7; }")]
    [InlineData("if ($CFG->x) $plugin->requires = 7; elseif ($CFG->y) { $plugin->requires = 7; } else if (true) { $plugin->requires = 7; }")]
    [InlineData("if ($CFG->x) { $plugin = new stdClass(); $plugin->version = 5; } $plugin->requires = 7; if ($CFG->x) { $module = clone($plugin); }")]
    [InlineData("$plugin->requires = 7; if ($CFG->x) { some_function($plugin); exit(); }")]
    [InlineData("$plugin->requires = 7; $CFG->x and die('later');")]
    [InlineData("if (false) { unknown_function(); } $plugin->requires = 7;")]
    [InlineData("$plugin->requires = 7; if ($CFG->x) { die(); }")]
    [InlineData("$plugin->requires = $CFG->x ? 7 : 7;")]
    [InlineData("if (true || $CFG->x) { $plugin->requires = 7; }")]
    [InlineData("if ($CFG->x && false) { $plugin->requires = 8; } else { $plugin->requires = 7; }")]
    [InlineData("if (!defined('MOODLE_INTERNAL')) { die('Direct access'); } $plugin->requires = 7;")]
    public void Not_what_every_way_agrees_on(string code) => Assert.Equal("7", Php.Code("$plugin->version = 5; " + code).Requires.Value.ToString());

    [Theory]
    [InlineData("$plugin->requires = $CFG->version;", "requires depends on $CFG (line 1)")]
    [InlineData("$plugin->requires = get_config('moodle', 'version');", "requires depends on the function get_config() (line 1)")]
    [InlineData("$plugin->requires = basename(__DIR__);", "requires depends on the function basename() (line 1)")]
    [InlineData("$plugin->requires = $DB->get_field('x');", "requires depends on a call (line 1)")]
    [InlineData("$plugin->requires = $CFG->x ? 7 : 8;", "requires depends on a condition that only a running Moodle can decide (line 1)")]
    [InlineData("if ($CFG->x) { $plugin->maturity = MATURITY_X; } $plugin->requires = 7;", "requires depends on a condition that only a running Moodle can decide (line 1)")]
    [InlineData("if ($CFG->x) { return; } $plugin->requires = 7;", "requires cannot be read: 'return' is not read without running PHP (line 1)")]
    [InlineData("if ($CFG->x) { try { f(); die(); } catch (Exception $e) { } } $plugin->requires = 7;", "requires depends on what a try catches (line 1)")]
    [InlineData("if ($CFG->x) { $p = new stdClass(); } else { $p = $plugin; } $p->requires = 7;", "requires depends on a condition that only a running Moodle can decide (line 1)")]
    public void Nor_a_value_of_its_own(string code, string why) => Assert.Equal(why, Php.Code("$plugin->component = 'mod_x'; " + code + ";").Requires.WhyUnreadable);

    [Fact]
    public void Many_conditions_are_no_more_work_than_a_few()
    {
        var conditions = string.Concat(Enumerable.Range(0, 200).Select(i => $"if ($CFG->c{i}) {{ $plugin->requires = {i + 1}; }}\n"));

        var file = Php.Code($"$plugin->version = 5; {conditions} $plugin->release = 'x';");

        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("x", file.Release.Value);
        Assert.Equal("requires depends on a condition that only a running Moodle can decide (line 200)", file.Requires.WhyUnreadable);
    }

    [Theory]
    [InlineData("if ($CFG->x) { $plugin->version = 5; } $module->version = 6;")]
    [InlineData("if ($CFG->x) { $version = 5; } $module->version = 6;")]
    [InlineData("if ($CFG->x) { $module->version = 5; } $plugin->release = 'x';")]
    public void Nothing_is_read_where_it_decides_whose_fields_count(string code)
    {
        var file = Php.Code(code);

        Assert.NotNull(file.Version.WhyUnreadable);
        Assert.NotNull(file.Release.WhyUnreadable);
        Assert.False(file.IsOldModuleStyle);
    }
}
