using Moodle.Sdk.Delivery;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class An_archive_appears_whole_or_not_at_all
{
    [Fact]
    public void When_an_object_of_the_cache_is_absent()
    {
        using var site = DeliverableSite.Demanding();
        var blob = new BlobId(ObjectId.Parse("0123456789012345678901234567890123456789"));
        var entries = site.Tree.Entries.ToBuilder();
        entries[300] = entries[300] with { Blob = blob };

        var result = ArchivePublisher.Publish(site.Request() with { Tree = site.Tree with { Entries = entries.ToImmutable() } }, CancellationToken.None);

        var told = Assert.Single(result.Errors);
        Assert.Equal("MOODLE1703", told.Id);
        Assert.Contains($"content of {entries[300].Path}", told.Message, StringComparison.Ordinal);
        Assert.Contains($"object {blob} is absent", told.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", told.Remedy, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Artifacts));
    }

    [Fact]
    public void When_it_is_cancelled_at_any_moment()
    {
        using var site = DeliverableSite.Demanding();
        foreach (var stopAfter in new[] { 1, 1 << 10, 1 << 21 })
        {
            using var cancel = new CancellationTokenSource();
            using var output = new CancellingStream(cancel, stopAfter);

            Assert.ThrowsAny<OperationCanceledException>(() =>
                new Archive(new(site.Tree, site.Objects, DeliverableSite.Time), ArchiveFormat.Tar.Codec).WriteTo(output, workers: 2, cancel.Token));
        }
    }

    [Fact]
    public void When_it_is_cancelled_before_it_begins()
    {
        using var site = DeliverableSite.Demanding();

        Assert.ThrowsAny<OperationCanceledException>(() => ArchivePublisher.Publish(site.Request(), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Artifacts));
    }

    [Fact]
    public void When_the_artifacts_folder_is_a_file()
    {
        using var site = DeliverableSite.Small();
        File.WriteAllText(site.Artifacts, "in the way");

        var told = Assert.Single(ArchivePublisher.Publish(site.Request(), CancellationToken.None).Errors);

        Assert.Equal("MOODLE1704", told.Id);
        Assert.Contains(site.Artifacts, told.Message, StringComparison.Ordinal);
        Assert.Contains("MoodleArtifactsDir", told.Remedy, StringComparison.Ordinal);
    }

    // /dev/full answers every write as a full disk does.
    [FactThatNeeds(Needs.Linux)]
    public void When_the_disk_is_full()
    {
        using var site = DeliverableSite.Demanding();
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        var fault = Assert.Throws<IOException>(() =>
            new Archive(new(site.Tree, site.Objects, DeliverableSite.Time), ArchiveFormat.TarGz.Codec).WriteTo(full, workers: 2, CancellationToken.None));

        var told = ArchivePublisher.DiagnosticOf(fault, "/srv/artifacts/lycee.tar.gz");
        Assert.Equal("MOODLE1705", told.Id);
        Assert.Contains("/srv/artifacts/lycee.tar.gz", told.Message, StringComparison.Ordinal);
    }

    [FactThatNeeds(Needs.Linux | Needs.Mounts)]
    public void And_no_part_is_left_on_a_full_disk()
    {
        using var site = DeliverableSite.Demanding();
        Directory.CreateDirectory(site.Artifacts);
        Run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", site.Artifacts);
        try
        {
            Assert.Equal("MOODLE1705", Assert.Single(ArchivePublisher.Publish(site.Request(), CancellationToken.None).Errors).Id);
            Assert.Empty(Directory.EnumerateFileSystemEntries(site.Artifacts));
        }
        finally
        {
            // A program that another test starts has our open files until it has begun.
            Run("umount", "-l", site.Artifacts);
        }

        static void Run(string program, params string[] arguments)
        {
            using var process = System.Diagnostics.Process.Start(program, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }

    [Fact]
    public void And_what_a_killed_publish_left_is_cleared_away_while_a_running_one_is_not_disturbed()
    {
        using var site = DeliverableSite.Small();
        var first = site.Publish();
        File.Delete(first.ChecksumFile);
        var left = $"{first.Path}.{0:x32}.partial";
        var ofAnotherTree = Path.Combine(site.Artifacts, $"lycee-4.5.6-01234567.tar.gz.{1:x32}.partial");
        var running = $"{first.Path}.{2:x32}.partial";
        var theirs = first.Path + ".mine.partial";
        using var held = new FileStream(running, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        foreach (var file in new[] { left, ofAnotherTree, theirs })
        {
            File.WriteAllText(file, "half");
        }

        foreach (var file in new[] { left, ofAnotherTree, theirs, running })
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        }

        site.Publish();

        Assert.Equal([first.Path, running, theirs, first.ChecksumFile], Directory.EnumerateFiles(site.Artifacts).Order(StringComparer.Ordinal));
    }

    [FactThatNeeds(Needs.Linux)]
    public void And_a_link_that_somebody_put_there_is_left_alone()
    {
        using var site = DeliverableSite.Small();
        var outside = site.Folder.Write("outside", "theirs");
        File.SetLastWriteTimeUtc(outside, DateTime.UtcNow.AddHours(-1));
        Directory.CreateDirectory(site.Artifacts);
        var link = Path.Combine(site.Artifacts, $"lycee.tar.gz.{0:x32}.partial");
        File.CreateSymbolicLink(link, outside);

        site.Publish();

        Assert.Equal(outside, new FileInfo(link).LinkTarget);
        Assert.Equal("theirs", File.ReadAllText(outside));
    }

    [FactThatNeeds(Needs.Linux)]
    public void One_that_was_grown_without_end_is_read_no_longer_than_one_waits()
    {
        using var site = DeliverableSite.Small();
        using (var archive = File.OpenHandle(site.Publish().Path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(archive, 1L << 40);
        }

        using var cancel = new CancellationTokenSource(200);

        Assert.ThrowsAny<OperationCanceledException>(() => ArchivePublisher.Publish(site.Request(), cancel.Token));
    }

    /// <summary>Cancels once so many bytes have been written.</summary>
    private sealed class CancellingStream(CancellationTokenSource cancel, long after) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            if (Length >= after)
            {
                cancel.Cancel();
            }
        }
    }
}
