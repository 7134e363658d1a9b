using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

public sealed class Every_form_of_repository_is_read_as_git_reads_it : ObjectReaderTest
{
    [Fact]
    public void Loose_objects()
    {
        WriteHistory();

        AssertReads();
    }

    [Fact]
    public void Deltas_by_offset()
    {
        WriteHistory();
        Pack();

        Assert.Contains("chain length", Repository.Git("verify-pack", "-v", OnlyFile("*.idx")));
        AssertReads();
    }

    [Fact]
    public void Deltas_by_id()
    {
        WriteHistory();
        Repository.Git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq");

        AssertReads();
    }

    [Fact]
    public void Chains_of_hundreds_of_deltas()
    {
        WriteHistory(commits: 300);
        Pack("--depth=4000", "--window=10");

        Assert.Contains("chain length = 200", Repository.Git("verify-pack", "-v", OnlyFile("*.idx")));
        AssertReads();
    }

    [Fact]
    public void Several_packs_and_loose_objects_together()
    {
        WriteHistory();
        Pack();
        Repository.Write("second", "pack").Commit();
        Repository.Git("repack", "-dq");
        Repository.Write("third", "loose");
        Repository.RawBlob("loose too");

        Assert.Equal(2, Directory.GetFiles(PackFolder, "*.pack").Length);
        AssertReads();
    }

    [Fact]
    public void An_index_with_64_bit_offsets()
    {
        WriteHistory();
        Pack();
        Reindex("--index-version=2,0x40");

        AssertReads();
    }

    [Fact]
    public void A_multi_pack_index_beside_the_others()
    {
        WriteHistory();
        Pack();
        Repository.Git("multi-pack-index", "write");

        AssertReads();
    }

    [Fact]
    public void An_index_of_version_1()
    {
        WriteHistory();
        Pack();
        Reindex("--index-version=1");

        AssertReads();
    }

    [Fact]
    public void Objects_borrowed_from_others_who_borrow_too()
    {
        WriteHistory();
        Pack();
        var middle = Borrow(Repository.Folder, "middle.git", relative: true);
        var outer = Borrow(middle, "outer.git", relative: false);

        using var reader = new RepositoryReader(outer);

        AssertReadsAll(reader);
    }

    [Fact]
    public void Repositories_that_borrow_from_each_other()
    {
        WriteHistory();
        var other = Borrow(Repository.Folder, "other.git", relative: false);
        File.WriteAllText(Path.Combine(Repository.Folder, "objects", "info", "alternates"), "# comment\n" + Path.Combine(other, "objects") + "\n");

        using var reader = new RepositoryReader(other);

        AssertReadsAll(reader);
    }

    // Followed line by line it would be read 1000 times 1000 times, five times over.
    [Fact]
    public void A_repository_that_borrows_from_itself_a_thousand_times()
    {
        WriteHistory();
        var objects = Path.Combine(Repository.Folder, "objects");
        File.WriteAllText(Path.Combine(objects, "info", "alternates"), "no\0path\n" + string.Concat(Enumerable.Repeat(objects + "\n", 1000)));

        using var reader = new RepositoryReader(Repository.Folder);

        AssertReadsAll(reader);
    }

    [Fact]
    public void One_that_borrows_from_hundreds_of_folders_is_refused()
    {
        WriteHistory(commits: 2);
        var alternates = Path.Combine(Repository.Folder, "objects", "info", "alternates");
        File.WriteAllLines(alternates, Enumerable.Range(0, 500).Select(i => Temp[$"{i}"]));

        var refused = Assert.Throws<SystemFaultException>(() => new RepositoryReader(Repository.Folder).Dispose());

        Assert.Equal((FaultKind.Unfit, alternates, Repository.Folder), (refused.Fault.Kind, refused.Fault.Path, refused.Fault.Store));
    }

    [Fact]
    public void What_is_absent_is_said_to_be_absent()
    {
        WriteHistory(commits: 2);
        var absent = ObjectId.Parse(new string('a', 40));
        using var reader = new RepositoryReader(Repository.Folder);

        var exception = Assert.Throws<MissingObjectException>(() => reader.ReadBlob(new BlobId(absent)));

        Assert.Equal((absent, Repository.Folder, false), (exception.Id, exception.Repository, exception.Damaged));
        Assert.Throws<MissingObjectException>(() => reader.ReadTree(new TreeId(absent)));
        Assert.Throws<MissingObjectException>(() => reader.ReadCommit(absent));
        Assert.False(reader.Contains(absent));
        Assert.True(reader.Contains(Ids()[0]));
    }

    [Fact]
    public void An_object_of_another_kind_is_refused_and_no_damage()
    {
        WriteHistory(commits: 2);
        var tree = Ids("tree")[0];
        var blob = Ids("blob")[0];
        using var reader = ObjectReader.Open(Repository.Folder);

        Assert.All(
            new Action[]
            {
                () => reader.ReadBlob(new BlobId(tree)),
                () => reader.ReadBlob(new BlobId(tree), 0, (_, _) => Assert.Fail("no blob")),
                () => reader.ReadTree(new TreeId(blob)),
                () => reader.ReadCommit(tree),
            },
            read => Assert.Equal(GitFaultKind.WrongObject, Assert.Throws<RefusedContentException>(read).Fault.Kind));
    }

    [Fact]
    public void A_folder_without_a_repository_is_no_repository() =>
        Assert.Throws<DirectoryNotFoundException>(() => ObjectReader.Open(Temp.Path));

    [Fact]
    public void Reading_order_is_the_order_in_the_pack()
    {
        WriteHistory();
        Pack();
        using var reader = ObjectReader.Open(Repository.Folder);
        var inPack = IsolatedGit.Run(Repository.Folder, File.ReadAllBytes(OnlyFile("*.idx")), ["show-index"]).Split('\n')
            .Select(l => l.Split(' ')).OrderBy(l => long.Parse(l[0])).Select(l => ObjectId.Parse(l[1])).ToList();

        Assert.Equal(inPack, Ids().OrderBy(reader.ReadingOrder));
        Assert.Equal(long.MaxValue, reader.ReadingOrder(ObjectId.Parse(new string('a', 40))));
    }

    private void AssertReads()
    {
        using var reader = new RepositoryReader(Repository.Folder);
        AssertReadsAll(reader);
        Assert.All(Ids(), id => Assert.True(reader.Contains(id)));
    }

    private void Reindex(string version)
    {
        var index = OnlyFile("*.idx");
        File.Delete(index);
        Repository.Git("index-pack", version, "-o", index, Path.ChangeExtension(index, ".pack"));
    }

    private string Borrow(string from, string name, bool relative)
    {
        var folder = TestRepository.Create(Temp[name]).Folder;
        var objects = Path.Combine(folder, "objects");
        var source = Path.Combine(from, "objects");
        File.WriteAllText(Path.Combine(objects, "info", "alternates"), (relative ? Path.GetRelativePath(objects, source) : source) + "\n");
        return folder;
    }
}
