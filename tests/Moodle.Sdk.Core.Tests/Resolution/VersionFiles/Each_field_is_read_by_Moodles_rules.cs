using System.Text;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class Each_field_is_read_by_Moodles_rules
{
    [Fact]
    public void A_usual_file_gives_all_fields()
    {
        var file = Php.File("""
            <?php
            // This file is part of Moodle.
            /** Details. $plugin->version = 1; */
            defined('MOODLE_INTERNAL') || die();

            $plugin->version   = 2024100706.01;
            $plugin->requires  = 2024100700;
            $plugin->component = "mod_attendance";
            $plugin->release   = '4.5.1 (Build)'; # for people
            $plugin->maturity  = MATURITY_BETA;
            $plugin->supported = [405, 501];
            $plugin->incompatible = 502;
            $plugin->cron      = 60 * 60;
            $plugin->dependencies = array(
                'mod_forum' => ANY_VERSION,
                'mod_data' => 2024100700,
                'mod_quiz' => 2024100700.5,
                'mod_wiki' => 'any',
            );
            """);

        Assert.Null(file.SyntaxError);
        Assert.Equal("2024100706.01", file.Version.Value.ToString());
        Assert.Equal("2024100700", file.Requires.Value.ToString());
        Assert.Equal("mod_attendance", file.Component.Value);
        Assert.Equal("4.5.1 (Build)", file.Release.Value);
        Assert.Equal((int)Maturity.Beta, file.Maturity.Value);
        Assert.False(file.IsStable);
        Assert.Equal(new SupportedRange(new(405), new(501)), file.Supported.Value);
        Assert.Equal(502, file.Incompatible.Value.Number);
        Assert.Equal(["mod_forum ", "mod_data 2024100700", "mod_quiz 2024100700.5", "mod_wiki "], file.Dependencies.Value.Select(d => $"{d.Component} {d.AtLeast}"));
        Assert.False(file.IsOldModuleStyle);
    }

    [Theory]
    [InlineData("[405]", "supported is an array, not two branch numbers")]
    [InlineData("[405, 404]", "supported is [405, 404], not two branch numbers")]
    [InlineData("['405', 501]", "supported is [the text '405', 501], not two branch numbers")]
    [InlineData("[1 => 405, 2 => 501]", "supported is an array, not two branch numbers")]
    [InlineData("405", "supported is 405, not two branch numbers")]
    [InlineData("[405, latest()]", "supported depends on the function latest() (line 1)")]
    public void Supported_is_two_integers(string written, string why) =>
        Assert.StartsWith(why, Php.Code($"$plugin->component = 'mod_x'; $plugin->supported = {written};").Supported.WhyUnreadable, StringComparison.Ordinal);

    [Fact]
    public void Incompatible_is_one_branch()
    {
        Assert.Equal(401, Php.Code("$plugin->component = 'mod_x'; $plugin->incompatible = '401';").Incompatible.Value.Number);
        Assert.Equal("incompatible is an array, not one branch number, as in 501", Php.Code("$plugin->component = 'mod_x'; $plugin->incompatible = [401];").Incompatible.WhyUnreadable);
    }

    [Theory]
    [InlineData("['mod_forum']", "dependencies is the text 'mod_forum', without the name of a component before it")]
    [InlineData("['mod_forum' => 'new']", "dependencies['mod_forum'] is the text 'new', neither a version number nor ANY_VERSION")]
    [InlineData("'mod_forum'", "dependencies is the text 'mod_forum', not an array")]
    [InlineData("['mod_forum' => $CFG->x]", "dependencies['mod_forum'] depends on $CFG (line 1)")]
    [InlineData("['mod_forum' => NEWEST]", "dependencies depends on the constant NEWEST")]
    public void Dependencies_map_components_to_versions(string written, string why) =>
        Assert.StartsWith(why, Php.Code($"$plugin->component = 'mod_x'; $plugin->dependencies = {written};").Dependencies.WhyUnreadable, StringComparison.Ordinal);

    [Fact]
    public void Dependencies_may_be_empty_or_set_one_by_one()
    {
        var empty = Php.Code("$plugin->component = 'mod_x'; $plugin->dependencies = [];");
        var single = Php.Code("$plugin->component = 'mod_x'; $plugin->dependencies['mod_y'] = 2024; $plugin->dependencies['mod_z'] = ANY_VERSION;");

        Assert.True(empty.Dependencies.IsSet);
        Assert.Empty(empty.Dependencies.Value);
        Assert.Equal(["mod_y 2024", "mod_z "], single.Dependencies.Value.Select(d => $"{d.Component} {d.AtLeast}"));
    }

    [Theory]
    [InlineData("MATURITY_ALPHA", 50)]
    [InlineData("150", 150)]
    [InlineData("'200'", 200)]
    public void Maturity_is_a_number(string written, int expected) => Assert.Equal(expected, Php.Code($"$plugin->component = 'mod_x'; $plugin->maturity = {written};").Maturity.Value);

    [Fact]
    public void Maturity_as_text_is_none() =>
        Assert.StartsWith("maturity is the text 'MATURITY_STABLE', not one of the constants", Php.Code("$plugin->component = 'mod_x'; $plugin->maturity = 'MATURITY_STABLE';").Maturity.WhyUnreadable, StringComparison.Ordinal);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("2.10", "2.1")]
    [InlineData("'1.0'", "1.0")]
    public void Release_is_always_text(string written, string expected) => Assert.Equal(expected, Php.Text(written));

    [Fact]
    public void Text_that_is_not_UTF_8_is_read_as_Latin_1()
    {
        var file = VersionFileReader.Read(Encoding.Latin1.GetBytes("<?php $plugin->version = 1; $plugin->release = 'd\u00e9but';"));

        Assert.Equal("d\u00e9but", file.Release.Value);
    }

    [Fact]
    public void Of_a_field_set_twice_the_last_wins() => Assert.Equal("2", Php.Code("$plugin->version = 1; $plugin->version = 2;").Version.Value.ToString());

    [Fact]
    public void Moodles_own_file_sets_plain_variables()
    {
        var file = Php.File("<?php\ndefined('MOODLE_INTERNAL') || die();\n\n$version  = 2024100706.00;\n$release  = '4.5.6 (Build: 20250811)';// Human\n$branch   = '405';\n$maturity = MATURITY_STABLE;\n");

        Assert.Equal("2024100706", file.Version.Value.ToString());
        Assert.Equal("4.5.6 (Build: 20250811)", file.Release.Value);
        Assert.Equal(405, file.Branch.Value.Number);
        Assert.True(file.IsStable);
    }

    [Fact]
    public void A_local_variable_named_version_does_not_make_it_Moodles_own()
    {
        var file = Php.Code("$version = 2024010100; $plugin->version = $version + 1; $plugin->component = 'mod_x';");

        Assert.Equal("2024010101", file.Version.Value.ToString());
        Assert.Equal("mod_x", file.Component.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PHP here")]
    [InlineData("<?php")]
    [InlineData("<?php // nothing")]
    public void A_file_without_fields_gives_none(string text) => Assert.Equal(new VersionFile(), Php.File(text));
}
