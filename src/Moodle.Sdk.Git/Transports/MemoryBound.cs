using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Bounds the memory of a git and of all that it starts. git keeps the first answer of a server whole before it says a word of it: an endless one takes
/// all there is. On Linux alone; elsewhere <see cref="SilenceWatch"/> ends it, after as much as comes in that time.
/// </summary>
internal static partial class MemoryBound
{
    private const int DataLimit = 2;

    // What git needs to unpack the longest files, on many cores; files that are mapped do not count.
    private const ulong OfAFetch = 1UL << 30;
    private const ulong OfAnAnswer = 256UL << 20;

    /// <summary>Bounds a program that has just been started, before it starts others.</summary>
    /// <param name="process">The program.</param>
    /// <param name="unpacks">Whether it takes in a pack.</param>
    public static void Set(Process process, bool unpacks)
    {
        if (OperatingSystem.IsLinux())
        {
            var bytes = unpacks ? OfAFetch : OfAnAnswer;
            Set(process.Id, new Limit(bytes, bytes));
        }
    }

    // With what it has started already: it may have been faster than this.
    private static void Set(int process, Limit limit)
    {
        // Who refuses it, such as a sandbox, lets git run as it did.
        _ = SetLimit(process, DataLimit, limit, IntPtr.Zero);
        var children = $"/proc/{process}/task/{process}/children";
        try
        {
            foreach (var child in File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [])
            {
                Set(int.Parse(child, CultureInfo.InvariantCulture), limit);
            }
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, in Limit limit, IntPtr before);
}
