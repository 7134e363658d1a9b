using Moodle.Sdk.Delivery;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class A_checksum_file_lies_beside_each_archive
{
    [FactThatNeeds(Needs.Tar)]
    public void In_the_form_of_sha256sum_and_names_the_tar_inside()
    {
        using var site = DeliverableSite.Small();
        var archive = site.Publish();
        var name = Path.GetFileName(archive.Path);

        Assert.Equal($"{archive.Path}.sha256", archive.ChecksumFile);
        Assert.Equal($"{name}: OK\n", Programs.Run(site.Artifacts, "sha256sum", "-c", archive.ChecksumFile));
        Assert.Equal(
            $"{name[..^3]}: OK\n",
            Programs.Run(site.Artifacts, "sh", "-c", $"gunzip -k {name} && sed -n 's/^# //p' {name}.sha256 | sha256sum -c"));
        Assert.Contains(archive.Digest.TarSha256, File.ReadAllText(archive.ChecksumFile), StringComparison.Ordinal);
    }

    [FactThatNeeds(Needs.Tar)]
    public void Of_an_uncompressed_archive_with_the_one_line()
    {
        using var site = DeliverableSite.Small();
        var archive = site.Publish(ArchiveFormat.Tar);

        Assert.Equal($"{archive.Digest.TarSha256}  {Path.GetFileName(archive.Path)}\n", File.ReadAllText(archive.ChecksumFile));
        Programs.Run(site.Artifacts, "sha256sum", "-c", archive.ChecksumFile);
    }

    [Fact]
    public void Whose_name_says_the_site_the_release_and_the_tree()
    {
        using var site = DeliverableSite.Small();
        var request = site.Request() with { SiteName = "lycée/7", MoodleRelease = "4.5.6+" };

        var archive = Assert.Single(ArchivePublisher.Publish(request, CancellationToken.None).Value);

        Assert.Equal($"lycée-7-4.5.6+-{site.Tree.Id.ToString()[..8]}.tar.gz", Path.GetFileName(archive.Path));
        Assert.Equal(site.Tree.Id, archive.Tree);
        Assert.Equal(new FileInfo(archive.Path).Length, archive.Digest.Size);
    }
}
