using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Moodle.Sdk.Testing;

/// <summary>Somebody who may write in the output: until disposed a folder and a link to another change places, at once, every 200 µs.</summary>
public sealed class Swapper : IDisposable
{
    private const int CurrentFolder = -100;
    private const int Exchange = 2;

    private readonly Thread _thread;
    private readonly string _folder;
    private readonly string _link;
    private volatile bool _isOver;

    /// <summary>Makes the link, and begins.</summary>
    public Swapper(string folder, string link, string leadsTo)
    {
        (_folder, _link) = (folder, link);
        File.Delete(link);
        Directory.CreateSymbolicLink(link, leadsTo);
        _thread = new Thread(Swap) { IsBackground = true };
        _thread.Start();
        SpinWait.SpinUntil(() => Swaps > 10);
    }

    /// <summary>How often they have changed places.</summary>
    public int Swaps { get; private set; }

    /// <summary>Ends it; the folder is at its own place then, unless a build put the link away.</summary>
    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        if (new FileInfo(_folder).LinkTarget is not null)
        {
            Swap(_folder, _link);
        }
    }

    private void Swap()
    {
        while (!_isOver)
        {
            Swap(_folder, _link);
            Swaps++;
            var next = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 5000);
            while (Stopwatch.GetTimestamp() < next)
            {
                Thread.Yield();
            }
        }
    }

    // What the build took away meanwhile cannot be swapped.
    private static void Swap(string one, string other) => _ = RenameAt2(CurrentFolder, one, CurrentFolder, other, Exchange);

    [DllImport("libc", EntryPoint = "renameat2", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);
}
