using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// The folder under obj/ that belongs to one output: its state, the markers of builds that were started, the lock that builds of this output wait
/// for, and what was kept aside.
/// </summary>
public sealed class StateFolder
{
    internal const string KeptName = "kept";

    private const string StateName = "state.bin";
    private const string StartedPattern = "started-*.bin";

    private OutputState? _read;

    internal StateFolder(string path, string key) => (Path, Key) = (path, key);

    /// <summary>Full path, under obj/; it need not exist.</summary>
    public string Path { get; }

    /// <summary>Hexadecimal digits that no other output's state folder has: they name the temporary files of its builds.</summary>
    internal string Key { get; }

    /// <summary>Full path; the file is there from the first whole build on.</summary>
    public string StateFile => System.IO.Path.Combine(Path, StateName);

    /// <summary>Where content that nobody would find again otherwise is kept.</summary>
    public string KeptFolder => System.IO.Path.Combine(Path, KeptName);

    /// <summary>True when a build began to change the output and did not come to its end.</summary>
    public bool WasInterrupted => Markers().Length > 0;

    /// <summary>True when this folder knows of an output: it has a state, or a build was started.</summary>
    internal bool KnowsOutput => File.Exists(StateFile) || WasInterrupted;

    /// <summary>Reads the state, or gives again what was read while the file is still the same; null when it is lost or was never written.</summary>
    public OutputState? ReadState() =>
        SystemFault.Guard("read", StateFile, () => _read is { } known && known.IsIn(StateFile) ? known : _read = OutputState.Read(StateFile));

    /// <summary>
    /// Waits until no other build, of any process, works on the output, and keeps them waiting until disposed. The lock goes with the process.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    internal IDisposable Hold(CancellationToken cancel)
    {
        RefuseLinks();
        SystemFault.Guard("mkdir", Path, () => Directory.CreateDirectory(Path));
        for (; ; )
        {
            cancel.ThrowIfCancellationRequested();
            if (TryHold() is { } hold)
            {
                return hold;
            }

            cancel.WaitHandle.WaitOne(25);
        }
    }

    /// <summary>As <see cref="Hold"/>, or null at once when another build is at work.</summary>
    internal IDisposable? TryHold()
    {
        RefuseLinks();
        return FileHold.TryTake(System.IO.Path.Combine(Path, "lock"));
    }

    /// <summary>Replaces the state, which is held; a reader sees the old one or the new one.</summary>
    internal void Write(OutputState state) => Change(own => state.Write(own, StateName));

    /// <summary>
    /// Says that a build begins to change the output, and what it will write: from now on the next build looks at every byte, and knows these
    /// places as ours, whatever becomes of this build. Several interrupted builds leave several markers.
    /// </summary>
    internal void MarkStarted(OutputState planned) => Change(own => planned.Write(own, $"started-{planned.Header.Tree.Id.ToShortString(16)}.bin"));

    /// <summary>What interrupted builds were about to write. A marker that cannot be read still counts as one, with nothing in it.</summary>
    internal IReadOnlyList<OutputState> ReadStarted() => [.. Markers().Select(OutputState.Read).OfType<OutputState>()];

    /// <summary>Says that the output is as the state says.</summary>
    internal void ClearStarted() => Change(own =>
    {
        foreach (var marker in Markers())
        {
            own.Delete(OutputFiles.Bytes(System.IO.Path.GetFileName(marker)));
        }
    });

    internal void DeleteState()
    {
        Change(own => own.Delete(OutputFiles.Bytes(StateName)));
        ClearStarted();
    }

    private void RefuseLinks()
    {
        OwnFolder.RefuseLink(System.IO.Path.GetDirectoryName(Path)!);
        OwnFolder.RefuseLink(Path);
    }

    // As in an output: whoever swaps the folder for a link meanwhile leads nothing elsewhere.
    private void Change(Action<OutputFiles> act)
    {
        using var own = OutputFiles.Open(Path);
        act(own);
    }

    private string[] Markers() =>
        SystemFault.Guard("readdir", Path, () => Directory.Exists(Path) ? Directory.GetFiles(Path, StartedPattern) : []);
}
