using System.Globalization;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>The files of an archive, whatever packed it. What is wrong with it is a <see cref="BadArchiveException"/>, thrown while they are gone through.</summary>
internal static class PackedFiles
{
    /// <summary>Bytes of an archive.</summary>
    public const long LargestArchive = 256 << 20;

    // The largest plugin that is known unpacks to 154 MB (qtype_stack, 5,207 files).
    public const long LargestUnpacked = 512 << 20;
    private const long LargestFile = 100 << 20;
    private const int MostFiles = 100_000;
    private const int LongestTarget = 4096;

    /// <summary>Goes through them. Folders are not among them: git has none that are empty.</summary>
    /// <param name="archive">Its bytes, from any place in them; read again from their beginning.</param>
    public static IEnumerable<MadeFile> In(Stream archive)
    {
        var begin = new byte[512];
        archive.Position = 0;
        var beginning = begin.AsSpan(0, archive.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false));
        archive.Position = 0;
        return beginning switch
        {
            [(byte)'P', (byte)'K', ..] => Judged(ZipFiles.In(archive)),
            [0x1F, 0x8B, ..] => Judged(TarFiles.In(archive)),
            _ => throw new BadArchiveException(WhatElse(beginning)),
        };
    }

    // No byte of a file has been read when it is judged.
    private static IEnumerable<MadeFile> Judged(IEnumerable<MadeFile> files)
    {
        var (bytes, names) = (0L, new PackedNames());
        foreach (var file in files)
        {
            bytes += file.Length;
            names.Add(file.Path);
            if (file.Length > (file.Mode == EntryMode.SymbolicLink ? LongestTarget : LargestFile))
            {
                throw new BadArchiveException(string.Create(CultureInfo.InvariantCulture, $"'{file.Path}' has {file.Length:N0} bytes, and no {(file.Mode == EntryMode.SymbolicLink ? "link" : "file of a plugin")} has as many"));
            }

            if (bytes > LargestUnpacked || names.Count > MostFiles)
            {
                throw new BadArchiveException(string.Create(CultureInfo.InvariantCulture, $"it unpacks to more than {LargestUnpacked >> 20} MB or {MostFiles:N0} files, as no plugin does"));
            }

            yield return file;
        }
    }

    private static string WhatElse(ReadOnlySpan<byte> beginning) => beginning switch
    {
        [] => "it is empty",
        _ when beginning.TrimStart([(byte)0xEF, (byte)0xBB, (byte)0xBF, .. " \t\r\n"u8]) is [(byte)'<', ..] => "it is a web page: what answers at the address wants you to sign in, or has no such file",
        [(byte)'7', (byte)'z', ..] => "it is packed by 7-Zip",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => "it is packed by RAR",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "it is packed by bzip2",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "it is packed by xz",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "it is packed by zstd",
        { Length: > 262 } when beginning[257..262].SequenceEqual("ustar"u8) => "it is a tar archive that is not compressed",
        _ => "it is neither a zip nor a tar.gz",
    };
}
