using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Delivery.Tar;

/// <summary>
/// Turns a tree into the bytes of a tar, share by share: each is a run of consecutive entries and can be written on any thread. The bytes are a
/// function of the tree and the time; how they are compressed is a <see cref="Codec"/>'s.
/// </summary>
internal sealed class TarContainer(SiteTree tree, SiteObjects objects, DateTimeOffset time)
{
    // Large enough that starting each share with an empty compression window costs little, small enough to keep all cores busy to the end.
    private const int EntriesPerShare = 128;

    private readonly ImmutableArray<TarEntry> _entries = TarEntry.Of(tree);

    public int Shares => (_entries.Length + EntriesPerShare - 1) / EntriesPerShare;

    /// <summary>Writes what the first share begins with: tree id and time, which fix all that follows.</summary>
    public void WriteBeginning(Action<ReadOnlySpan<byte>> output) => Writer(output).WriteTreeId(tree.Id);

    /// <summary>Writes the share of that number.</summary>
    /// <exception cref="UnreadableEntryException">An entry's blob is absent or damaged.</exception>
    public void WriteShare(int number, Action<ReadOnlySpan<byte>> output, CancellationToken cancel)
    {
        if (number == 0)
        {
            WriteBeginning(output);
        }

        var tar = Writer(output);
        var first = number * EntriesPerShare;
        for (var ordinal = first; ordinal < Math.Min(first + EntriesPerShare, _entries.Length); ordinal++)
        {
            cancel.ThrowIfCancellationRequested();
            Write(tar, _entries[ordinal], ordinal);
        }
    }

    /// <summary>Writes what follows the last share.</summary>
    /// <param name="written">Bytes of all shares.</param>
    public void WriteEnd(long written, Action<ReadOnlySpan<byte>> output) => Writer(output).WriteEnd(written);

    private TarWriter Writer(Action<ReadOnlySpan<byte>> output) => new(time.ToUnixTimeSeconds(), output);

    private void Write(TarWriter tar, TarEntry entry, int ordinal)
    {
        if (entry.Source is not { } source)
        {
            tar.WriteFolder(entry, ordinal);
            return;
        }

        try
        {
            objects.ReaderOf(source).ReadBlob(source.Blob, (tar, entry, ordinal), static (content, at) => at.tar.Write(at.entry, at.ordinal, content));
        }
        catch (MissingObjectException e)
        {
            throw new UnreadableEntryException(entry.Path, e);
        }
    }
}

/// <summary>The content of an entry cannot be read from the git cache.</summary>
/// <param name="cause">Which object of which repository.</param>
internal sealed class UnreadableEntryException(string path, MissingObjectException cause) : IOException(cause.Message, cause)
{
    public string EntryPath { get; } = path;

    public MissingObjectException Cause { get; } = cause;
}
