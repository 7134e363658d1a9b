using System.Runtime.InteropServices;

namespace Moodle.Sdk.Git.Disk;

/// <summary>How many files, pipes and sockets the system lets this process have open.</summary>
internal static partial class OpenFiles
{
    // What dotnet build has open itself, most of it assemblies: an empty project needs 150.
    private const double OfTheBuild = 200;

    // Three pipes for one that works and three for one that waits for its next question, as many while one is started, and files.
    private const double OfAProgram = 16;

    /// <summary>How many programs may be talked to at once, up to a number.</summary>
    public static int Programs(int most) => (int)Math.Clamp((Limit() - OfTheBuild) / OfAProgram, 2, most);

    private static ulong Limit() =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, out var limit) == 0 ? limit.Now : ulong.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly ulong Now;
        public readonly ulong AtMost;
    }
}
