using System.Security.Cryptography;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>An archive that was unpacked into the store of what no upstream has.</summary>
/// <param name="Tree">All that is in it.</param>
/// <param name="Sha256">The hash of its bytes, 64 hexadecimal digits in lower case.</param>
/// <param name="Md5">Another hash of them, by which nobody is trusted; null where they were not read now.</param>
internal sealed record UnpackedArchive(TreeId Tree, string Sha256, string? Md5);

/// <summary>Brings archives into the git cache. One whose bytes were unpacked before is known by their hash, and neither fetched nor read again.</summary>
/// <param name="component">The plugin that is taken from it.</param>
/// <param name="origin">The declaration to blame.</param>
/// <param name="cache">Keeps the tree.</param>
/// <param name="findings">Takes warnings.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class ArchiveSource(ComponentName component, Origin origin, IGitCache cache, Findings findings, CancellationToken cancel)
{
    private static readonly TimeSpan Whenever = TimeSpan.FromDays(36_500);

    /// <summary>Gives the tree of an archive. Its hash is compared with what is declared by whoever asks.</summary>
    public async Task<Result<UnpackedArchive>> GetAsync(Source.Archive source)
    {
        if (source.Sha256 is { } known && Unpacked(known, cache) is { } tree)
        {
            return new UnpackedArchive(tree, known, null);
        }

        if (source.File is not { } file)
        {
            return await UnpackAsync(source.Address.Address, source);
        }

        // What was downloaded before is as good if it is what is wanted. What came just now is what there is.
        var begun = DateTime.UtcNow;
        var downloaded = At(source, await cache.DownloadAsync(file, source.Sha256 is null ? TimeSpan.Zero : Whenever, cancel));
        var unpacked = await downloaded.ThenAsync(path => UnpackAsync(path, source));
        var isWanted = unpacked.TryGet(out var archive) && archive.Sha256 == source.Sha256;
        return isWanted || source.Sha256 is null || !downloaded.TryGet(out var kept) || File.GetLastWriteTimeUtc(kept) >= begun
            ? unpacked
            : await At(source, await cache.DownloadAsync(file, TimeSpan.Zero, cancel)).ThenAsync(path => UnpackAsync(path, source));
    }

    private Task<Result<UnpackedArchive>> UnpackAsync(string path, Source.Archive source) => Task.Run(() => Unpack(path, source), cancel);

    private Result<string> At(Source.Archive source, GitResult<string> downloaded) => downloaded.Fault?.Kind switch
    {
        GitFaultKind.Offline => ArchiveDiagnostics.Missing(origin, component, source),
        GitFaultKind.RepositoryNotFound => ArchiveDiagnostics.NotThere(origin, component, source, downloaded.Fault.Words),
        _ => downloaded.At(origin, findings),
    };

    /// <summary>The tree of an archive that was unpacked into the cache; null when it is not there.</summary>
    public static TreeId? Unpacked(string sha256, IGitCache cache)
    {
        if (cache.Made(sha256) is not { } tree)
        {
            return null;
        }

        using var objects = cache.Open(StoreName.Made);
        return objects?.Contains(tree.Id) == true ? tree : null;
    }

    private Result<UnpackedArchive> Unpack(string path, Source.Archive source)
    {
        try
        {
            using var archive = new FileStream(RegularFile.OpenToRead(path, PackedFiles.LargestArchive), FileAccess.Read);
            var (sha256, md5) = (Convert.ToHexStringLower(SHA256.HashData(archive)), MD5Of(archive));
            var made = cache.Make(PackedFiles.In(archive), sha256, cancel);
            return made.TryGet(out var tree) ? new UnpackedArchive(tree, sha256, md5) : Result<UnpackedArchive>.Failed(made.Fault!.At(null));
        }
        catch (BadArchiveException bad)
        {
            return ArchiveDiagnostics.Bad(origin, component, source, bad.Message);
        }
        catch (SystemFaultException fault)
        {
            return ArchiveDiagnostics.NotReadable(origin, component, source, fault.Fault.ToString());
        }
    }

    // The official directory tells no better one.
    private static string MD5Of(FileStream archive)
    {
        archive.Position = 0;
        return Convert.ToHexStringLower(MD5.HashData(archive));
    }
}
