using System.Security.Cryptography;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>An archive that was unpacked into the store of what no upstream has.</summary>
/// <param name="Tree">All that is in it.</param>
/// <param name="Sha256">The hash of its bytes, 64 hexadecimal digits in lower case.</param>
internal sealed record UnpackedArchive(TreeId Tree, string Sha256);

/// <summary>Brings archives into the git cache. One whose bytes were unpacked before is known by their hash, and neither fetched nor read again.</summary>
internal static class ArchiveSource
{
    /// <summary>Gives the tree of an archive. Its hash is compared with what is declared by whoever asks.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="component">The plugin that is taken from it.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="cache">Keeps the tree.</param>
    /// <param name="findings">Takes warnings.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<Result<UnpackedArchive>> GetAsync(
        Source.Archive source, ComponentName component, Origin origin, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        if (source.Sha256 is { } known && Unpacked(known, cache) is { } tree)
        {
            return new UnpackedArchive(tree, known);
        }

        var opened = source.IsOnDisk ? OpenFile(source, origin) : At(await cache.DownloadAsync(source.Address, source.Query, PackedFiles.LargestArchive, cancel));
        if (!opened.TryGet(out var archive))
        {
            return Result<UnpackedArchive>.Failed(opened.Errors);
        }

        using (archive)
        {
            return await Task.Run(() => Unpack(archive, source, component, origin, cache, cancel), cancel);
        }

        Result<Stream> At(GitResult<Stream> downloaded) => downloaded.Fault?.Kind switch
        {
            GitFaultKind.Offline => ArchiveDiagnostics.Missing(origin, component, source),
            GitFaultKind.RepositoryNotFound => ArchiveDiagnostics.NotThere(origin, component, source, downloaded.Fault.Words),
            _ => downloaded.At(origin, findings),
        };
    }

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

    private static Result<UnpackedArchive> Unpack(
        Stream archive, Source.Archive source, ComponentName component, Origin origin, IGitCache cache, CancellationToken cancel)
    {
        try
        {
            archive.Position = 0;
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(archive));
            var made = cache.Make(PackedFiles.In(archive), sha256, cancel);
            return made.TryGet(out var tree) ? new UnpackedArchive(tree, sha256) : Result<UnpackedArchive>.Failed(made.Fault!.At(null));
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

    private static Result<Stream> OpenFile(Source.Archive source, Origin origin)
    {
        try
        {
            return Result<Stream>.Of(new FileStream(RegularFile.OpenToRead(source.Address.Address, PackedFiles.LargestArchive), FileAccess.Read));
        }
        catch (SystemFaultException fault)
        {
            return ArchiveDiagnostics.NotReadable(origin, null, source, fault.Fault.ToString());
        }
    }
}
