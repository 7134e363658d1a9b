using System.Buffers.Binary;
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
    private const string LockName = "lock";
    private const string StartedPattern = "started-*.bin";
    private const string CleanedName = "cleaned";
    private const string BesideName = "beside";

    private OutputState? _read;

    // Opened while it is held, and nobody writes who does not hold it.
    private OutputFiles? _files;

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

    /// <summary>True when the output was cleaned, and nothing has been built there since.</summary>
    public bool WasCleaned => File.Exists(System.IO.Path.Combine(Path, CleanedName)) && !KnowsOutput;

    /// <summary>The inode of the folder beside the output which a first build made, and did not bring to its end; null when there is none.</summary>
    internal long? BegunBeside =>
        RegularFile.TryRead(System.IO.Path.Combine(Path, BesideName), RegularFile.Small) is { Length: sizeof(long) } inode ? BinaryPrimitives.ReadInt64LittleEndian(inode) : null;

    /// <summary>True when this folder knows of an output: it has a state, or a build was started.</summary>
    /// <remarks>In this order: a build that ends at this moment writes the state, and then takes its marks away.</remarks>
    internal bool KnowsOutput => WasInterrupted || File.Exists(StateFile);

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
        RefuseLinks();
        SystemFault.Guard("mkdir", Path, () => Directory.CreateDirectory(Path));
        for (var wait = new ToldWait(System.IO.Path.Combine(Path, LockName), tell); ; wait.Go(TimeSpan.FromMilliseconds(25), cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (TryHold() is { } hold)
            {
                return hold;
            }
        }
    }

    /// <summary>As <see cref="Hold"/>, or null at once when another build is at work.</summary>
    internal IDisposable? TryHold()
    {
        RefuseLinks();
        // What is written goes through a descriptor from here on: who may write in obj may put a link in the place of this folder.
        var files = OutputFiles.Open(Path);
        try
        {
            if (files.TryHold(OutputFiles.Bytes(LockName)) is { } file)
            {
                return new Held(this, files, file);
            }
        }
        catch
        {
            files.Dispose();
            throw;
        }

        files.Dispose();
        return null;
    }

    /// <summary>
    /// Says that a build begins to change the output, and what it will write: from now on the next build looks at every byte, and knows these
    /// places as ours, whatever becomes of this build. Several interrupted builds leave several markers.
    /// </summary>
    internal void MarkStarted(OutputState planned)
    {
        planned.Write(Files, $"started-{planned.Header.Tree.Id.ToShortString(16)}.bin");
        Files.Delete(OutputFiles.Bytes(CleanedName));
    }

    /// <summary>Says which folder beside the output is ours: the next build goes on with what it holds.</summary>
    internal void MarkBeside(long inode)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, inode);
        Files.Replace(OutputFiles.Bytes(BesideName), ".beside.tmp", file => RandomAccess.Write(file, bytes, 0));
    }

    /// <summary>Puts a state in the place of the last one.</summary>
    internal void Write(OutputState state) => state.Write(Files, StateName);

    /// <summary>What interrupted builds were about to write. A marker that cannot be read still counts as one, with nothing in it.</summary>
    internal IReadOnlyList<OutputState> ReadStarted() => [.. Markers().Select(OutputState.Read).OfType<OutputState>()];

    /// <summary>Says that the output is as the state says.</summary>
    internal void ClearStarted()
    {
        Files.Delete(OutputFiles.Bytes(BesideName));
        foreach (var marker in Markers())
        {
            Files.Delete(OutputFiles.Bytes(System.IO.Path.GetFileName(marker)));
        }
    }

    /// <summary>Says that the output is gone.</summary>
    internal void MarkCleaned()
    {
        Files.Replace(OutputFiles.Bytes(CleanedName), ".cleaned.tmp", _ => { });
        Files.Delete(OutputFiles.Bytes(StateName));
        ClearStarted();
    }

    private OutputFiles Files => _files ?? throw new InvalidOperationException($"'{Path}' is not held.");

    private void RefuseLinks()
    {
        OwnFolder.RefuseLink(System.IO.Path.GetDirectoryName(Path)!);
        OwnFolder.RefuseLink(Path);
    }

    private string[] Markers() =>
        SystemFault.Guard("readdir", Path, () => Directory.Exists(Path) ? Directory.GetFiles(Path, StartedPattern) : []);

    private sealed class Held : IDisposable
    {
        private readonly StateFolder _folder;
        private readonly FileStream _file;

        public Held(StateFolder folder, OutputFiles files, FileStream file)
        {
            (_folder, _file) = (folder, file);
            folder._files = files;
        }

        public void Dispose()
        {
            _folder._files?.Dispose();
            _folder._files = null;
            _file.Dispose();
        }
    }
}
