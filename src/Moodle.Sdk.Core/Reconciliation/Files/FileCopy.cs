using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>Copies the content of an open file. On Linux only what it holds: what a sparse file lacks stays a hole, so that its size alone costs nothing.</summary>
internal static class FileCopy
{
    private const int Piece = 1 << 18;
    private const int SeekData = 3;
    private const int SeekHole = 4;

    /// <summary>Copies content and modification time; false when there is more than a number of bytes.</summary>
    /// <param name="path">Of the file that is read, for what is refused.</param>
    public static bool TryRun(SafeFileHandle from, SafeFileHandle to, long most, string path, CancellationToken cancel) => SystemFault.Guard("copy", path, () =>
    {
        var (size, copied) = (RandomAccess.GetLength(from), 0L);
        for (var (start, end) = NextData(from, 0, size); start < size; (start, end) = NextData(from, end, size))
        {
            copied += end - start;
            if (copied > most)
            {
                return false;
            }

            Copy(from, to, start, end, cancel);
        }

        RandomAccess.SetLength(to, size);
        File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
        return true;
    });

    private static void Copy(SafeFileHandle from, SafeFileHandle to, long start, long end, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (int read; start < end; start += read)
            {
                cancel.ThrowIfCancellationRequested();
                read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(Piece, end - start)), start);
                if (read == 0)
                {
                    return;
                }

                RandomAccess.Write(to, buffer.AsSpan(0, read), start);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A file system that knows no holes calls all of it data; one that refuses to say is believed to hold all.
    private static (long Start, long End) NextData(SafeFileHandle file, long from, long size)
    {
        if (from >= size || !LinuxCalls.AreSupported)
        {
            return (from, size);
        }

        const int PastAllData = 6;
        var start = RegularFile.Seek(file, from, SeekData);
        if (start < 0)
        {
            return System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == PastAllData ? (size, size) : (from, size);
        }

        var end = RegularFile.Seek(file, start, SeekHole);
        return (start, end > start ? Math.Min(end, size) : size);
    }
}
