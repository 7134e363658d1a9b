using Moodle.Sdk.Delivery;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class A_second_publish_keeps_the_archive
{
    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void When_it_is_whole_and_of_the_same_tree_and_time(string name)
    {
        using var site = DeliverableSite.Small();
        var format = ArchiveFormat.All.Single(f => f.Name == name);
        var first = site.Publish(format);
        var marked = File.GetLastWriteTimeUtc(first.Path).AddHours(-1);
        File.SetLastWriteTimeUtc(first.Path, marked);

        var second = site.Publish(format);

        Assert.False(first.WasThere);
        Assert.True(second.WasThere);
        Assert.Equal(first with { WasThere = true }, second);
        Assert.Equal(marked, File.GetLastWriteTimeUtc(first.Path));
    }

    [Theory]
    [InlineData("archive cut short")]
    [InlineData("archive emptied")]
    [InlineData("archive touched")]
    [InlineData("archive deleted")]
    [InlineData("checksums deleted")]
    [InlineData("checksums of an archive cut short")]
    public void But_not_one_with(string damage)
    {
        using var site = DeliverableSite.Demanding();
        var first = site.Publish();
        var bytes = File.ReadAllBytes(first.Path);
        var checksums = File.ReadAllText(first.ChecksumFile);
        switch (damage)
        {
            case "archive cut short":
                File.WriteAllBytes(first.Path, bytes[..^100]);
                break;
            case "archive emptied":
                File.WriteAllBytes(first.Path, []);
                break;
            case "archive touched":
                File.WriteAllBytes(first.Path, [.. bytes[..^100], (byte)(bytes[^100] ^ 1), .. bytes[^99..]]);
                break;
            case "archive deleted":
                File.Delete(first.Path);
                break;
            case "checksums deleted":
                File.Delete(first.ChecksumFile);
                break;
            default:
                // As if the archive had been summed by someone who did not see that it is cut short before the tree's id.
                File.WriteAllBytes(first.Path, bytes[..12]);
                var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, 12)));
                File.WriteAllText(first.ChecksumFile, checksums.Replace(first.Digest.Sha256, sum));
                break;
        }

        var second = site.Publish();

        Assert.False(second.WasThere);
        Assert.Equal(bytes, File.ReadAllBytes(first.Path));
        Assert.Equal(checksums, File.ReadAllText(first.ChecksumFile));
    }

    [Fact]
    public void But_not_one_of_another_time()
    {
        using var site = DeliverableSite.Small();
        var first = site.Publish();

        var second = Assert.Single(ArchivePublisher.Publish(site.Request() with { Time = DeliverableSite.Time.AddSeconds(1) }, CancellationToken.None).Value);

        Assert.False(second.WasThere);
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first.Digest.TarSha256, second.Digest.TarSha256);
    }

    [Fact]
    public void And_publishes_at_the_same_time_all_end_with_it()
    {
        using var site = DeliverableSite.Demanding();

        Trial.Run(20, _ =>
        {
            TempFolder.Delete(site.Artifacts);
            var published = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => site.Publish()).ToList();

            Assert.Single(published.Select(p => p.Digest).Distinct());
            Assert.Equal(
                [published[0].Path, published[0].ChecksumFile],
                Directory.EnumerateFiles(site.Artifacts).Order(StringComparer.Ordinal));
            Assert.True(site.Publish().WasThere);
        });
    }
}
