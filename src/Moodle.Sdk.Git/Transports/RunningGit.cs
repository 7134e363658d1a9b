using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Git.Transports;

/// <summary>A git that runs, and its standard streams. Disposed it is gone, and so is every program that it started.</summary>
internal sealed class RunningGit : IDisposable
{
    // What .NET adds to the number of the signal that ended a program.
    private const int SignalBase = 128;

    // A terminal interrupts git together with the build: what follows is the build's own cancellation, not a fault of git.
    private static readonly TimeSpan CancellationLag = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    // What it started may go on, a credential daemon for example, and hold its streams open for ever.
    private static readonly TimeSpan StreamsLag = TimeSpan.FromSeconds(3);
    private const int MostOfErrors = 0x10000;

    private readonly Process _process;
    private readonly ParentWatch.Watch _watch;
    private readonly UpstreamCredentials _credentials;
    private readonly StringBuilder _error = new();
    private readonly Task _errorRead;
    private int _isDisposed;

    /// <summary>Starts it.</summary>
    public RunningGit(ProcessStartInfo start, UpstreamCredentials credentials)
    {
        ((_process, _watch), _credentials) = (ParentWatch.Start(start), credentials);
        MemoryBound.Set(_process, unpacks: start.ArgumentList.Contains("fetch"));
        _errorRead = ReadErrorsAsync();
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

    /// <summary>Says something to it and hears all that it says until it ends.</summary>
    /// <param name="input">Written to its standard input.</param>
    /// <param name="limit">How long it may take; null for something that takes its time.</param>
    /// <param name="cancel">Kills it and every program that it started.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    /// <exception cref="TimeoutException">It took longer, and git is gone.</exception>
    public (int ExitCode, string Output, string Error) Ask(string input, TimeSpan? limit, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan);
        using var killing = late.Token.Register(Kill);
        var (output, isWhole) = Talk(
            () =>
            {
                var heard = new StreamReader(Hear, Encoding.UTF8).ReadToEndAsync(CancellationToken.None);
                Say(Encoding.UTF8.GetBytes(input));
                SayNoMore();
                _process.WaitForExit();
                return heard.Wait(StreamsLag) ? (heard.Result, true) : ("", false);
            },
            cancel);
        var (exitCode, error) = End(cancel);
        return late.IsCancellationRequested ? throw new TimeoutException()
            : isWhole ? (exitCode, output, error)
            : (-1, "", "a program that git started holds its output open");
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

        _errorRead.Wait(StreamsLag, cancel);
        cancel.ThrowIfCancellationRequested();
        lock (_error)
        {
            return (_process.ExitCode, _credentials.Scrub(Reason(_error.ToString(), _process.ExitCode)));
        }
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

        _watch.Dispose();
        _process.Dispose();
    }

    // To the end even when cancelled: the pipe closes with the last child. Of endless words the first are kept.
    private async Task ReadErrorsAsync()
    {
        var words = new char[0x1000];
        while (await _process.StandardError.ReadAsync(words) is > 0 and var read)
        {
            lock (_error)
            {
                _error.Append(words, 0, Math.Min(read, MostOfErrors - _error.Length));
            }
        }
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

        _watch.Kill();
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
