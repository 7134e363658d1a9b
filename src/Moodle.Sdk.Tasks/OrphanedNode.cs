using System.Runtime.InteropServices;

namespace Moodle.Sdk.Tasks;

/// <summary>
/// Notices that a node works for a build that is gone. MSBuild misses that where the killed process had not read all that the node sent it: the link is then reset,
/// not closed, and the MSBuild of .NET 10 takes no notice of that (NodeEndpointOutOfProcBase). On Unix, in nodes that serve one build: who started a reused node need not be whom it works for.
/// </summary>
internal static partial class OrphanedNode
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private static readonly bool ServesOneBuild = !OperatingSystem.IsWindows() && Has("nodemode:1") && Has("nodeReuse:false");

    /// <summary>From now on calls what ends the work when the build is gone; null where this is no such node.</summary>
    public static IDisposable? Watch(Action end)
    {
        if (!ServesOneBuild)
        {
            return null;
        }

        var parent = Parent();
        return new Timer(
            _ =>
            {
                if (Parent() != parent)
                {
                    end();
                }
            },
            null,
            Step,
            Step);
    }

    private static bool Has(string argument) =>
        Environment.GetCommandLineArgs().Any(a => a.Length > 0 && a[0] is '/' or '-' && a.AsSpan(1).Equals(argument, StringComparison.OrdinalIgnoreCase));

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Parent();
}
