namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The connection to one upstream over HTTP. It stays open from one question to the next, since connecting and authenticating takes longer than most answers.
/// For one thread at a time.
/// </summary>
/// <param name="connect">Begins to carry; null for an upstream that is not reached by HTTP.</param>
/// <param name="credentials">The upstream, and what is known of the user towards it.</param>
/// <param name="meter">Counts what comes.</param>
/// <param name="patience">How long it is waited for.</param>
internal sealed class HttpConnection(Func<UpstreamCredentials, ICarrier?> connect, UpstreamCredentials credentials, FetchMeter meter, TimeSpan patience) : IDisposable
{
    /// <summary>How much of an answer is read at once.</summary>
    public const int ReadAhead = 0x20000;

    private ICarrier? _carrier;
    private UploadPack? _upstream;
    private bool _isNotHere;

    /// <summary>Talks to the upstream; false for one that is not reached by HTTP, or only in a protocol that is not spoken this way.</summary>
    /// <param name="talk">Says what is wanted and takes it; false when this upstream cannot do it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IOException">What was taken could not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and nothing of it goes on.</exception>
    public GitResult<bool> Talk(Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        if (_carrier is null && !_isNotHere)
        {
            _carrier = connect(credentials);
            _isNotHere = _carrier is null;
        }

        return _carrier is { } carrier ? Talk(carrier, talk, cancel) : false;
    }

    /// <summary>Begins to end: nothing more will be asked.</summary>
    public void SayNoMore() => _carrier?.SayNoMore();

    /// <inheritdoc/>
    public void Dispose()
    {
        _carrier?.Dispose();
        (_carrier, _upstream) = (null, null);
    }

    private GitResult<bool> Talk(ICarrier carrier, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        var keepsOpen = false;
        try
        {
            using var watch = new SilenceWatch(meter, patience, cancel);
            var attempt = watch.Talk(() => carrier.Talk(() => Ask(carrier, talk), watch.End));
            keepsOpen = _upstream is not null && attempt.Fault is null;
            if (keepsOpen || attempt.Fault is { Kind: not GitFaultKind.Unreachable })
            {
                return attempt;
            }

            // A connection that ended early is explained by what carried it.
            if (carrier.End(cancel) is { } told)
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

    private GitResult<bool> Ask(ICarrier carrier, Func<UploadPack, bool> talk)
    {
        meter.Reach(FetchPhase.Asking, 0);
        try
        {
            _upstream ??= carrier.Connect(meter);
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
}
