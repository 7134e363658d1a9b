using System.Diagnostics;
using System.IO.Compression;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Receiving;
using Moodle.Sdk.Git.Tests.Objects;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Receiving;

public sealed class A_pack_is_taken_in_as_git_does_it(A_pack_is_taken_in_as_git_does_it.Upstream upstream) : IClassFixture<A_pack_is_taken_in_as_git_does_it.Upstream>, IDisposable
{
    private static readonly PackContent Whatever = new([], []);

    private readonly TempFolder _temp = new();
    private readonly TestRepository _upstream = upstream.Repository;
    private readonly string _head = upstream.Head;

    [Theory]
    [InlineData("--delta-base-offset")]
    [InlineData("--no-reuse-delta", "--depth=50", "--window=20")]
    [InlineData("--depth=0")]
    [InlineData("--compression=0", "--delta-base-offset")]
    public void Its_index_is_the_one_that_git_makes(params string[] options)
    {
        var pack = Pack(options);

        PackReceiver.Receive(new MemoryStream(pack).Read, Folder("ours"), new PackContent([ObjectId.Parse(_head)], []), default);

        var index = Assert.Single(Directory.GetFiles(_temp["ours"], "*.idx"));
        IsolatedGit.Run(_temp.Path, "index-pack", "-o", _temp["git.idx"], Path.ChangeExtension(index, ".pack"));
        Assert.Equal(File.ReadAllBytes(_temp["git.idx"]), File.ReadAllBytes(index));
        Assert.Equal(pack, File.ReadAllBytes(Path.ChangeExtension(index, ".pack")));
        Assert.Equal(2, Directory.GetFiles(_temp["ours"]).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_000)]
    public void It_may_arrive_in_pieces_of_any_size(int piece)
    {
        PackReceiver.Receive(new Trickle(Pack("--delta-base-offset"), piece).Read, Folder("ours"), Whatever, default);

        IsolatedGit.Run(_temp.Path, "verify-pack", Directory.GetFiles(_temp["ours"], "*.idx").Single());
    }

    [Fact]
    public void Broken_off_anywhere_it_is_told_and_leaves_no_index()
    {
        var pack = Pack("--delta-base-offset");
        Assert.All([0, pack.Length - 20, pack.Length - 1], BrokenOffAt);
        Trial.Run(1_200, seed => BrokenOffAt(new Random(seed).Next(pack.Length)));

        void BrokenOffAt(int length)
        {
            Assert.Throws<EndOfStreamException>(() => Receive(pack[..length]));
            Assert.Empty(Directory.GetFiles(_temp["ours"], "*.idx"));
        }
    }

    [Fact]
    public void Damaged_anywhere_it_is_refused()
    {
        var pack = Pack("--delta-base-offset");
        Trial.Run(1_200, seed =>
        {
            var random = new Random(seed);
            var damaged = (byte[])pack.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Assert.True(Record.Exception(() => Receive(damaged)) is InvalidDataException or EndOfStreamException);
            Assert.Empty(Directory.GetFiles(_temp["ours"], "*.idx"));
        });
    }

    [Fact]
    public void More_than_a_pack_is_none()
    {
        Assert.Throws<InvalidDataException>(() => Receive([.. Pack(), 0]));
    }

    [Fact]
    public void A_pack_that_lacks_an_object_is_refused_with_its_id()
    {
        var blob = _upstream.Git("rev-parse", "HEAD:long.txt");
        var pack = PackOf(_upstream.Git("rev-list", "--objects", "--no-object-names", "HEAD").Split('\n').Where(id => id != blob), "--depth=0");

        Assert.Contains(blob, Assert.Throws<InvalidDataException>(() => Receive(pack)).Message);
    }

    [Fact]
    public void A_pack_without_the_commit_that_was_wanted_is_refused()
    {
        var wanted = ObjectId.Parse("1234567890123456789012345678901234567890");
        var thrown = Assert.Throws<InvalidDataException>(() => PackReceiver.Receive(new MemoryStream(Pack()).Read, Folder("ours"), new PackContent([wanted], []), default));
        Assert.Contains(wanted.ToString(), thrown.Message);
    }

