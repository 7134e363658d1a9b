using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

/// <summary>The expected texts are what PHP 8.2 printed.</summary>
public sealed class An_expression_has_the_value_that_PHP_gives_it
{
    [Theory]
    [InlineData("'4.5-r1'", "4.5-r1")]
    [InlineData("'it\\'s \\\\ \\n'", "it's \\ \\n")]
    [InlineData("\"a\\tb\\x41\\101\\u{e9}\\$x\\q\"", "a\tbAAé$x\\q")]
    [InlineData("b'bin'", "bin")]
    [InlineData("<<<A\nline\n  two\nA", "line\n  two")]
    [InlineData("<<<\"A\"\n   in\n     dent\n   A", "in\n  dent")]
    [InlineData("<<<'A'\nraw $a\\n\nA", "raw $a\\n")]
    [InlineData("<<<A\nA", "")]
    public void Strings(string expression, string expected) => Assert.Equal(expected, Php.Text(expression));

    [Theory]
    [InlineData("\"v$a\"", "vA")]
    [InlineData("\"v{$a}s\"", "vAs")]
    [InlineData("\"${a}x\"", "Ax")]
    [InlineData("\"$o->p q $o->p->z\"", "P q P->z")]
    [InlineData("\"$arr[0] $arr[k] $arr[-1]\"", "10 K neg")]
    [InlineData("\"{$arr['k']} {$o->p}\"", "K P")]
    [InlineData("<<<A\n  dent $a\n  A", "dent A")]
    public void Interpolation(string expression, string expected)
    {
        var file = Php.Code($"$a = 'A'; $o = new stdClass; $o->p = 'P'; $arr = [10, 'k' => 'K', -1 => 'neg']; $plugin->release = {expression};");

        Assert.Equal(expected, file.Release.Value);
    }

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
    [InlineData("-2 ** 2", "-4")]
    [InlineData("2 ** -1", "0.5")]
    [InlineData("2 ** 3 ** 2", "512")]
    [InlineData("7 % -3", "1")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("8 / 2", "4")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("9223372036854775807 + 1", "9.2233720368548E+18")]
    [InlineData("'5 apples' * 2", "10")]
    [InlineData("'1.5' + 1", "2.5")]
    [InlineData("1 << 3 | 1", "9")]
    [InlineData("!true . 'x'", "x")]
    [InlineData("null ?? 'b' ?? 'c'", "b")]
    [InlineData("$undefined ?? 'b'", "b")]
    [InlineData("$undefined->x ?? 'b'", "b")]
    [InlineData("$plugin?->version?->x ?? 'b'", "b")]
    [InlineData("0 ?: 'e'", "e")]
    [InlineData("true ? 'a' : (false ? 'b' : 'c')", "a")]
    [InlineData("'abc' == 0 ? 'y' : 'n'", "n")]
    [InlineData("'1e3' == '1000' ? 'y' : 'n'", "y")]
    [InlineData("'1' === 1 ? 'y' : 'n'", "n")]
    [InlineData("null == false ? 'y' : 'n'", "y")]
    [InlineData("[1, 2] == [2 => 1] ? 'y' : 'n'", "n")]
    [InlineData("2 <=> 10", "-1")]
    [InlineData("'2' <=> '10'", "-1")]
    [InlineData("'a2' <=> 'a10'", "1")]
    [InlineData("(false and true) ? 'y' : 'n'", "n")]
    [InlineData("(true xor true) ? 'y' : 'n'", "n")]
    public void Operators(string expression, string expected) => Assert.Equal(expected, Php.Text(expression));

    [Theory]
    [InlineData("(int) '12abc'", "12")]
    [InlineData("( integer )'1e3'", "1000")]
    [InlineData("(int) 2024051106.99", "2024051106")]
    [InlineData("(string) 4.50", "4.5")]
    [InlineData("(float) '4.50'", "4.5")]
    [InlineData("(bool) '0' ? 'y' : 'n'", "n")]
    [InlineData("((array) 'x')[0]", "x")]
    [InlineData("((object) ['a' => 'b'])->a", "b")]
    [InlineData("intval('7')", "7")]
    [InlineData("strval(4.50)", "4.5")]
    [InlineData("'abc'[1]", "b")]
    [InlineData("['7' => 'x'][7]", "x")]
    [InlineData("array('a' => array('b' => 'c'))['a']['b']", "c")]
    [InlineData("[...[1, 2], 3][2]", "3")]
    [InlineData("__LINE__", "1")]
    [InlineData("MATURITY_RC", "150")]
    [InlineData("\\ANY_VERSION", "any")]
    [InlineData("defined('MOODLE_INTERNAL') ? 'y' : 'n'", "y")]
    [InlineData("isset($plugin) && !isset($nothing) ? 'y' : 'n'", "y")]
    [InlineData("empty($plugin->version) ? 'y' : 'n'", "y")]
    [InlineData("$x = $y = 'both'", "both")]
    [InlineData("true", "1")]
    [InlineData("null", null)]
    public void Conversions_and_reads(string expression, string? expected) => Assert.Equal(expected, Php.Text(expression));
}
