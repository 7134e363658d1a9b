using System.Globalization;
using System.Text;
using Moodle.Sdk.Git.Receiving;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// An upstream's <c>git-upload-pack</c> spoken to in version 2 of git's protocol. One thread at a time.
/// Source: git's Documentation/gitprotocol-v2.txt.
/// </summary>
/// <remarks>Every question may end in an <see cref="UpstreamRefusedException"/> (the upstream says why not), an <see cref="EndOfStreamException"/>
/// (the connection broke off) or an <see cref="InvalidDataException"/> (the answer is none), or a <see cref="RefusedContentException"/> (it is too much).</remarks>
internal sealed class UploadPack(RunningGit helper, PacketReader packets, string[] features, FetchMeter meter)
{
    /// <summary>Reads what the upstream can do; null when it speaks another version or names objects by another hash.</summary>
    public static UploadPack? Open(RunningGit helper, Stream hear, FetchMeter meter)
    {
        // Lines such as `version 2` and `fetch=shallow wait-for-done filter`, up to a flush.
        var packets = new PacketReader(hear, meter);
        var capabilities = new List<string>();
        PacketKind kind;
        while ((kind = packets.Read()) == PacketKind.Data)
        {
            capabilities.Add(packets.Line);
            meter.Hear();
        }

        return kind == PacketKind.Flush
            && capabilities.Contains("version 2")
            && Value(capabilities, "object-format=") is null or "sha1"
            && Value(capabilities, "fetch=") is { } features
            ? new UploadPack(helper, packets, features.Split(' '), meter)
            : null;
    }

    /// <summary>True when its fetch knows a feature, such as <c>shallow</c> or <c>filter</c>.</summary>
    public bool Can(string feature) => features.Contains(feature);

    /// <summary>Asks for branches, tags and what HEAD leads to.</summary>
    public IEnumerable<AdvertisedRef> ListRefs()
    {
        Ask("ls-refs", ["peel", "symrefs", "ref-prefix HEAD", "ref-prefix refs/heads/", "ref-prefix refs/tags/"]);
        foreach (var line in ReadLines())
        {
            // `<id> <ref>`, then `symref-target:<ref>` for a symbolic one and `peeled:<id>` for an annotated tag.
            var words = line.Split(' ');
            yield return words.Length < 2
                ? throw new InvalidDataException(PacketReader.NotOfTheProtocol)
                : new AdvertisedRef(words[1], Value(words, "peeled:") ?? words[0], Value(words, "symref-target:"));
        }
    }

    /// <summary>Asks for a pack that needs nothing which is not in it.</summary>
    /// <param name="wanted">The objects.</param>
    /// <param name="limits">Lines such as <c>deepen 1</c>.</param>
    /// <param name="take">Takes the pack to its end, and the commits whose parents were left out.</param>
    public void Fetch(List<ObjectId> wanted, IEnumerable<string> limits, Action<ReadBytes, List<ObjectId>> take)
    {
        Ask("fetch", ["no-progress", "ofs-delta", .. wanted.ConvertAll(id => $"want {id}"), .. limits, "done"]);
        take(new Sideband(packets, meter).Read, ReadUpToPack());
    }

    private static string? Value(IEnumerable<string> words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static string Packet(string line) => string.Create(CultureInfo.InvariantCulture, $"{line.Length + 5:x4}{line}\n");

    private void Ask(string command, string[] arguments)
    {
        packets.Begin();
        helper.Say(Encoding.ASCII.GetBytes($"{Packet("command=" + command)}0001{string.Concat(arguments.Select(Packet))}0000"));
    }

    // Sections with a line as their title; the one of shallow commits comes before the pack.
    private List<ObjectId> ReadUpToPack()
    {
        var shallow = new List<ObjectId>();
        foreach (var line in ReadLines())
        {
            if (line == "packfile")
            {
                return shallow;
            }

            if (line.StartsWith("shallow ", StringComparison.Ordinal) && ObjectId.TryParse(line[8..], out var id))
            {
                shallow.Add(id);
            }
        }

        throw new EndOfStreamException();
    }

    // The lines of an answer up to its flush. The answer before may still have its end to come.
    private IEnumerable<string> ReadLines()
    {
        for (var kind = packets.Read(); kind != PacketKind.Flush; kind = packets.Read())
        {
            if (kind == PacketKind.None)
            {
                throw new EndOfStreamException();
            }

            if (kind == PacketKind.Data && packets.Content.Length > 0)
            {
                meter.Hear();
                yield return packets.Line is var line && line.StartsWith("ERR ", StringComparison.Ordinal) ? throw new UpstreamRefusedException(line[4..]) : line;
            }
        }
    }
}
