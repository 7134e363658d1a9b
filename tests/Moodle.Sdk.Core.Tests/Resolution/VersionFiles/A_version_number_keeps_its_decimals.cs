using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class A_version_number_keeps_its_decimals
{
    [Theory]
    [InlineData("2024051106", "2024051106")]
    [InlineData("2024051106.03", "2024051106.03")]
    [InlineData("2024100700.00", "2024100700")]
    [InlineData("20240921003", "20240921003")]
    [InlineData("201407052401", "201407052401")]
    [InlineData("'2024051106'", "2024051106")]
    [InlineData("\"2024051106.03\"", "2024051106.03")]
    [InlineData("' 2024051106 '", "2024051106")]
    [InlineData("2024051100 + 6", "2024051106")]
    [InlineData("'20240511' . '06'", "2024051106")]
    public void Of_numbers_and_numeric_texts(string written, string expected)
    {
        var file = Php.Code($"$plugin->version = {written}; $plugin->requires = {written};");

        Assert.Equal(expected, file.Version.Value.ToString());
        Assert.Equal(expected, file.Requires.Value.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("''")]
    [InlineData("null")]
    [InlineData("false")]
    public void What_is_empty_to_Moodle_is_absent(string written)
    {
        var file = Php.Code($"$plugin->component = 'mod_x'; $plugin->version = {written};");

        Assert.False(file.Version.IsSet);
        Assert.Null(file.Version.WhyUnreadable);
    }

    [Theory]
    [InlineData("'2024051106a'", "version is the text '2024051106a', not a version number")]
    [InlineData("[1]", "version is an array, not a version number")]
    [InlineData("1e300", "version is 1.0E+300, not a version number")]
    [InlineData("date('Ymd')", "version depends on the function date() (line 1)")]
    [InlineData("SOME_VERSION", "version depends on the constant SOME_VERSION, which the file does not define (line 1)")]
    public void What_is_none_says_so(string written, string why)
    {
        var file = Php.Code($"$plugin->component = 'mod_x'; $plugin->version = {written};");

        Assert.False(file.Version.IsSet);
        Assert.Equal(why, file.Version.WhyUnreadable);
    }
}
