namespace Moodle.Sdk.Sources.Transports;

/// <summary>
/// Speaks to an upstream through git's own HTTP helper, which connects as git does: credentials, proxies, certificates.
/// Source: git's Documentation/gitremote-helpers.txt (stateless-connect).
/// </summary>
internal sealed class SmartHttp(GitProcess git, UpstreamCredentials credentials)
{
    /// <summary>Connects and talks.</summary>
    /// <param name="repositoryFolder">The repository that the helper is told to serve.</param>
    /// <param name="talk">Says what is wanted and takes it, on a thread of its own; false when this upstream cannot do it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns><see cref="Attempt.NotHere"/> for upstreams that are not reached by HTTP, or only in an older protocol.</returns>
    /// <exception cref="IOException">What was taken could not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public async Task<Attempt> TalkAsync(string repositoryFolder, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        if (await AddressAsync(repositoryFolder, cancel) is not { } address)
        {
            return Attempt.NotHere;
        }

        string[] helper = [$"remote-{address.Scheme}", address.OriginalString, address.OriginalString];
        var (exitCode, attempt, error) = await git.TalkAsync(repositoryFolder, helper, credentials, (say, hear) => Talk(say, hear, talk), cancel);
        // A connection that ended early is explained by the helper, if it found words that are known.
        return exitCode != 0 && attempt is { IsDone: false } or { Failure.Kind: FailureKind.Unreachable }
            && GitMessages.Read(error) is { Kind: not FailureKind.Other } told ? told : attempt;
    }

    private static Attempt Talk(Stream say, Stream hear, Func<UploadPack, bool> talk)
    {
        using var heard = new BufferedStream(hear, 0x20000);
        try
        {
            say.Write("stateless-connect git-upload-pack\n"u8);
            say.Flush();
        }
        catch (IOException)
        {
            // The helper is gone, and so is what it would have said.
        }

        try
        {
            // An empty line is a yes; where the upstream speaks an older protocol, or the helper does not know the word, there is something else.
            return heard.ReadByte() == '\n' && UploadPack.Open(say, heard) is { } upstream && talk(upstream) ? Attempt.Done : Attempt.NotHere;
        }
        catch (EndOfStreamException)
        {
            return new TransportFailure(FailureKind.Unreachable, "early EOF: the connection broke off");
        }
        catch (InvalidDataException e)
        {
            return GitMessages.Read(e.Message);
        }
        catch (UpstreamRefusedException e)
        {
            return GitMessages.Read($"fatal: remote error: {e.Message}");
        }
    }

    // The user's configuration may lead elsewhere (url.<base>.insteadOf), also to another protocol.
    private async Task<Uri?> AddressAsync(string repositoryFolder, CancellationToken cancel)
    {
        if (!Uri.TryCreate(credentials.Address, UriKind.Absolute, out _))
        {
            return null;
        }

        var (exitCode, output, _) = await git.RunAsync(repositoryFolder, ["ls-remote", "--get-url", "--", credentials.Address], "", credentials, cancel);
        return exitCode == 0 && Uri.TryCreate(output.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
    }
}
