using Moodle.Sdk.Git.Disk;

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

    private string LockFile => System.IO.Path.Combine(Path, "lock");

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
    /// <param name="tell">Told every few seconds what is waited for.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    internal IDisposable Hold(Action<string>? tell, CancellationToken cancel)
    {
        SystemFault.Guard("mkdir", Path, () => Directory.CreateDirectory(Path));
        if (new FileInfo(Path).LinkTarget is not null)
        {
            throw RegularFile.Unfit(Path, "it is a link, where a folder of ours belongs");
        }

        for (var wait = new ToldWait(LockFile, tell); ; wait.Go(TimeSpan.FromMilliseconds(25), cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (TryHold() is { } hold)
            {
                return hold;
            }
        }
    }

    /// <summary>As <see cref="Hold"/>, or null at once when another build is at work.</summary>
    internal IDisposable? TryHold() => FileHold.TryTake(LockFile, ofOthersToo: false);

    /// <summary>
    /// Says that a build begins to change the output, and what it will write: from now on the next build looks at every byte, and knows these
    /// places as ours, whatever becomes of this build. Several interrupted builds leave several markers.
    /// </summary>
    internal void MarkStarted(OutputState planned) =>
        planned.Write(System.IO.Path.Combine(Path, $"started-{planned.Header.Tree.Id.ToShortString(16)}.bin"));

    /// <summary>What interrupted builds were about to write. A marker that cannot be read still counts as one, with nothing in it.</summary>
    internal IReadOnlyList<OutputState> ReadStarted() => [.. Markers().Select(OutputState.Read).OfType<OutputState>()];

    /// <summary>Says that the output is as the state says.</summary>
    internal void ClearStarted()
    {
        foreach (var marker in Markers())
        {
            SystemFault.Guard("unlink", marker, () => File.Delete(marker));
        }
    }

    internal void DeleteState()
    {
        SystemFault.Guard("unlink", StateFile, () => File.Delete(StateFile));
        ClearStarted();
    }

    private string[] Markers() =>
        SystemFault.Guard("readdir", Path, () => Directory.Exists(Path) ? Directory.GetFiles(Path, StartedPattern) : []);
}
