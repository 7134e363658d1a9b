using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Delivery;

/// <summary>A file being written beside its place. It takes its place by one rename; if it does not, it is deleted.</summary>
internal sealed class PartialFile : IDisposable
{
    private const string Extension = ".partial";

    // One that a running publish has just made may not be locked yet.
    private static readonly TimeSpan LockedBy = TimeSpan.FromMinutes(1);

    private readonly string _target;
    private readonly FileStream _stream;
    private bool _inPlace;

    private PartialFile(string target)
    {
        _target = target;
        // No sharing: whoever can open it knows that nobody writes it.
        _stream = new FileStream($"{target}.{Guid.NewGuid():N}{Extension}", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    public Stream Stream => _stream;

    /// <summary>Begins a file, after clearing away what killed writers have left in its folder: an archive of another tree has another name.</summary>
    public static PartialFile Create(string target)
    {
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $"*{Extension}"))
        {
            if (IsNamedHere(left) && DateTime.UtcNow - File.GetLastWriteTimeUtc(left) > LockedBy && !IsHeld(left))
            {
                File.Delete(left);
            }
        }

        return new(target);
    }

    /// <summary>Puts the whole file in its place, over an older one.</summary>
    public void MoveIntoPlace()
    {
        _stream.Flush();
        _stream.Dispose();
        File.Move(_stream.Name, _target, overwrite: true);
        _inPlace = true;
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        finally
        {
            // On a full disk what is still in the stream cannot be written, and a part would keep it full.
            if (!_inPlace)
            {
                File.Delete(_stream.Name);
            }
        }
    }

    private static bool IsNamedHere(string file) =>
        Guid.TryParseExact(Path.GetExtension(Path.GetFileNameWithoutExtension(file)).TrimStart('.'), "N", out _);

    // What somebody else put there, such as a link, is left alone.
    private static bool IsHeld(string file)
    {
        try
        {
            using var taken = FileHold.TryTake(file);
            return taken is null;
        }
        catch (SystemFaultException)
        {
            return true;
        }
    }
}
