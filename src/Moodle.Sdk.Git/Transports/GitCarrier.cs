namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// git's own HTTP helper, which connects as git does: credentials, proxies, certificates. Source: git's Documentation/gitremote-helpers.txt (stateless-connect).
/// </summary>
internal sealed class GitCarrier(RunningGit helper) : ICarrier
{
    /// <inheritdoc/>
    public UploadPack? Connect(FetchMeter meter)
    {
        helper.Say("stateless-connect git-upload-pack\n"u8);
        // An empty line is a yes; where the upstream speaks an older protocol, or the helper does not know the word, there is something else.
        var heard = new BufferedStream(helper.Hear, HttpConnection.ReadAhead);
        return meter.Wait(heard.ReadByte) == '\n' ? UploadPack.Open(question => helper.Say(question), heard, meter) : null;
    }

    /// <inheritdoc/>
    public T Talk<T>(Func<T> talk, CancellationToken cancel) => helper.Talk(talk, cancel);

    /// <inheritdoc/>
    public GitFault? End(CancellationToken cancel)
    {
        var (exitCode, error) = helper.End(cancel);
        return exitCode != 0 && GitMessages.Read(error) is { Kind: not GitFaultKind.Other } told ? told : null;
    }

    /// <inheritdoc/>
    public void SayNoMore() => helper.CloseStreams();

    /// <inheritdoc/>
    public void Dispose() => helper.Dispose();
}
