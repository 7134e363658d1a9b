using System.Diagnostics;
using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>A git that runs, and its standard streams. Disposed it is gone, and so is every program that it started.</summary>
internal sealed class RunningGit : IDisposable
{
    // What .NET adds to the number of the signal that ended a program.
    private const int SignalBase = 128;

    // A terminal interrupts git together with the build: what follows is the build's own cancellation, not a fault of git.
    private static readonly TimeSpan CancellationLag = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly UpstreamCredentials _credentials;
    private readonly Task<string> _error;
    private int _isDisposed;

    /// <summary>Starts it.</summary>
    public RunningGit(ProcessStartInfo start, UpstreamCredentials credentials)
    {
        (_process, _credentials) = (Process.Start(start)!, credentials);
        MemoryBound.Set(_process, unpacks: start.ArgumentList.Contains("fetch"));
        // Read to the end even when cancelled: the pipes close with the last child.
        _error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Its standard output.</summary>
    public Stream Hear => _process.StandardOutput.BaseStream;

    /// <summary>Writes to its standard input.</summary>
    public void Say(ReadOnlySpan<byte> message)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(message);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It is gone: what is heard ends, and its exit code says why.
        }
    }

    /// <summary>Ends its standard input.</summary>
    public void SayNoMore()
    {
        try
        {
            _process.StandardInput.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // It is gone, with something unread.
        }
    }

    /// <summary>Talks to it. Cancelling kills git, which ends the talk.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public T Talk<T>(Func<T> talk, CancellationToken cancel)
    {
        using var killing = cancel.Register(Kill);
        try
        {
            var said = talk();
            cancel.ThrowIfCancellationRequested();
            return said;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
    }

    /// <summary>Hangs up and waits for its end; what it said of errors comes without secrets.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public (int ExitCode, string Error) End(CancellationToken cancel)
    {
        CloseStreams();
        using var killing = cancel.Register(Kill);
        _process.WaitForExit();
        if (WasInterrupted(_process.ExitCode))
        {
            cancel.WaitHandle.WaitOne(CancellationLag);
        }

        _error.Wait(cancel);
        cancel.ThrowIfCancellationRequested();
        return (_process.ExitCode, _credentials.Scrub(Reason(_error.Result, _process.ExitCode)));
    }

    /// <summary>Closes its streams, which ends a git that waits for more, or that has more to say than anybody reads.</summary>
    public void CloseStreams()
    {
        SayNoMore();
        Hear.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        CloseStreams();
        if (!_process.WaitForExit(Farewell))
        {
            Kill();
            _process.WaitForExit(Farewell);
        }

        _process.Dispose();
    }

    // Runs where a build is cancelled, before all other gits of it are killed: it neither waits nor throws.
    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is AggregateException or System.ComponentModel.Win32Exception)
        {
            // A program that it started as another user; its pipe is closed all the same.
            CloseStreams();
        }
    }

    // Ended by SIGHUP, SIGINT or SIGTERM, or by Ctrl-C on Windows.
    private static bool WasInterrupted(int exitCode) => OperatingSystem.IsWindows()
        ? exitCode == unchecked((int)0xC000013A)
        : exitCode is SignalBase + 1 or SignalBase + 2 or SignalBase + 15;

    // A program that a signal ended had no time to say so.
    private static string Reason(string error, int exitCode) => string.IsNullOrWhiteSpace(error) && exitCode > SignalBase && !OperatingSystem.IsWindows()
        ? string.Create(CultureInfo.InvariantCulture, $"git was ended by signal {exitCode - SignalBase}")
        : error;
}
