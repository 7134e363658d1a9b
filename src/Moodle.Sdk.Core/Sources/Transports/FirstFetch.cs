using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Sources.Receiving;

namespace Moodle.Sdk.Sources.Transports;

/// <summary>
/// The first fetch into an empty repository, when nearly everything that an upstream has comes over: git's own HTTP helper connects (credentials,
/// proxies and certificates as git does them), and the pack is taken in here, several times faster than git does on one core.
/// Whatever it does not know is left to <c>git fetch</c>.
/// Sources: git's Documentation/gitremote-helpers.txt (stateless-connect) and gitprotocol-v2.txt.
/// </summary>
internal sealed class FirstFetch(GitProcess git, UpstreamCredentials credentials)
{
    /// <summary>What came of it.</summary>
    /// <param name="IsDone">False when git has to do it.</param>
    /// <param name="Failure">Why nothing was fetched; null when all is there.</param>
    public sealed record Outcome(bool IsDone, TransportFailure? Failure)
    {
        /// <summary>Not of the kind that is done here.</summary>
        public static Outcome LeftToGit { get; } = new(false, null);
    }

    /// <summary>Fetches commits by their ids.</summary>
    /// <param name="repositoryFolder">An empty bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, as <see cref="IGitTransport.FetchAsync"/> takes it.</param>
    /// <param name="depth">Commits alone or with their ancestors.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public async Task<Outcome> RunAsync(string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var wanted = refspecs.Select(Wanted.Parse).ToArray();
        if (wanted.Contains(null) || !IsEmpty(repositoryFolder) || await AddressAsync(repositoryFolder, cancel) is not { } address)
        {
            return Outcome.LeftToGit;
        }

        var helper = $"remote-{address.Scheme}";
        var conversation = new Conversation(repositoryFolder, [.. wanted.Select(w => w!.Id).Distinct()], depth, cancel);
        var (exitCode, talked, error) = await git.TalkAsync(repositoryFolder, [helper, address.OriginalString, address.OriginalString], credentials, conversation.Run, cancel);
        if (exitCode != 0 && talked is { IsDone: false } or { Failure.Kind: FailureKind.Unreachable } && GitMessages.Read(error) is { Kind: not FailureKind.Other } told)
        {
            return new(true, told);
        }

        if (talked is { IsDone: false } or { Failure: not null })
        {
            return talked;
        }

        foreach (var commit in wanted)
        {
            commit!.WriteRef(repositoryFolder);
        }

        return talked;
    }

    private static bool IsEmpty(string repositoryFolder) =>
        !File.Exists(Path.Combine(repositoryFolder, "objects", "info", "alternates")) &&
        !Directory.EnumerateFileSystemEntries(Path.Combine(repositoryFolder, "objects", "pack")).Any();

    // The user's configuration may lead elsewhere (url.<base>.insteadOf), also to another protocol.
    private async Task<Uri?> AddressAsync(string repositoryFolder, CancellationToken cancel)
    {
        var (exitCode, output, _) = await git.RunAsync(repositoryFolder, ["ls-remote", "--get-url", "--", credentials.Address], "", credentials, cancel);
        return exitCode == 0 && Uri.TryCreate(output.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
    }

    /// <summary>A commit to fetch and the ref that says that it came.</summary>
    private sealed record Wanted(ObjectId Id, string Reference)
    {
        public static Wanted? Parse(string refspec) =>
            refspec.TrimStart('+').Split(':') is [var source, var destination] && ObjectId.TryParse(source, out var id) ? new(id, destination) : null;

        public void WriteRef(string repositoryFolder)
        {
            var file = Path.Combine(repositoryFolder, Reference.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{Id}\n");
        }
    }

    /// <summary>What is said to the helper and through it to the server, on one thread.</summary>
    private sealed class Conversation(string repositoryFolder, IReadOnlyList<ObjectId> wanted, FetchDepth depth, CancellationToken cancel)
    {
        private readonly List<ObjectId> _shallow = [];

        public Outcome Run(Stream say, Stream hear)
        {
            using var heard = new BufferedStream(hear, 0x20000);
            var packets = new PacketReader(heard);
            try
            {
                Say(say, "stateless-connect git-upload-pack\n"u8);
                // An empty line is a yes; a server of an older protocol, and a helper that does not know the word, say something else.
                if (heard.ReadByte() != '\n' || !CanServe(packets))
                {
                    return Outcome.LeftToGit;
                }

                Say(say, Request());
                return new(true, Receive(packets));
            }
            catch (EndOfStreamException)
            {
                return new(true, new TransportFailure(FailureKind.Unreachable, "early EOF: the connection broke off"));
            }
            catch (InvalidDataException e)
            {
                return new(true, GitMessages.Read(e.Message));
            }
            catch (UpstreamRefusedException e)
            {
                return new(true, GitMessages.Read($"fatal: remote error: {e.Message}"));
            }
        }

        private static void Say(Stream say, ReadOnlySpan<byte> words)
        {
            try
            {
                say.Write(words);
                say.Flush();
            }
            catch (IOException)
            {
                // The helper is gone; what is heard of it ends then.
            }
        }

        // Lines such as `fetch=shallow wait-for-done filter`, up to a flush.
        private bool CanServe(PacketReader packets)
        {
            var capabilities = new Dictionary<string, string>(StringComparer.Ordinal);
            PacketKind kind;
            while ((kind = packets.Read()) == PacketKind.Data)
            {
                var (name, value) = packets.Line.Split('=', 2) is [var n, var v] ? (n, v) : (packets.Line, "");
                capabilities[name] = value;
            }

            return kind == PacketKind.Flush
                && capabilities.ContainsKey("version 2")
                && capabilities.GetValueOrDefault("object-format", "sha1") == "sha1"
                && capabilities.TryGetValue("fetch", out var features)
                && (depth == FetchDepth.History || features.Split(' ').Contains("shallow"));
        }

        private byte[] Request()
        {
            var request = new PacketWriter().Line("command=fetch").Delimiter().Line("no-progress").Line("ofs-delta");
            foreach (var id in wanted)
            {
                request.Line($"want {id}");
            }

            return (depth == FetchDepth.Tip ? request.Line("deepen 1") : request).Line("done").End();
        }

        private TransportFailure? Receive(PacketReader packets)
        {
            while (packets.Read() is var kind and (PacketKind.Data or PacketKind.Delimiter))
            {
                var line = packets.Line;
                if (line.StartsWith("ERR ", StringComparison.Ordinal))
                {
                    return GitMessages.Read($"fatal: remote error: {line[4..]}");
                }

                if (line.StartsWith("shallow ", StringComparison.Ordinal) && ObjectId.TryParse(line[8..], out var shallow))
                {
                    _shallow.Add(shallow);
                }

                if (kind == PacketKind.Data && line == "packfile")
                {
                    PackReceiver.Receive(new SidebandStream(packets), Path.Combine(repositoryFolder, "objects", "pack"), wanted, _shallow, cancel);
                    WriteShallow();
                    return null;
                }
            }

            throw new EndOfStreamException();
        }

        private void WriteShallow()
        {
            if (_shallow.Count > 0)
            {
                File.WriteAllText(Path.Combine(repositoryFolder, "shallow"), string.Concat(_shallow.Order().Select(id => $"{id}\n")));
            }
        }
    }
}
