using System.Collections.Concurrent;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// A lock that one holder on the machine has at a time, threads and processes alike: a <see cref="FileHold"/> that is waited for.
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

    /// <summary>Waits for the lock, a file whose folder exists.</summary>
    /// <param name="tell">Told every few seconds that it is waited for.</param>
    /// <exception cref="SystemFaultException">The file cannot be made.</exception>
    public static async Task<KeyedLock> AcquireAsync(string file, Action<string>? tell, CancellationToken cancel)
    {
        var turn = Turns.GetOrAdd(file, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel);
        try
        {
            var wait = new ToldWait(file, tell);
            for (var pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
            {
                if (FileHold.TryTake(file) is { } stream)
                {
                    return new KeyedLock(turn, stream);
                }

                await wait.GoAsync(pause, cancel);
            }
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _turn.Release();
    }
}
