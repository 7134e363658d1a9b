namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// An upstream that speaks the protocol before version 2, as some forges still do: it tells all its refs at once, and gives what they name.
/// Source: git's Documentation/gitprotocol-pack.txt and gitprotocol-capabilities.txt.
/// </summary>
internal sealed class OldUploadPack : UploadPack
{
    private const string ManyBytes = "side-band-64k";

    // `<id> <ref>`, and `shallow <id>` where its own history ends.
    private readonly List<string> _lines;
    private readonly string[] _features;

    private OldUploadPack(List<string> lines, string[] features, Action<byte[]> say, PacketReader packets, FetchMeter meter)
        : base(say, packets, features, meter) => (_lines, _features) = (lines, features);

    /// <summary>Reads lines of refs, the first with what the upstream can do behind a NUL; null when they are none.</summary>
    public static UploadPack? Open(List<string> lines, Action<byte[]> say, PacketReader packets, FetchMeter meter)
    {
        if (lines[0] == "version 1")
        {
            lines.RemoveAt(0);
        }

        if (lines.FirstOrDefault()?.Split('\0') is not [var first, var told])
        {
            return null;
        }

        var features = told.Split(' ');
        CheckHash(features);
        lines[0] = first;
        return features.Contains(ManyBytes) ? new OldUploadPack(lines, features, say, packets, meter) : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<AdvertisedRef> ListRefs() =>
        from line in _lines
        let words = line.Split(' ', 2)
        where words.Length == 2 && words[0] != "shallow"
        select new AdvertisedRef(words[1], words[0], Value(_features, $"symref={words[1]}:"));

    /// <inheritdoc/>
    protected override string Question(IReadOnlyCollection<ObjectId> wanted, IEnumerable<string> limits, string end)
    {
        if (!Can("allow-tip-sha1-in-want") && !Can("allow-reachable-sha1-in-want"))
        {
            var named = ListRefs().Where(r => !r.Name.EndsWith(AdvertisedRef.Peeled, StringComparison.Ordinal)).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            var other = wanted.Where(id => !named.Contains(id.ToString())).Select(id => $"the server does not allow request for unadvertised object {id}").FirstOrDefault();
            _ = other is null ? true : throw new InvalidDataException(other);
        }

        string[] uses = [ManyBytes, .. new[] { "no-progress", "ofs-delta", "shallow", "filter" }.Concat(limits.Where(l => l == Thin)).Where(Can)];
        var wants = wanted.Select((id, n) => Packet($"want {id}{(n == 0 ? $" {string.Join(' ', uses)}" : "")}"));
        return $"{string.Concat(wants)}{string.Concat(limits.Where(l => l != Thin).Select(Packet))}{Flush}{end}";
    }

    /// <inheritdoc/>
    protected override HistoryEnds ReadUpToPack()
    {
        var ends = new HistoryEnds([], []);
        _lines.ForEach(line => Note(ends, line));
        while (true)
        {
            // Which of what is held it has too, or that it has none.
            if (ReadLine(out _) is not { } line)
            {
                continue;
            }

            if (line == "NAK" || line.StartsWith("ACK ", StringComparison.Ordinal))
            {
                return ends;
            }

            Note(ends, line);
        }
    }
}
