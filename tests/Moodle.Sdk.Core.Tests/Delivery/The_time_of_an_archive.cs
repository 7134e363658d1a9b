using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class The_time_of_an_archive
{
    private static readonly DateTimeOffset Newest = new(2025, 8, 11, 9, 0, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Is_that_of_the_newest_commit(string? unset) =>
        Assert.Equal(Newest.ToUnixTimeSeconds(), DeliveryTime.Of(unset, Newest).Value.ToUnixTimeSeconds());

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1700000000", 1700000000)]
    [InlineData("8589934591", 8589934591)]
    public void Is_SOURCE_DATE_EPOCH_where_it_is_set(string value, long seconds) =>
        Assert.Equal(seconds, DeliveryTime.Of(value, Newest).Value.ToUnixTimeSeconds());

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("8589934592")]
    [InlineData("99999999999999999999")]
    public void Is_refused_when_SOURCE_DATE_EPOCH_is_no_such_time(string value)
    {
        var problem = Assert.Single(DeliveryTime.Of(value, Newest).Errors);

        Assert.Equal("MOODLE1702", problem.Id);
        Assert.Equal(Severity.Error, problem.Severity);
        Assert.Contains($"SOURCE_DATE_EPOCH is '{value}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("unset it", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_held_within_what_a_tar_can_say_when_a_commit_lies()
    {
        Assert.Equal(0, DeliveryTime.Of(null, new(1901, 1, 1, 0, 0, 0, TimeSpan.Zero)).Value.ToUnixTimeSeconds());
        Assert.Equal(DeliveryTime.Latest, DeliveryTime.Of(null, new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero)).Value.ToUnixTimeSeconds());
    }
}
