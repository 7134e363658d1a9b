using System.Diagnostics;
using System.Globalization;

namespace Moodle.Sdk.Git;

/// <summary>
/// All conversations of one cache with upstreams. Every few seconds it tells of each that goes on, however short each is: whoever waits without a word
/// does not know whether anything happens. Safe to be used by several threads at once.
/// </summary>
internal sealed class FetchWatch(GitCacheOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<FetchMeter> _running = [];
    private long? _told;

    /// <summary>Hands on how far a fetch is.</summary>
    public void Report(FetchProgress reached) => options.Progress?.Report(reached);

    /// <summary>A conversation begins.</summary>
    public void Add(FetchMeter meter)
    {
        lock (_gate)
        {
            _told ??= Stopwatch.GetTimestamp();
            _running.Add(meter);
        }
    }

    /// <summary>A conversation is over.</summary>
    public void Remove(FetchMeter meter)
    {
        lock (_gate)
        {
            _running.Remove(meter);
        }
    }

    /// <summary>Tells of what goes on, if it is time.</summary>
    public void Pulse()
    {
        FetchMeter[] running;
        lock (_gate)
        {
            if (_told is not { } told || Stopwatch.GetElapsedTime(told) < Pause)
            {
                return;
            }

            _told = Stopwatch.GetTimestamp();
            running = [.. _running];
        }

        foreach (var meter in running)
        {
            options.Waiting?.Invoke(Words(meter.Reached, Stopwatch.GetElapsedTime(meter.Since)));
            Report(meter.Reached);
        }
    }

    private static string Words(FetchProgress reached, TimeSpan waited)
    {
        var megabytes = (reached.Bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
        var what = reached.Phase switch
        {
            FetchPhase.Receiving => $"receiving, {megabytes} MB so far",
            FetchPhase.Indexing => $"{megabytes} MB received, taking them in",
            _ => "asked, no answer yet",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{reached.Upstream}: {what} ({waited.TotalSeconds:0} s).");
    }
}