    [Fact]
    public void A_commit_without_its_parents_must_be_known_as_shallow()
    {
        var pack = PackOf(_upstream.Git("rev-list", "--objects", "--no-object-names", "-1", "HEAD").Split('\n'));

        Assert.Throws<InvalidDataException>(() => Receive(pack));
        PackReceiver.Receive(new MemoryStream(pack).Read, Folder("ours"), new PackContent([ObjectId.Parse(_head)], [ObjectId.Parse(_head)]), default);
    }

    [Fact]
    public void A_delta_whose_base_was_not_sent_is_refused()
    {
        // A thin pack: git makes the new long.txt from the old one, which is not in it.
        var pack = PackOf(["HEAD", "^HEAD~2"], "--thin", "--revs");

        Assert.Contains("base", Assert.Throws<InvalidDataException>(() => Receive(pack)).Message);
    }

    [Fact]
    public void An_object_that_comes_many_times_is_worked_on_once()
    {
        // Each level ten times, each of them a delta on the one above, which it names by its id: 10^12 ways lead down.
        const int copies = 10, levels = 12;
        var pack = new TestPack();
        var content = "level 0\n"u8.ToArray();
        var id = ObjectHash.Of(ObjectKind.Blob, content);
        for (var copy = 0; copy < copies; copy++)
        {
            pack.Add(id, (int)ObjectKind.Blob, content.Length, [], content);
        }

        for (var level = 1; level <= levels; level++)
        {
            var next = System.Text.Encoding.ASCII.GetBytes($"level {level}\n");
            var delta = TestPack.Delta(content.Length, next.Length, [(byte)next.Length, .. next]);
            var source = new byte[ObjectId.Size];
            id.CopyTo(source);
            (content, id) = (next, ObjectHash.Of(ObjectKind.Blob, next));
            for (var copy = 0; copy < copies; copy++)
            {
                pack.Add(id, 7, delta.Length, source, delta);
            }
        }

        pack.Write(_temp.Path, "many");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        PackReceiver.Receive(new MemoryStream(File.ReadAllBytes(_temp["pack-many.pack"])).Read, Folder("ours"), new PackContent([id], []), patience.Token);

        using var index = PackIndex.Open(Directory.GetFiles(_temp["ours"], "*.idx").Single());
        Assert.Equal((uint)(copies * (levels + 1)), index!.Count);
    }

    [Fact]
    public void A_delta_that_makes_its_own_base_is_worked_on_once()
    {
        var content = "itself\n"u8.ToArray();
        var id = ObjectHash.Of(ObjectKind.Blob, content);
        var pack = new TestPack();
        pack.Add(id, (int)ObjectKind.Blob, content.Length, [], content);
        var source = new byte[ObjectId.Size];
        id.CopyTo(source);
        var delta = TestPack.Delta(content.Length, content.Length, [(byte)content.Length, .. content]);
        pack.Add(id, 7, delta.Length, source, delta);
        pack.Write(_temp.Path, "own");

        PackReceiver.Receive(new MemoryStream(File.ReadAllBytes(_temp["pack-own.pack"])).Read, Folder("ours"), new PackContent([id], []), default);

        using var index = PackIndex.Open(Directory.GetFiles(_temp["ours"], "*.idx").Single());
        Assert.Equal(2u, index!.Count);
    }

