using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class The_same_tree_gives_the_same_bytes
{
    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void With_any_number_of_cores(string name)
    {
        using var site = DeliverableSite.Demanding();
        var format = ArchiveFormat.All.Single(f => f.Name == name);

        var one = site.Bytes(format, workers: 1);

        Assert.Equal(one, site.Bytes(format, workers: 2));
        Assert.Equal(one, site.Bytes(format, workers: 7));
    }

    [Fact]
    public void In_any_folder_and_culture()
    {
        using var here = DeliverableSite.Demanding();
        using var there = DeliverableSite.Demanding();
        var first = here.Publish();

        var culture = CultureInfo.CurrentCulture;
        PublishedArchive second;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new() { NegativeSign = "x", NumberGroupSeparator = "y" } };
            second = there.Publish();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.NotEqual(first.Path, second.Path);
        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(File.ReadAllBytes(first.Path), File.ReadAllBytes(second.Path));
    }

    // The hash was taken once: a machine, user, umask, time zone or release of the SDK that gives another breaks the promise.
    [Fact]
    public void On_any_machine()
    {
        using var site = DeliverableSite.Small();

        var tar = site.Bytes(ArchiveFormat.Tar, workers: 2);

        Assert.Equal("7e6642ac23ca62af38951b70284100620c3c29b3848921184a6f8d7e689901da", Convert.ToHexStringLower(SHA256.HashData(tar)));
    }

    [Fact]
    public void And_the_compressed_archive_holds_the_tar_as_one_member()
    {
        using var site = DeliverableSite.Demanding();

        var compressed = site.Bytes(ArchiveFormat.TarGz, workers: 2);

        var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        Assert.Equal(site.Bytes(ArchiveFormat.Tar, workers: 1), unpacked.ToArray());
        // No name, no time, no system; GZipStream alone would go on with a second member without a word.
        Assert.Equal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255], compressed[..10]);
        using var raw = new DeflateStream(new MemoryStream(compressed, 10, compressed.Length - 18), CompressionMode.Decompress);
        Assert.Equal(unpacked.Length, raw.ReadToEndLength());
    }

    [FactThatNeeds(Needs.Tar)]
    public void And_gzip_finds_it_sound()
    {
        using var site = DeliverableSite.Demanding();
        var archive = site.Publish();

        Assert.Equal("", Programs.Run(site.Artifacts, "gzip", "-t", archive.Path));
    }
}

internal static class StreamLength
{
    public static long ReadToEndLength(this Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        return all.Length;
    }
}
