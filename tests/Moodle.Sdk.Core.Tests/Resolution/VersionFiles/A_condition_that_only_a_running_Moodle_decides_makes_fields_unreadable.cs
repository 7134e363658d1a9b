using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class A_condition_that_only_a_running_Moodle_decides_makes_fields_unreadable
{
    [Theory]
    [InlineData("isset($CFG->branch)")]
    [InlineData("$CFG->version > 2010000000")]
    [InlineData("function_exists('moodle_major_version')")]
    [InlineData("defined('SOMETHING')")]
    [InlineData("PHP_VERSION_ID > 80000")]
    [InlineData("isset($CFG) && $CFG->branch < 26")]
    public void Only_those_set_under_it(string condition)
    {
        var file = Php.File($"<?php\n$plugin->component = 'mod_x';\n$plugin->version = 5;\nif ({condition}) {{\n  $plugin->requires = 7;\n}} else {{\n  $plugin->requires = 8;\n}}\n");

        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("mod_x", file.Component.Value);
        Assert.Equal("requires depends on a condition that only a running Moodle can decide (line 4)", file.Requires.WhyUnreadable);
    }

    [Theory]
    [InlineData("if ($CFG->x) { $plugin->requires = 7; } else { $plugin->requires = 7; }")]
    [InlineData("if ($CFG->x): $plugin->requires = 6; elseif ($CFG->y): $plugin->requires = 8; endif; $plugin->requires = 7;")]
    [InlineData("$plugin->requires = 7; if ($CFG->x) { die(); }")]
    [InlineData("$plugin->requires = 7; if ($CFG->x) { $plugin->requires = 8; throw new Exception(); }")]
    [InlineData("$plugin->requires = 7; $DB->get_record('x') or die(); foreach ($CFG->list as $x) { $y = $x; }")]
    [InlineData("$plugin->requires = $CFG->x ? 7 : 7;")]
    [InlineData("if (true || $CFG->x) { $plugin->requires = 7; }")]
    [InlineData("if ($CFG->x && false) { $plugin->requires = 8; } else { $plugin->requires = 7; }")]
    [InlineData("if (isset($undefined)) { $plugin->requires = 8; } else { $plugin->requires = 7; }")]
    [InlineData("if (!defined('MOODLE_INTERNAL')) { die('Direct access'); } $plugin->requires = 7;")]
    public void Not_what_every_way_agrees_on(string code) => Assert.Equal("7", Php.Code("$plugin->version = 5; " + code).Requires.Value.ToString());

    [Theory]
    [InlineData("$plugin->requires = $CFG->version;", "requires depends on $CFG (line 1)")]
    [InlineData("$plugin->requires = get_config('x');", "requires depends on the function get_config() (line 1)")]
    [InlineData("$plugin->requires = $DB->get_field('x');", "requires depends on a call (line 1)")]
    [InlineData("while ($CFG->x) { $plugin->requires = 7; }", "requires is set where only a running Moodle can tell whether (line 1)")]
    [InlineData("foreach ($CFG->x as $x) { $plugin->requires = 7; }", "requires is set where only a running Moodle can tell whether (line 1)")]
    [InlineData("switch ($CFG->x) { case 1: $plugin->requires = 7; break; default: $plugin->requires = 8; }", "requires depends on a condition that only a running Moodle can decide (line 1)")]
    [InlineData("goto end; $plugin->requires = 7; end:", "requires is set where only a running Moodle can tell whether (line 1)")]
    [InlineData("$n = $CFG->x; $plugin->$n = 7;", "requires may be set by a computed name (line 1)")]
    [InlineData("preg_match('/x/', 'y', $m); $plugin->requires = $m[0];", "requires depends on the function preg_match() (line 1)")]
    public void Nor_a_value_of_its_own(string code, string why) => Assert.Equal(why, Php.Code("$plugin->component = 'mod_x'; " + code + ";").Requires.WhyUnreadable);

    [Fact]
    public void Many_conditions_are_no_more_work_than_a_few()
    {
        var conditions = string.Concat(Enumerable.Range(0, 200).Select(i => $"if ($CFG->c{i}) {{ $plugin->requires = {i + 1}; }}\n"));

        var file = Php.Code($"$plugin->version = 5; {conditions} $plugin->release = 'x';");

        Assert.Equal("5", file.Version.Value.ToString());
        Assert.Equal("x", file.Release.Value);
        Assert.Equal("requires is set where only a running Moodle can tell whether (line 200)", file.Requires.WhyUnreadable);
    }
}
