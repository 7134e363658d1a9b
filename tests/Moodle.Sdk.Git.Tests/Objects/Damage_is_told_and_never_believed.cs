using Moodle.Sdk.Git.Objects;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

/// <summary>Every byte of every file of a small repository is changed, and every file cut off everywhere: an object is read right or reported.</summary>
public sealed class Damage_is_told_and_never_believed : ObjectReaderTest
{
    [Theory]
    [InlineData("*.pack", "true")]
    [InlineData("*.idx", "true")]
    [InlineData("*.pack", "false")]
    public void Of_any_byte_of_a_pack_or_its_index(string file, string deltaByOffset)
    {
        WriteSmallHistory();
        Repository.Git("-c", $"repack.useDeltaBaseOffset={deltaByOffset}", "repack", "-adfq");

        AssertEveryChangeIsNoticed(OnlyFile(file));
    }

    [Theory]
    [InlineData("*.pack")]
    [InlineData("*.idx")]
    public void Of_a_pack_or_index_that_is_cut_off(string file)
    {
        WriteSmallHistory();
        Pack();
        var path = OnlyFile(file);
        var whole = File.ReadAllBytes(path);
        var ids = Ids("blob");

        for (var length = 0; length < whole.Length; length++)
        {
            Replace(path, whole[..length]);
            Assert.Equal(ids.Count, CountDamaged(ids));
        }
    }

    [Fact]
    public void Of_any_byte_of_a_loose_object()
    {
        var blob = ObjectId.Parse(Repository.RawBlob("some content, not long, not short, not short, not long"));
        var path = Path.Combine(Repository.Folder, "objects", blob.ToString()[..2], blob.ToString()[2..]);
        var whole = File.ReadAllBytes(path);

        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 0x55;
            Replace(path, changed);
            // It may be told or, in the header of zlib, not matter: what is read has the id either way.
            _ = CountDamaged([blob]);
            Replace(path, whole[..i]);
            // Only the checksum at the end may be lacking: the id says that the content is right.
            Assert.True(i >= whole.Length - 8 || CountDamaged([blob]) == 1);
        }
    }

    [Fact]
    public void But_a_sound_copy_elsewhere_is_taken()
    {
        WriteSmallHistory();
        Pack();
        var ids = Ids("blob");
        var path = OnlyFile("*.pack");
        var whole = File.ReadAllBytes(path);
        var copy = Directory.CreateDirectory(Temp["copy", "objects", "pack"]).FullName;
        File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
        File.Copy(Path.ChangeExtension(path, ".idx"), Path.Combine(copy, Path.GetFileName(Path.ChangeExtension(path, ".idx"))));
        Replace(path, [.. whole[..40], .. whole[40..^30].Select(b => (byte)~b), .. whole[^30..]]);
        Assert.NotEqual(0, CountDamaged(ids));

        File.WriteAllText(Path.Combine(Repository.Folder, "objects", "info", "alternates"), Temp["copy", "objects"] + "\n");

        Assert.Equal(0, CountDamaged(ids));
    }

    private void AssertEveryChangeIsNoticed(string path)
    {
        var whole = File.ReadAllBytes(path);
        var ids = Ids("blob");
        var noticed = 0;
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            Replace(path, changed);
            noticed += CountDamaged(ids) > 0 ? 1 : 0;
        }

        // CRCs of an index and Adler sums of zlib data are not looked at: the ids say more.
        Assert.InRange(noticed, whole.Length / 2, whole.Length);
    }

    // Reads each object; every one must come right or be reported as damaged.
    private int CountDamaged(IReadOnlyList<ObjectId> blobs)
    {
        using var reader = new RepositoryReader(Repository.Folder);
        var damaged = 0;
        foreach (var id in blobs)
        {
            try
            {
                reader.ReadBlob(new BlobId(id), id, static (content, id) => AssertIsBlob(id, content));
            }
            catch (MissingObjectException missing)
            {
                Assert.Equal(id, missing.Id);
                damaged += missing.Damaged ? 1 : 0;
            }
        }

        return damaged;
    }

    private void WriteSmallHistory()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"line {i * 7919}"));
        Repository.CommitRawTree(Repository.RawTree(
            ("100644", "1", Repository.RawBlob(lines + "one")),
            ("100644", "2", Repository.RawBlob(lines + "two")),
            ("100644", "3", Repository.RawBlob(lines + "three"))));
    }

    // Packs are read-only and may be mapped: a file is replaced, never written to.
    private static void Replace(string path, byte[] content)
    {
        File.Delete(path);
        File.WriteAllBytes(path, content);
    }
}
