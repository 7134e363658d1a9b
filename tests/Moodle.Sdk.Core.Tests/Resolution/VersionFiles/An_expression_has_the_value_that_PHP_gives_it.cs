using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

/// <summary>The expected texts are what PHP 8.2 printed.</summary>
public sealed class An_expression_has_the_value_that_PHP_gives_it
{
    [Theory]
    [InlineData("'4.5-r1'", "4.5-r1")]
    [InlineData("'it\\'s \\\\ \\n'", "it's \\ \\n")]
    [InlineData("\"a\\tb\\x41\\101\\$x\\q\"", "a\tbAA$x\\q")]
    [InlineData("b'bin'", "bin")]
    public void Strings(string expression, string expected) => Assert.Equal(expected, Php.Text(expression));

    [Theory]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("017", "15")]
    [InlineData("0o17", "15")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("1.10", "1.1")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("2024051106.03", "2024051106.03")]
    [InlineData("1e25", "1.0E+25")]
    [InlineData("1.5e-7", "1.5E-7")]
    [InlineData("0.00001234", "1.234E-5")]
    [InlineData("100000000000000.0", "1.0E+14")]
    [InlineData("123456789012345.678", "1.2345678901235E+14")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9.2233720368548E+18")]
    [InlineData("-0.0", "-0")]
    public void Numbers(string expression, string expected) => Assert.Equal(expected, Php.Text(expression));

    [Theory]
    [InlineData("60 * 60 * 24", "86400")]
    [InlineData("1 + 2 . 3 + 4", "37")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("8 / 2", "4")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("9223372036854775807 + 1", "9.2233720368548E+18")]
    [InlineData("!true . 'x'", "x")]
    [InlineData("true ? 'a' : (false ? 'b' : 'c')", "a")]
    [InlineData("'1e3' == '1000' ? 'y' : 'n'", "y")]
    [InlineData("'1' === 1 ? 'y' : 'n'", "n")]
    [InlineData("(false and true) ? 'y' : 'n'", "n")]
    public void Operators(string expression, string expected) => Assert.Equal(expected, Php.Text(expression));

    [Theory]
    [InlineData("$x", "b")]
    [InlineData("$list[7]", "c")]
    [InlineData("$list['a']['b']", "d")]
    [InlineData("$list['none']", null)]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("MATURITY_RC", "150")]
    [InlineData("\\ANY_VERSION", "any")]
    [InlineData("defined('MOODLE_INTERNAL') ? 'y' : 'n'", "y")]
    [InlineData("empty($plugin->version) ? 'y' : 'n'", "y")]
    [InlineData("true", "1")]
    [InlineData("null", null)]
    public void Reads(string expression, string? expected) =>
        Assert.Equal(expected, Php.Text(expression, "$x = 'b'; $list = ['7' => 'c', 'a' => array('b' => 'd',)]; "));

    [Theory]
    [InlineData("7 % 3")]
    [InlineData("2 ** 3")]
    [InlineData("'5' + 1")]
    [InlineData("1 / 0")]
    [InlineData("[1] + [2]")]
    [InlineData("'abc'[1]")]
    [InlineData("$x['y']")]
    [InlineData("(int) '5'")]
    [InlineData("null ?? 'b'")]
    [InlineData("0 ?: 'e'")]
    [InlineData("1 <=> 2")]
    [InlineData("intval('7')")]
    [InlineData("__LINE__")]
    [InlineData("\"\\u{e9}\"")]
    [InlineData("[1 => 'a', true => 'b']")]
    [InlineData("[-5 => 'a', 'b']")]
    [InlineData("'x' . $plugin")]
    [InlineData("version_compare('1', '2', 'x')")]
    public void More_than_that_is_not_guessed(string expression)
    {
        var file = Php.Code($"$x = 'b'; $plugin->version = 5; $plugin->release = {expression};");

        Assert.Null(file.SyntaxError);
        Assert.NotNull(file.Release.WhyUnreadable);
        Assert.False(file.Version.IsSet);
    }
}
