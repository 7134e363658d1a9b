using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The memory that this process takes while libgit2 hears an answer. libgit2 keeps that whole before it says a word of it, and bounds neither a list of refs
/// nor a header. It cannot be stopped there: the fault ends the build, which ends it. On Linux alone.
/// </summary>
internal sealed class HeldAnswer(FetchMeter meter)
{
    private const long Most = 256 << 20;
    private const string Memory = "RssAnon:";

    private readonly long _before = Taken();

    /// <summary>The fault when an answer that is no pack takes more than any has.</summary>
    public GitFault? Look() => meter.Phase == FetchPhase.Asking && Taken() - _before > Most
        ? RefusedContentException.TooMuch($"an answer that took {Most >> 20} MB of memory before its end").Fault
        : null;

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
