using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Build.Framework;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Tasks;

/// <summary>
/// How far fetches are, for programs that show it: an extended event <c>moodle.progress</c> of low importance, whose data are JSON (upstream, phase,
/// bytes). Of one upstream and phase at most a few each second: each crosses processes.
/// </summary>
internal sealed class ProgressEvents(IBuildEngine engine, Func<bool> isOver) : IProgress<FetchProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<UpstreamUrl, (FetchPhase Phase, long Time)> _told = [];

    /// <inheritdoc/>
    public void Report(FetchProgress value)
    {
        lock (_told)
        {
            if (isOver() || (_told.TryGetValue(value.Upstream, out var last) && last.Phase == value.Phase && Stopwatch.GetElapsedTime(last.Time) < Pause))
            {
                return;
            }

            _told[value.Upstream] = (value.Phase, Stopwatch.GetTimestamp());
        }

        var phase = value.Phase.ToString().ToLowerInvariant();
        engine.LogMessageEvent(new ExtendedBuildMessageEventArgs("moodle.progress", $"{value.Upstream}: {phase}, {value.Bytes} bytes", null, "Moodle.Sdk", MessageImportance.Low)
        {
            ExtendedData = Json(value, phase),
        });
    }

    private static string Json(FetchProgress value, string phase)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("upstream", value.Upstream.ToString());
            writer.WriteString("phase", phase);
            writer.WriteNumber("bytes", value.Bytes);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
