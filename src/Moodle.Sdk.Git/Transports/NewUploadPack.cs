namespace Moodle.Sdk.Git.Transports;

/// <summary>An upstream that speaks version 2 of git's protocol. Source: git's Documentation/gitprotocol-v2.txt.</summary>
internal sealed class NewUploadPack : UploadPack
{
    private NewUploadPack(Action<byte[]> say, PacketReader packets, IReadOnlyCollection<string> features, FetchMeter meter)
        : base(say, packets, features, meter)
    {
    }

    /// <summary>Reads lines such as <c>version 2</c> and <c>fetch=shallow wait-for-done filter</c>; null where it does not fetch.</summary>
    public static UploadPack? Open(List<string> lines, Action<byte[]> say, PacketReader packets, FetchMeter meter)
    {
        CheckHash(lines);
        return Value(lines, "fetch") is { } features ? new NewUploadPack(say, packets, features.TrimStart('=').Split(' '), meter) : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<AdvertisedRef> ListRefs()
    {
        Ask(Command("ls-refs", ["peel", "symrefs", "ref-prefix HEAD", "ref-prefix refs/heads/", "ref-prefix refs/tags/"], ""));
        PacketKind kind;
        do
        {
            if (ReadLine(out kind) is not { } line)
            {
                continue;
            }

            // `<id> <ref>`, then `symref-target:<ref>` for a symbolic one and `peeled:<id>` for an annotated tag.
            var words = line.Split(' ');
            yield return words.Length < 2
                ? throw new InvalidDataException(PacketReader.NotOfTheProtocol)
                : new AdvertisedRef(words[1], words[0], Value(words, "symref-target:"));
            if (Value(words, "peeled:") is { } commit)
            {
                yield return new AdvertisedRef(words[1] + AdvertisedRef.Peeled, commit);
            }
        }
        while (kind != PacketKind.Flush);
    }

    /// <inheritdoc/>
    protected override string Question(IReadOnlyCollection<ObjectId> wanted, IEnumerable<string> limits, string end) =>
        Command("fetch", ["no-progress", "ofs-delta", .. wanted.Select(id => $"want {id}"), .. limits], end);

    // Sections with a line as their title; the one of shallow commits comes before the pack.
    /// <inheritdoc/>
    protected override HistoryEnds ReadUpToPack()
    {
        var ends = new HistoryEnds([], []);
        PacketKind kind;
        do
        {
            var line = ReadLine(out kind);
            if (line == "packfile")
            {
                return ends;
            }

            Note(ends, line ?? "");
        }
        while (kind != PacketKind.Flush);
        throw new EndOfStreamException();
    }

    private static string Command(string command, IEnumerable<string> arguments, string end) =>
        $"{Packet("command=" + command)}{Delimiter}{string.Concat(arguments.Select(Packet))}{end}{Flush}";
}
