namespace Moodle.Sdk.Git.Disk;

/// <summary>Writes small files so that a reader, and a kill, see the old one or the new one and never a part: beside its place, then renamed.</summary>
public static class WholeFile
{
    private const int Attempts = 5;
    private const string Extension = ".tmp";

    // No writer is at a small file this long; should one have been stopped, its rename fails and nothing is lost.
    private static readonly TimeSpan WrittenBy = TimeSpan.FromHours(1);

    /// <summary>Puts bytes in the place of a file; it and its folder may be absent. Safe against other writers of the same file.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        var (folder, beside) = Prepare(file);
        try
        {
            using (var written = File.OpenHandle(beside, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(written, bytes, 0);
                GroupFolder.Share(written, folder);
            }

            SystemFault.Guard("rename", file, () => Rename(beside, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A span cannot enter the closure of a guard.
            throw new SystemFaultException(SystemFault.Of("write", file, e));
        }
        finally
        {
            TryDelete(beside);
        }
    }

    /// <summary>As <see cref="Write"/>, for what is too large to be held in memory: it is put there only when it is whole.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="fill">Writes the content, and says what stood in its way; null is whole.</param>
    internal static async Task<T?> WriteAsync<T>(string file, Func<Stream, Task<T?>> fill)
        where T : class
    {
        var (folder, beside) = Prepare(file);
        try
        {
            T? fault;
            using (var written = SystemFault.Guard("open", beside, () => new FileStream(beside, FileMode.CreateNew, FileAccess.Write)))
            {
                fault = await fill(written);
                GroupFolder.Share(written.SafeFileHandle, folder);
            }

            if (fault is null)
            {
                SystemFault.Guard("rename", file, () => Rename(beside, file));
            }

            return fault;
        }
        finally
        {
            TryDelete(beside);
        }
    }

    private static (string Folder, string Beside) Prepare(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        SystemFault.Guard("mkdir", folder, () => Directory.CreateDirectory(folder));
        ClearAway(folder, $".{Path.GetFileName(file)}.");
        // The dot in front matters in a repository's refs: git takes no such file for a ref.
        return (folder, Path.Combine(folder, $".{Path.GetFileName(file)}.{Guid.NewGuid():N}{Extension}"));
    }

    private static void TryDelete(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why it could not be written is what counts.
        }
    }

    // What killed writers of the same file left. That it cannot be cleared away is no reason not to write.
    private static void ClearAway(string folder, string beginning)
    {
        var length = beginning.Length + Guid.Empty.ToString("N").Length + Extension.Length;
        try
        {
            foreach (var left in Directory.EnumerateFiles(folder, "*" + Extension))
            {
                var name = Path.GetFileName(left.AsSpan());
                if (name.Length == length && name.StartsWith(beginning, StringComparison.Ordinal) && DateTime.UtcNow - File.GetLastWriteTimeUtc(left) > WrittenBy)
                {
                    File.Delete(left);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Puts a file in the place of another.</summary>
    internal static void Rename(string beside, string file)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(beside, file, overwrite: true);
                return;
            }
            catch (Exception e) when (attempt < Attempts && OperatingSystem.IsWindows() && e is (IOException or UnauthorizedAccessException))
            {
                // Windows refuses to replace a file that somebody is reading at this moment.
                Thread.Sleep(20 * attempt);
            }
        }
    }
}
