using System.Collections.Concurrent;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>
/// A lock that one holder on the machine has at a time, threads and processes alike. The system frees it when its holder dies.
/// It is a file opened for nobody else (flock on Unix), so the folder must be on a local disk; the file stays when the lock is free.
/// </summary>
internal sealed class KeyedLock : IDisposable
{
    // Within one process first: waiting threads then cost nothing, and flock does not tell threads apart everywhere.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new(StringComparer.Ordinal);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn;
    private readonly FileStream _file;

    private KeyedLock(SemaphoreSlim turn, FileStream file) => (_turn, _file) = (turn, file);

    /// <summary>Waits for the lock.</summary>
    /// <param name="file">Full path of the lock file; its folder must exist.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<KeyedLock> AcquireAsync(string file, CancellationToken cancel)
    {
        var turn = Turns.GetOrAdd(file, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel);
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
            {
                if (TryOpen(file) is { } stream)
                {
                    return new KeyedLock(turn, stream);
                }

                await Task.Delay(pause, cancel);
            }
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>Opens a lock file if nobody holds it; null when somebody does.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static FileStream? TryOpen(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _turn.Release();
    }

    // EWOULDBLOCK of Linux and of macOS; sharing and lock violations of Windows.
    private static bool IsHeld(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);
}
