using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

public sealed class Many_threads_and_processes_read_at_once : ObjectReaderTest
{
    [Fact]
    public void Threads_share_a_reader()
    {
        WriteHistory(commits: 60);
        Pack("--depth=100");
        var blobs = Ids("blob");

        Trial.Run(40, seed =>
        {
            using var reader = ObjectReader.Open(Repository.Folder);
            Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            {
                var id = blobs[(int)((seed + i) * 7919L % blobs.Count)];
                reader.ReadBlob(new BlobId(id), id, static (content, id) => AssertIsBlob(id, content));
            });
        });
    }

    [Fact]
    public void A_blob_is_read_while_another_is_in_use()
    {
        WriteHistory();
        Pack();
        var blobs = Ids("blob");
        using var reader = ObjectReader.Open(Repository.Folder);

        reader.ReadBlob(new BlobId(blobs[0]), 0, (first, _) =>
        {
            Assert.All(blobs, id => AssertIsBlob(id, reader.ReadBlob(new BlobId(id))));
        });
    }

    [Fact]
    public void Packs_and_objects_that_others_publish_are_found()
    {
        WriteHistory();
        Pack();
        using var reader = new RepositoryReader(Repository.Folder);
        AssertReadsAll(reader);

        var loose = ObjectId.Parse(Repository.RawBlob("a loose one"));
        var packed = ObjectId.Parse(Repository.Write("new.php", "a packed one").Commit());
        Assert.False(reader.Contains(ObjectId.Parse(new string('a', 40))));
        Repository.Git("repack", "-dq");

        Assert.True(reader.Contains(packed));
        AssertIsBlob(loose, reader.ReadBlob(new BlobId(loose)));
        AssertReadsAll(reader);
    }

    [Fact]
    public void A_repository_that_was_empty_is_read_once_it_is_filled()
    {
        using var reader = ObjectReader.Open(Repository.Folder);
        Assert.False(reader.Contains(ObjectId.Parse(new string('a', 40))));

        WriteHistory(commits: 3);
        Pack();

        AssertReadsAll(reader);
    }

    [Fact]
    public async Task Repacking_by_others_harms_no_reader()
    {
        WriteHistory(commits: 30);
        Pack();
        var blobs = Ids("blob");
        using var reader = ObjectReader.Open(Repository.Folder);
        var stop = false;
        var reading = Task.Run(() =>
        {
            var reads = 0;
            for (; !Volatile.Read(ref stop); reads++)
            {
                var id = blobs[reads % blobs.Count];
                AssertIsBlob(id, reader.ReadBlob(new BlobId(id)));
            }

            return reads;
        });

        Trial.Run(80, seed => Pack($"--depth={2 + (seed % 4 * 10)}"));

        Volatile.Write(ref stop, true);
        Assert.NotEqual(0, await reading);
    }

    [Fact]
    public void A_pack_taken_away_before_it_was_opened_is_looked_for_elsewhere()
    {
        WriteHistory();
        Pack();
        using var reader = new RepositoryReader(Repository.Folder);
        // Its index is open by now, the pack not yet.
        Assert.True(reader.Contains(Ids()[0]));

        Pack("--depth=1");

        AssertReadsAll(reader);
    }

    [Fact]
    public void A_repository_taken_away_as_a_whole_lacks_its_objects()
    {
        WriteHistory(commits: 3);
        Pack();
        var commit = Ids("commit")[0];
        using var reader = ObjectReader.Open(Repository.Folder);
        // The index is known; the pack is not open yet.
        Assert.True(reader.Contains(commit));

        Directory.Move(Repository.Folder, Temp["discarded.git"]);

        Assert.False(Assert.Throws<MissingObjectException>(() => reader.ReadCommit(commit)).Damaged);
        Assert.False(reader.Contains(commit));
    }

    [Fact]
    public void Nothing_is_read_once_the_reader_is_disposed()
    {
        WriteHistory();
        Pack();
        var reader = ObjectReader.Open(Repository.Folder);
        _ = reader.ReadCommit(Ids("commit")[0]);

        reader.Dispose();

        Assert.Throws<ObjectDisposedException>(() => reader.ReadCommit(Ids("commit")[0]));
    }
}
