using System.Globalization;
using System.Text;
using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Where a history that came ends: commits whose parents did not come, and commits of which that was said before and is no longer so.</summary>
internal sealed record HistoryEnds(List<ObjectId> Shallow, List<ObjectId> Deepened);

/// <summary>An upstream's <c>git-upload-pack</c>, spoken to in git's protocol. One thread at a time.</summary>
/// <remarks>Every question may end in an <see cref="UpstreamRefusedException"/> (the upstream says why not), an <see cref="EndOfStreamException"/>
/// (the connection broke off) or an <see cref="InvalidDataException"/> (the answer is none), or a <see cref="RefusedContentException"/> (it is too much).</remarks>
internal abstract class UploadPack(Action<byte[]> say, PacketReader packets, IReadOnlyCollection<string> features, FetchMeter meter)
{
    /// <summary>A limit that lets deltas be on what is held.</summary>
    public const string Thin = "thin-pack";

    /// <summary>What comes between the parts of a question, and after it.</summary>
    protected const string Delimiter = "0001";

    /// <inheritdoc cref="Delimiter"/>
    protected const string Flush = "0000";

    /// <summary>Reads what the upstream can do; null when it does not answer in git's protocol.</summary>
    /// <param name="say">Asks a question.</param>
    /// <param name="hear">Its answers.</param>
    /// <param name="meter">Counts what comes.</param>
    public static UploadPack? Open(Action<byte[]> say, Stream hear, FetchMeter meter)
    {
        var packets = new PacketReader(hear, meter);
        var lines = Advertised(packets, meter);
        if (lines is ["# service=git-upload-pack"])
        {
            // What HTTP puts before all but the newest protocol, and some forges before that too.
            lines = Advertised(packets, meter);
        }

        return lines is null or [] ? null
            : lines[0] == "version 2" ? NewUploadPack.Open(lines, say, packets, meter)
            : OldUploadPack.Open(lines, say, packets, meter);
    }

    /// <summary>True when its fetch knows a feature, such as <c>shallow</c> or <c>filter</c>.</summary>
    public bool Can(string feature) => features.Contains(feature);

    /// <summary>Asks for branches, tags and what HEAD leads to.</summary>
    public abstract IEnumerable<AdvertisedRef> ListRefs();

    /// <summary>Asks for a pack.</summary>
    /// <param name="wanted">The objects.</param>
    /// <param name="limits">Lines such as <c>deepen 1</c>, and what it may be.</param>
    /// <param name="held">What is here with all that it leads to, but what the limits say of it.</param>
    /// <param name="take">Takes the pack to its end.</param>
    public void Fetch(IReadOnlyCollection<ObjectId> wanted, IEnumerable<string> limits, IEnumerable<ObjectId> held, Action<ReadBytes, HistoryEnds> take)
    {
        Ask(Question(wanted, limits, string.Concat(held.Select(id => Packet($"have {id}"))) + Packet("done")));
        take(new Sideband(packets, meter).Read, ReadUpToPack());
    }

    /// <summary>What is asked for a pack.</summary>
    /// <param name="wanted">The objects.</param>
    /// <param name="limits">Lines.</param>
    /// <param name="end">Packets that end the question.</param>
    protected abstract string Question(IReadOnlyCollection<ObjectId> wanted, IEnumerable<string> limits, string end);

    /// <summary>Reads what comes before a pack.</summary>
    protected abstract HistoryEnds ReadUpToPack();

    /// <summary>What follows a name in one of several words.</summary>
    protected static string? Value(IEnumerable<string> words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    /// <summary>Refuses an upstream that names objects by another hash.</summary>
    protected static void CheckHash(IEnumerable<string> words) =>
        _ = Value(words, "object-format=") is null or "sha1" ? true : throw new InvalidDataException(AdvertisedRef.OtherHash);

    /// <summary>A line as a packet.</summary>
    protected static string Packet(string line) => string.Create(CultureInfo.InvariantCulture, $"{line.Length + 5:x4}{line}\n");

    /// <summary>Asks.</summary>
    protected void Ask(string question)
    {
        packets.Begin();
        say(Encoding.ASCII.GetBytes(question));
    }

    /// <summary>The next line of an answer; null at a flush and at what separates parts. The answer before may still have its end to come.</summary>
    protected string? ReadLine(out PacketKind kind)
    {
        kind = packets.Read();
        if (kind == PacketKind.None)
        {
            throw new EndOfStreamException();
        }

        if (kind != PacketKind.Data || packets.Content.Length == 0)
        {
            return null;
        }

        meter.Hear();
        return packets.Line is var line && line.StartsWith("ERR ", StringComparison.Ordinal) ? throw new UpstreamRefusedException(line[4..]) : line;
    }

    /// <summary>Takes a line that says where the history ends.</summary>
    protected static void Note(HistoryEnds ends, string line)
    {
        var words = line.Split(' ');
        var list = words[0] switch { "shallow" => ends.Shallow, "unshallow" => ends.Deepened, _ => null };
        if (list is not null && words.Length == 2 && ObjectId.TryParse(words[1], out var id))
        {
            list.Add(id);
        }
    }

    // Lines up to a flush.
    private static List<string>? Advertised(PacketReader packets, FetchMeter meter)
    {
        var lines = new List<string>();
        PacketKind kind;
        while ((kind = packets.Read()) == PacketKind.Data)
        {
            lines.Add(packets.Line);
            meter.Hear();
        }

        return kind == PacketKind.Flush ? lines : null;
    }
}
