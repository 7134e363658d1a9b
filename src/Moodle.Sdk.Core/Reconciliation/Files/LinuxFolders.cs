using System.Runtime.InteropServices;
using System.Text;
using static Moodle.Sdk.Reconciliation.Files.LinuxCalls;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// Descriptors of the folders below one, each opened from that one's own descriptor and through folders alone: whoever puts a link on the way makes
/// opening fail, and whoever swaps a folder for a link afterwards does not move what is held. Neighbouring files share their folder, so each thread
/// holds the last that it opened. One that is moved while it is held is followed to where it went; only who may write in both places can do that.
/// </summary>
internal sealed class LinuxFolders : IDisposable
{
    private readonly int _root;
    private readonly ThreadLocal<Held> _held = new(() => new Held(), trackAllValues: true);
    private int _moves;

    private LinuxFolders(int root, bool stepByStep) => (_root, StepByStep) = (root, stepByStep);

    /// <summary>The folder itself.</summary>
    public int Root => _root;

    /// <summary>True where openat2 is missing.</summary>
    public bool StepByStep { get; }

    /// <summary>Opens a folder by its real path; null, with the system's number left behind, when a link or nothing is on the way.</summary>
    /// <param name="stepByStep">Opens one folder after the other, as where openat2 is missing.</param>
    public static LinuxFolders? Open(string path, bool stepByStep)
    {
        var top = OpenAt(CurrentFolder, in "/"u8[0], PathOnly | Folder | CloseOnExec, 0);
        return top < 0 ? null : new LinuxFolders(top, stepByStep).Leave(Encoding.UTF8.GetBytes(path).AsSpan().Trim((byte)'/'));
    }

    /// <summary>The descriptor of a folder, until this thread asks for another; negative, with the system's number left behind, when it cannot be opened.</summary>
    /// <param name="path">Its path without a NUL; empty for the root.</param>
    public int Of(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return _root;
        }

        var (held, moves) = (_held.Value!, Volatile.Read(ref _moves));
        if (held.Moves != moves || !path.SequenceEqual(held.Path.AsSpan(0, held.Length)))
        {
            held.Take(path, moves);
            held.Folder = StepByStep ? Step(held.Path.AsSpan(0, held.Length + 1)) : OpenBeneath(_root, in held.Path[0], PathOnly | Folder | CloseOnExec, 0);
            held.Length = held.Folder < 0 ? 0 : held.Length;
        }

        return held.Folder;
    }

    /// <summary>As <see cref="Open"/>, for a folder below this one.</summary>
    public LinuxFolders? Within(ReadOnlySpan<byte> path) => Of(path) is var folder and >= 0 && OpenAt(folder, in "."u8[0], PathOnly | Folder | CloseOnExec, 0) is var own and >= 0
        ? new LinuxFolders(own, StepByStep)
        : null;

    /// <summary>Says that a folder was removed or has another name: none that is held is used again.</summary>
    public void Forget() => Interlocked.Increment(ref _moves);

    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held.Close();
        }

        _held.Dispose();
        _ = Close(_root);
    }

    private LinuxFolders? Leave(ReadOnlySpan<byte> path)
    {
        var within = Within(path);
        var errno = Marshal.GetLastPInvokeError();
        Dispose();
        Marshal.SetLastPInvokeError(errno);
        return within;
    }

    // Changes the slashes of the path to NULs and back on its way.
    private int Step(Span<byte> path)
    {
        var at = _root;
        for (int from = 0, length; from < path.Length; from += length + 1)
        {
            var slash = path[from..].IndexOf((byte)'/');
            length = slash < 0 ? path.Length - from - 1 : slash;
            path[from + length] = 0;
            var next = OpenAt(at, in path[from], PathOnly | Folder | NoFollow | CloseOnExec, 0);
            path[from + length] = slash < 0 ? (byte)0 : (byte)'/';
            var errno = Marshal.GetLastPInvokeError();
            _ = at == _root ? 0 : Close(at);
            Marshal.SetLastPInvokeError(errno);
            if ((at = next) < 0)
            {
                break;
            }
        }

        return at;
    }

    private sealed class Held
    {
        public byte[] Path { get; private set; } = new byte[256];

        public int Length { get; set; }

        public int Folder { get; set; } = -1;

        public int Moves { get; private set; }

        public void Take(ReadOnlySpan<byte> path, int moves)
        {
            Close();
            Path = path.Length < Path.Length ? Path : new byte[path.Length * 2];
            path.CopyTo(Path);
            Path[path.Length] = 0;
            (Length, Moves) = (path.Length, moves);
        }

        public void Close()
        {
            _ = Folder < 0 ? 0 : LinuxCalls.Close(Folder);
            (Folder, Length) = (-1, 0);
        }
    }
}