    [Theory]
    [InlineData(false, 0x80)]
    [InlineData(true, 0x01)]
    public void An_entry_whose_data_git_would_refuse_is_refused(bool sum, byte change)
    {
        var content = "some content\n"u8.ToArray();
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Compress, leaveOpen: true))
        {
            zlib.Write(content);
        }

        var damaged = data.ToArray();
        damaged[sum ? damaged.Length - 1 : 0] ^= change;
        // The head stays one whose own check holds.
        damaged[1] = (byte)((damaged[1] & 0xE0) | (31 - (((damaged[0] << 8) | (damaged[1] & 0xE0)) % 31)));
        var pack = new TestPack();
        pack.AddRaw(ObjectHash.Of(ObjectKind.Blob, content), (int)ObjectKind.Blob, content.Length, [], damaged);
        pack.Write(_temp.Path, "sum");

        Assert.Throws<InvalidDataException>(() => Receive(File.ReadAllBytes(_temp["pack-sum.pack"])));
    }

    [Fact]
    public void A_chain_of_deltas_that_nobody_could_read_is_refused()
    {
        var pack = new TestPack();
        var content = "level 0\n"u8.ToArray();
        var id = ObjectHash.Of(ObjectKind.Blob, content);
        pack.Add(id, (int)ObjectKind.Blob, content.Length, [], content);
        for (var level = 1; level <= 4096; level++)
        {
            var next = System.Text.Encoding.ASCII.GetBytes($"level {level}\n");
            var delta = TestPack.Delta(content.Length, next.Length, [(byte)next.Length, .. next]);
            var source = new byte[ObjectId.Size];
            id.CopyTo(source);
            (content, id) = (next, ObjectHash.Of(ObjectKind.Blob, next));
            pack.Add(id, 7, delta.Length, source, delta);
        }

        pack.Write(_temp.Path, "chain");

        Assert.Throws<RefusedContentException>(() => Receive(File.ReadAllBytes(_temp["pack-chain.pack"])));
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => PackReceiver.Receive(new MemoryStream(Pack()).Read, Folder("ours"), Whatever, new CancellationToken(canceled: true)));
    }

    public void Dispose() => _temp.Dispose();

    private void Receive(byte[] pack) => PackReceiver.Receive(new MemoryStream(pack).Read, Folder("ours"), Whatever, default);

    private string Folder(string name) => Directory.CreateDirectory(_temp[name]).FullName;

    private byte[] Pack(params string[] options) => PackOf(_upstream.Git("rev-list", "--objects", "--no-object-names", "HEAD").Split('\n'), options);

    private byte[] PackOf(IEnumerable<string> objects, params string[] options)
    {
        using var git = Process.Start(IsolatedGit.Start(_upstream.Folder, ["pack-objects", "--stdout", "-q", .. options]))!;
        var errors = git.StandardError.ReadToEndAsync();
        var writing = Task.Run(() =>
        {
            git.StandardInput.Write(string.Join('\n', objects) + "\n");
            git.StandardInput.Close();
        });
        using var pack = new MemoryStream();
        git.StandardOutput.BaseStream.CopyTo(pack);
        writing.Wait();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, errors.Result);
        return pack.ToArray();
    }

    /// <summary>What is sent: made once, and only read by the tests.</summary>
    public sealed class Upstream : IDisposable
    {
        private readonly TempFolder _temp = new();

        public Upstream()
        {
            Repository = TestRepository.Create(_temp["upstream.git"]);
            var random = new Random(3);
            var text = string.Concat(Enumerable.Range(0, 3000).Select(_ => $"line {random.Next(500)}\n"));
            Repository.Commits(12, version =>
            {
                var big = new byte[200_000 + version];
                random.NextBytes(big);
                text = text.Insert(random.Next(text.Length), $"version {version}\n");
                Repository.Write("long.txt", text).Write($"classes/part{version % 3}.php", $"<?php // {version}\n").Write("empty.txt", "");
                Repository.Write("big.bin", big).Write("lib/run.sh", "#!/bin/sh\n", executable: true).Link("link", "long.txt");
            });
            Repository.Submodule("part", "1234567890123456789012345678901234567890");
            Head = Repository.Commit("With a submodule");
            Repository.Tag("v1", Head);
        }

        public TestRepository Repository { get; }

        public string Head { get; }

        public void Dispose() => _temp.Dispose();
    }

    /// <summary>A stream that hands out few bytes at a time, as a slow network does.</summary>
    private sealed class Trickle(byte[] content, int most) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
