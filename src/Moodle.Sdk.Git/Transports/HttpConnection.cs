namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The connection to one upstream through git's own HTTP helper, which connects as git does: credentials, proxies, certificates. It stays open
/// from one question to the next, since starting programs and authenticating takes longer than most answers. For one thread at a time.
/// Source: git's Documentation/gitremote-helpers.txt (stateless-connect).
/// </summary>
/// <param name="git">Starts the helper.</param>
/// <param name="credentials">The upstream, and what is known of the user towards it.</param>
/// <param name="meter">Counts what comes.</param>
/// <param name="patience">How long it is waited for.</param>
internal sealed class HttpConnection(GitProcess git, UpstreamCredentials credentials, FetchMeter meter, TimeSpan patience) : IDisposable
{
    private const int ReadAhead = 0x20000;

    private RunningGit? _helper;
    private UploadPack? _upstream;
    private bool _isNotHere;

    /// <summary>Talks to the upstream; false for one that is not reached by HTTP, or only in an older protocol.</summary>
    /// <param name="talk">Says what is wanted and takes it; false when this upstream cannot do it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IOException">What was taken could not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public GitResult<bool> Talk(Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        if (_helper is null && !_isNotHere)
        {
            _helper = git.TryConnect(credentials);
            _isNotHere = _helper is null;
        }

        return _helper is { } helper ? Talk(helper, talk, cancel) : false;
    }

    /// <summary>Tells the helper that nothing more will be asked.</summary>
    public void SayNoMore() => _helper?.CloseStreams();

    /// <inheritdoc/>
    public void Dispose()
    {
        _helper?.Dispose();
        (_helper, _upstream) = (null, null);
    }

    private GitResult<bool> Talk(RunningGit helper, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        var keepsOpen = false;
        try
        {
            using var watch = new SilenceWatch(meter, patience, cancel);
            var attempt = watch.Talk(() => helper.Talk(() => Talk(helper, talk), watch.End));
            keepsOpen = _upstream is not null && attempt.Fault is null;
            if (keepsOpen || attempt.Fault is { Kind: not GitFaultKind.Unreachable })
            {
                return attempt;
            }

            // A connection that ended early is explained by the helper, if it found words that are known.
            var (exitCode, error) = helper.End(cancel);
            if (exitCode != 0 && GitMessages.Read(error) is { Kind: not GitFaultKind.Other } told)
            {
                return meter.Mark(told);
            }

            _isNotHere = attempt.Fault is null;
            return attempt;
        }
        finally
        {
            if (!keepsOpen)
            {
                Dispose();
            }
        }
    }

    private GitResult<bool> Talk(RunningGit helper, Func<UploadPack, bool> talk)
    {
        meter.Reach(FetchPhase.Asking, 0);
        try
        {
            _upstream ??= Connect(helper);
            return _upstream is not null && talk(_upstream);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or UpstreamRefusedException or RefusedContentException)
        {
            return meter.Mark(e switch
            {
                EndOfStreamException => new GitFault(GitFaultKind.Unreachable, "early EOF: the connection broke off"),
                InvalidDataException => GitMessages.Read(e.Message),
                RefusedContentException refused => refused.Fault,
                _ => GitMessages.Read(GitMessages.RemoteError + credentials.Scrub(e.Message)),
            });
        }
    }

    private UploadPack? Connect(RunningGit helper)
    {
        helper.Say("stateless-connect git-upload-pack\n"u8);
        // An empty line is a yes; where the upstream speaks an older protocol, or the helper does not know the word, there is something else.
        var heard = new BufferedStream(helper.Hear, ReadAhead);
        return meter.Wait(heard.ReadByte) == '\n' ? UploadPack.Open(helper, heard, meter) : null;
    }
}
