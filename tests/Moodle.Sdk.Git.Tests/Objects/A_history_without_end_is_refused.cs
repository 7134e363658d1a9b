using System.Buffers.Binary;
using Moodle.Sdk.Git.Objects;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

public sealed class A_history_without_end_is_refused
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    [Fact]
    public void With_the_number_that_is_the_most()
    {
        var refused = Assert.Throws<RefusedContentException>(() => FirstParents.Of(new Endless(), [Id(0)], None, default).Count());

        Assert.Equal(new GitFault(GitFaultKind.TooMuch, "a history of more than 150,000 commits"), refused.Fault);
    }

    [Fact]
    public void And_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var commit in FirstParents.Of(new Endless(), [Id(0)], None, cancel.Token))
            {
                cancel.Cancel();
            }
        });
    }

    [Fact]
    public void It_ends_where_the_upstream_has_no_parents() => Assert.Equal(3, FirstParents.Of(new Endless(), [Id(0)], new HashSet<string> { $"{Id(2)}" }, default).Count());

    private static CommitId Id(int number)
    {
        var bytes = new byte[ObjectId.Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new(new ObjectId(bytes));
    }

    private sealed class Endless : IObjectReader
    {
        public bool Contains(ObjectId id) => true;

        public GitCommit ReadCommit(ObjectId id) => TryReadCommit(id)!;

        public GitCommit? TryReadCommit(ObjectId id)
        {
            Span<byte> bytes = stackalloc byte[ObjectId.Size];
            id.CopyTo(bytes);
            return new(new(id), default, [Id(BinaryPrimitives.ReadInt32BigEndian(bytes) + 1)], default);
        }

        public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => [];

        public byte[] ReadBlob(BlobId id) => [];

        public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
        {
        }

        public void Dispose()
        {
        }
    }
}
