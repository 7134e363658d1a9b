using System.Buffers.Binary;
using System.Diagnostics;

namespace Moodle.Sdk.Git.Transports;

/// <summary>The pack that a <c>git fetch</c> takes in, as it grows on the disk: the only sign that git gives of it.</summary>
internal sealed class ArrivingPack(string repositoryFolder, FetchMeter meter)
{
    // git says nothing either while it unpacks what has come; this much it does in a second on any machine.
    private const long UnpackedInASecond = 2 << 20;

    private readonly DirectoryInfo _packs = new(Path.Combine(repositoryFolder, "objects", "pack"));
    private long _seen;
    private long _grown = Stopwatch.GetTimestamp();

    /// <summary>Tells the meter what has come; the fault when that is more than any pack has.</summary>
    public GitFault? Look()
    {
        try
        {
            var files = _packs.GetFiles();
            var bytes = files.Sum(file => file.Length);
            if (bytes > _seen)
            {
                (_seen, _grown) = (bytes, Stopwatch.GetTimestamp());
                meter.Reach(FetchPhase.Receiving, bytes);
            }
            else if (Stopwatch.GetElapsedTime(_grown).TotalSeconds < _seen / UnpackedInASecond)
            {
                meter.Hear();
            }

            return files.Any(file => file.Length > UpstreamBounds.PackBytes) ? RefusedContentException.PackTooLong().Fault
                : files.Where(file => file.Name.StartsWith("tmp_pack_", StringComparison.Ordinal)).Max(Count) is { } count and > UpstreamBounds.PackObjects
                    ? RefusedContentException.TooManyObjects(count).Fault
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was renamed meanwhile; the next look finds it.
            return null;
        }
    }

    // What its head says.
    private static uint? Count(FileInfo file)
    {
        Span<byte> head = stackalloc byte[12];
        using var pack = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return pack.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length ? BinaryPrimitives.ReadUInt32BigEndian(head[8..]) : null;
    }
}
