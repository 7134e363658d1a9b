using Moodle.Sdk.Git.Objects;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

public sealed class A_hostile_pack_does_no_harm : ObjectReaderTest
{
    private const int Blob = 3;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    private readonly TestPack _pack = new();

    [Fact]
    public void A_sound_pack_of_the_same_make_is_read()
    {
        var offset = _pack.NextOffset;
        _pack.Add(ObjectHash.Of(ObjectKind.Blob, "hello"u8), Blob, 5, [], [.. "hello"u8]);
        _pack.Add(ObjectHash.Of(ObjectKind.Blob, "hello!"u8), OffsetDelta, 6, [(byte)(_pack.NextOffset - offset)], TestPack.Delta(5, 6, 0x90, 5, 1, (byte)'!'));
        _pack.Write(PackFolder);

        using var reader = ObjectReader.Open(Repository.Folder);

        Assert.Equal("hello!"u8, reader.ReadBlob(new BlobId(ObjectHash.Of(ObjectKind.Blob, "hello!"u8))));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(500_000_000)]
    [InlineData(0x1F_FFFF_FFFF)]
    public void A_size_that_the_data_cannot_have(long claimed)
    {
        _pack.Add(TestPack.FakeId(1), Blob, claimed, [], [.. "hello"u8]);

        AssertDamaged();
    }

    [Theory]
    [InlineData(100, 500_000_000)]
    [InlineData(100, 101)]
    [InlineData(99, 100)]
    [InlineData(100, 0x7_FFFF_FFFF)]
    public void A_delta_whose_sizes_are_wrong(long sourceSize, long size)
    {
        _pack.Add(TestPack.FakeId(2), Blob, 100, [], new byte[100]);
        AddDelta(1, TestPack.FakeId(2), TestPack.Delta(sourceSize, size, 0x90, 100));

        AssertDamaged();
    }

    [Theory]
    [InlineData(new byte[] { 0x91, 50, 51 })]
    [InlineData(new byte[] { 0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 100 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 100, 1, 2 })]
    [InlineData(new byte[] { 0x90, 99 })]
    [InlineData(new byte[] { 0x90, 100, 0x90, 1 })]
    [InlineData(new byte[] { })]
    public void A_delta_whose_instructions_lead_astray(byte[] instructions)
    {
        _pack.Add(TestPack.FakeId(2), Blob, 100, [], new byte[100]);
        AddDelta(1, TestPack.FakeId(2), TestPack.Delta(100, 100, instructions));

        AssertDamaged();
    }

    [Fact]
    public void Deltas_based_on_each_other()
    {
        AddDelta(1, TestPack.FakeId(2), TestPack.Delta(100, 100, 0x90, 100));
        AddDelta(2, TestPack.FakeId(3), TestPack.Delta(100, 100, 0x90, 100));
        AddDelta(3, TestPack.FakeId(1), TestPack.Delta(100, 100, 0x90, 100));

        AssertDamaged();
    }

    [Fact]
    public void A_delta_based_on_itself()
    {
        AddDelta(1, TestPack.FakeId(1), TestPack.Delta(100, 100, 0x90, 100));

        AssertDamaged();
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x7F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 1 })]
    public void A_delta_whose_base_lies_nowhere(byte[] distance)
    {
        _pack.Add(TestPack.FakeId(2), Blob, 5, [], [.. "hello"u8]);
        _pack.Add(TestPack.FakeId(1), OffsetDelta, 3, distance, TestPack.Delta(5, 5, 0x90, 5));

        AssertDamaged();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_kind_that_does_not_exist(int kind)
    {
        _pack.Add(TestPack.FakeId(1), kind, 5, [], [.. "hello"u8]);

        AssertDamaged();
    }

    [Fact]
    public void Data_that_is_not_compressed()
    {
        _pack.AddRaw(TestPack.FakeId(1), Blob, 5, [], [.. "hello world"u8]);

        AssertDamaged();
    }

    [Fact]
    public void Another_object_than_its_id_says()
    {
        _pack.Add(TestPack.FakeId(1), Blob, 5, [], [.. "hello"u8]);

        AssertDamaged();
    }

    [Fact]
    public void Deltas_that_each_make_a_hundred_times_more()
    {
        // Sixteen copies of the base each: 16 to the tenth bytes, were it not for the limits.
        _pack.Add(TestPack.FakeId(1000), Blob, 65536, [], new byte[65536]);
        long size = 65536;
        for (var i = 999; i > 0; i--)
        {
            var next = Math.Min(size * 16, 0xFFFFFFFF);
            AddDelta(i, TestPack.FakeId(i + 1), TestPack.Delta(size, next, [.. Enumerable.Repeat((byte)0x80, 255)]));
            size = next;
        }

        AssertDamaged();
    }

    private void AddDelta(int number, ObjectId onto, byte[] delta)
    {
        var reference = new byte[ObjectId.Size];
        onto.CopyTo(reference);
        _pack.Add(TestPack.FakeId(number), ReferenceDelta, delta.Length, reference, delta);
    }

    // The first object is damaged, and finding that out takes little memory.
    private void AssertDamaged()
    {
        _pack.Write(PackFolder);
        using var reader = new RepositoryReader(Repository.Folder);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var missing = Assert.Throws<MissingObjectException>(() => reader.ReadBlob(new BlobId(TestPack.FakeId(1))));

        Assert.True(missing.Damaged);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }
}
