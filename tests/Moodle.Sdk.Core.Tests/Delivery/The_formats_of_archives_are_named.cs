using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class The_formats_of_archives_are_named
{
    private static readonly Origin Property = new("site.moodleproj", "MoodleArchiveFormats");

    [Theory]
    [InlineData("tar.gz", "tar.gz")]
    [InlineData(" TAR ; tar.gz;;tar", "tar,tar.gz")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void In_a_list(string? text, string expected) =>
        Assert.Equal(expected, string.Join(',', ArchiveFormat.ParseList(text, Property).Value));

    [Fact]
    public void And_each_unknown_one_is_an_error()
    {
        var problems = ArchiveFormat.ParseList("zip;tar.gz;rar", Property).Errors;

        Assert.Equal(["MOODLE1701", "MOODLE1701"], problems.Select(p => p.Id));
        Assert.Contains("'zip'", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("'rar'", problems[1].Message, StringComparison.Ordinal);
        Assert.Contains("tar.gz, tar", problems[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(Property, problems[0].Origin);
    }

    [Fact]
    public void And_all_are_made_in_one_publish()
    {
        using var site = DeliverableSite.Small();

        var archives = ArchivePublisher.Publish(site.Request(ArchiveFormat.TarGz, ArchiveFormat.Tar), CancellationToken.None).Value;

        Assert.Equal([ArchiveFormat.TarGz, ArchiveFormat.Tar], archives.Select(a => a.Format));
        Assert.Equal(archives[1].Digest.Sha256, archives[0].Digest.TarSha256);
    }
}
