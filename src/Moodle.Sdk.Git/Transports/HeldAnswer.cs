using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The memory that this process takes while nothing comes from libgit2. That keeps an answer whole before it says a word of it, bounds neither a list of refs
/// nor a header, and turns in a circle over some packs. It cannot be stopped there: the fault ends the build, which ends it. On Linux alone.
/// </summary>
internal sealed class HeldAnswer(FetchMeter meter)
{
    private const long Most = 256 << 20;
    private const string Memory = "RssAnon:";

    private long _before = Taken();
    private TimeSpan _silence;

    /// <summary>The fault when an answer takes more than any has.</summary>
    public GitFault? Look()
    {
        var (silence, taken) = (meter.Silence, Taken());
        _before = silence < _silence ? taken : _before;
        _silence = silence;
        return taken - _before > Most ? RefusedContentException.TooMuch($"an answer that took {Most >> 20} MB of memory, and nothing came of it").Fault : null;
    }

    private static long Taken()
    {
        try
        {
            var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Memory, StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line[Memory.Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
