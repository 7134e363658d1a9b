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
    [InlineData("$x = [1,,2];", "an array has an empty element on line 2")]
    [InlineData("$x = 1 < 2 < 3;", "unexpected '<' on line 2")]
    [InlineData("$x = 1 ? 2 : 3 ? 4 : 5;", "unexpected '?' on line 2")]
    [InlineData("break;", "'break' is not in so many loops on line 2")]
    [InlineData("$x = (real) 1;", "the cast (real) is no longer part of PHP on line 2")]
    [InlineData("$x = \"\\u{zz}\";", "an escape \\u{...} names no character on line 2")]
    [InlineData("if (true) function f() {}", "unexpected 'f' on line 2")]
    [InlineData("$plugin->releas::e = 2;", "unexpected '=' on line 2")]
    [InlineData("1 = 2;", "unexpected '=' on line 2")]
    [InlineData("MATURITY_BETA->x = 2;", "a value that is no variable is written to on line 2")]
    [InlineData("try { }", "a try has neither catch nor finally on line 2")]
    [InlineData("$x = <<<A\n  a\n b\n  A;", "a line of a heredoc is indented less than its end on line 4")]
    public void At_parsing(string code, string error)
    {
        var file = Php.File("<?php\n" + code);

        Assert.Equal(error, file.SyntaxError);
        Assert.False(file.Version.IsSet);
    }

    [Theory]
    [InlineData("$nothing->version = 1;", "Attempt to assign property \"version\" on null on line 2")]
    [InlineData("global $plugin;\n$plugin->version = 1;", "Attempt to assign property \"version\" on null on line 3")]
    [InlineData("$plugin->maturity = MATURITY_STABEL;", "Undefined constant \"MATURITY_STABEL\" on line 2")]
    [InlineData("$plugin->version = 1 % 0;", "Modulo by zero on line 2")]
    [InlineData("$plugin->version = 'abc' * 1;", "Unsupported operand types: string * int on line 2")]
    [InlineData("$plugin = new object();", "Class \"object\" not found on line 2")]
    [InlineData("throw new Exception('x');", "it throws on line 2")]
    [InlineData("$plugin->version();", "Call to undefined method of stdClass on line 2")]
    public void At_running_whatever_the_site(string code, string error) => Assert.Equal(error, Php.File("<?php\n" + code).SyntaxError);
}
