using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

/// <summary>PHP 8.2 gives an error, on the same line, for each.</summary>
public sealed class A_file_that_PHP_refuses_is_refused_with_the_line
{
    [Theory]
    [InlineData("$plugin->version = 2020081400a;", "unexpected 'a' on line 2")]
    [InlineData("<<<<<<< HEAD\n$plugin->version = 1;\n=======\n", "unexpected '<<' on line 2")]
    [InlineData("$plugin->version = 1;\n=======\n", "unexpected '===' on line 3")]
    [InlineData("$plugin->version = 1\n$plugin->requires = 2;", "unexpected variable '$plugin' on line 3")]
    [InlineData("$plugin->version = 1", "unexpected end of the file on line 2")]
    [InlineData("if (true) {\n", "unexpected end of the file on line 3")]
    [InlineData("/* never closed", "a comment is not closed on line 2")]
    [InlineData("$plugin->release = 'never closed;\n", "a string is not closed on line 2")]
    [InlineData("$plugin->version = 089;", "089 is no octal number on line 2")]
    [InlineData("$plugin->version = 2014.07.02;", "unexpected number '.02' on line 2")]
    [InlineData("->version = 1;", "unexpected '->' on line 2")]
    [InlineData("if (true) { $plugin->version = 1; }}", "unexpected '}' on line 2")]
    [InlineData("$x = 1 < 2 < 3;", "unexpected '<' on line 2")]
    [InlineData("$x = 1 ? 2 : 3 ? 4 : 5;", "unexpected '?' on line 2")]
    public void At_parsing(string code, string error)
    {
        var file = Php.File("<?php\n" + code);

        Assert.Equal(error, file.SyntaxError);
        Assert.False(file.Version.IsSet);
    }

    [Theory]
    [InlineData("unset($plugin);\n$plugin->version = 1;", "Attempt to assign property \"version\" on null on line 3")]
    [InlineData("$plugin->maturity = MATURITY_STABEL;", "Undefined constant \"MATURITY_STABEL\" on line 2")]
    public void At_running_whatever_the_site(string code, string error) => Assert.Equal(error, Php.File("<?php\n" + code).SyntaxError);

    [Theory]
    [InlineData("if (true) { $plugin->version = 1; ", ";}")]
    [InlineData("$plugin->version = 5; try { f(); } catch (Exception", ") { }")]
    [InlineData("$plugin->version = 5; unset($x", ",);")]
    [InlineData("$plugin->version = 5; isset($x, $y", ",);")]
    [InlineData("$plugin->version = 5; [, $x] = [1, 2", "];")]
    [InlineData("$plugin->version = 5; new stdClass(", "1);")]
    [InlineData("$plugin->version = 5; f(x: 1, y", ": 2);")]
    [InlineData("$plugin->version = 5; enum X { case Y;", " }")]
    [InlineData("$plugin->version = 5; function f() {", " }")]
    [InlineData("$plugin->version = 5; \"{$x['a\"b", "']}\";")]
    public void But_not_for_what_it_takes(string code, string rest) => Assert.Null(Php.Code(code + rest).SyntaxError);
}
