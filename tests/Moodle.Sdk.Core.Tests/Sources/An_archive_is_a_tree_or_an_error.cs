using System.Buffers.Binary;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Archives;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources;

public sealed class An_archive_is_a_tree_or_an_error : IDisposable
{
    private const int Link = unchecked((int)(0xA1FFu << 16));

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("  <html>", "it is a web page")]
    [InlineData("7z\u00bc\u00af", "it is packed by 7-Zip")]
    [InlineData("Rar!", "it is packed by RAR")]
    [InlineData("<?php", "it is a web page")]
    [InlineData("something", "it is neither a zip nor a tar.gz")]
    [InlineData("PK\u0003\u0004", "it is damaged")]
    [InlineData("\u001f\u008b\u0008", "it is damaged")]
    public void Something_else(string content, string why) => Assert.Contains(why, Refused(Encoding.Latin1.GetBytes(content)), StringComparison.Ordinal);

    [Theory]
    [InlineData("'../x' leads out of it", "../x")]
    [InlineData("'a/../../x' leads out of it", "a/../../x")]
    [InlineData("'/etc/x' is a path from the root of a disk", "/etc/x")]
    [InlineData("'C:/x' is a path from the root of a disk", "C:/x")]
    [InlineData("'a\\x' has backslashes", "a\\x")]
    [InlineData("a name in it has a control character", "a\tb")]
    [InlineData("'a/x' is in it twice", "a/x", "a/x")]
    [InlineData("'a/X' and 'a/x' differ only in case", "a/x", "a/X")]
    [InlineData("'a/x' is in it beside a file or folder of the same name", "a", "a/x")]
    [InlineData("'a' is in it beside a file or folder of the same name", "a/x/y", "a")]
    public void Names_that_no_tree_has(string why, params string[] names)
    {
        Assert.Contains(why, Refused(Zip(zip => Array.ForEach(names, name => zip.CreateEntry(name)))), StringComparison.Ordinal);
        Assert.Contains(why, Refused(Tar(tar => Array.ForEach(names, name => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name))))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("b/../../../x")]
    [InlineData("/etc/passwd")]
    public void A_link_that_leads_out(string target)
    {
        const string why = "the link 'a/l' leads out of it";
        Assert.Contains(why, Refused(Zip(zip => Write(zip, "a/l", Encoding.UTF8.GetBytes(target)).ExternalAttributes = Link)), StringComparison.Ordinal);
        Assert.Contains(why, Refused(Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "a/l") { LinkName = target }))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file()
    {
        Assert.Contains("'f' is neither a file nor", Refused(Zip(zip => zip.CreateEntry("f").ExternalAttributes = 0x11A4 << 16)), StringComparison.Ordinal);
        Assert.Contains("'f' is neither a file nor", Refused(Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "f")))), StringComparison.Ordinal);
        Assert.Contains("'h' is a hard link to 'f'", Refused(Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "h") { LinkName = "f" }))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_another_encoding()
    {
        var zip = Zip(zip => zip.CreateEntry("caf\u00e9.txt"), Encoding.Latin1);
        Assert.Contains("a name in it is written in another encoding than UTF-8", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_file()
    {
        var zip = Zip(zip => Write(zip, "f", [1]));
        // The first bit of the flags, in both headers.
        zip[6] |= 1;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        Assert.Contains("'f' is encrypted", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_sum_is_not_its_own()
    {
        var zip = Zip(zip => Write(zip, "f", new byte[100], CompressionLevel.NoCompression));
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) - 50] ^= 1;
        Assert.Contains("'f' is damaged", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void What_unpacks_to_far_more_than_a_plugin()
    {
        var zeros = new byte[1 << 20];
        var bomb = Zip(zip =>
        {
            for (var i = 0; i < 9; i++)
            {
                using var content = zip.CreateEntry($"{i}").Open();
                for (var written = 0; written < 99; written++)
                {
                    content.Write(zeros);
                }
            }
        });
        Assert.Contains("it unpacks to more than 512 MB", Refused(bomb), StringComparison.Ordinal);
        Assert.Contains("and no file of a plugin has as many", Refused(Zip(zip =>
        {
            using var content = zip.CreateEntry("large").Open();
            for (var written = 0; written < 101; written++)
            {
                content.Write(zeros);
            }
        })), StringComparison.Ordinal);
        Assert.Contains("it unpacks to more than 512 MB", Refused(Gzip(gzip =>
        {
            var header = new PaxTarEntry(TarEntryType.RegularFile, "large");
            using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
            header.DataStream = new MemoryStream();
            tar.WriteEntry(header);
            for (var i = 0; i < 6; i++)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{i}") { DataStream = new MemoryStream(new byte[99 << 20]) });
            }
        })), StringComparison.Ordinal);
    }

    [Fact]
    public void More_files_than_a_plugin_has() => Assert.Contains("it unpacks to more than 512 MB or 100,000 files", Refused(Tar(tar =>
    {
        for (var i = 0; i <= 100_000; i++)
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{i}"));
        }
    })), StringComparison.Ordinal);

    [Fact]
    public void A_name_of_a_tar_that_would_fill_the_memory()
    {
        var header = new byte[512];
        "x"u8.CopyTo(header);
        "77777777777"u8.CopyTo(header.AsSpan(124));
        header[156] = (byte)'x';
        Encoding.ASCII.GetBytes(Convert.ToString((8 * ' ') + header.Sum(b => b), 8)).CopyTo(header, 148);
        Assert.Contains("it has a name that is longer than names can be", Refused(Gzip(gzip => gzip.Write(header))), StringComparison.Ordinal);
    }

    // Of each step of a path a folder is remembered: one of a million steps would take half a terabyte.
    [Fact]
    public void A_name_that_no_disk_has()
    {
        var name = string.Concat(Enumerable.Repeat("a/", 512)) + "b";
        const string why = "it has a name that is longer than names can be";
        Assert.Contains(why, Refused(Zip(zip => zip.CreateEntry(name))), StringComparison.Ordinal);
        Assert.Contains(why, Refused(Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)))), StringComparison.Ordinal);
        Assert.NotNull(TryRead(Zip(zip => zip.CreateEntry(name[2..]))));
    }

    [Theory]
    [InlineData(14, 0x0500, "it has more than 65,534 files")]
    [InlineData(8, 0xFFFF, "it has more than 65,534 files")]
    [InlineData(8, 2, "it is damaged")]
    [InlineData(4, 0xFFFF, "it is damaged")]
    public void A_directory_of_a_zip_that_would_fill_the_memory(int field, ushort value, string why)
    {
        var zip = Zip(zip => Write(zip, "f", [1]));
        var end = zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8));
        BinaryPrimitives.WriteUInt16LittleEndian(end[field..], value);
        // How many files there are stands there for this disk and for all.
        end[8..10].CopyTo(end[10..]);
        Assert.Contains(why, Refused(zip), StringComparison.Ordinal);
    }

    /// <summary>Of changed archives none gives a tree that both other programs unpack otherwise.</summary>
    [TheoryThatNeeds(Needs.Bsdtar | Needs.Unzip)]
    [InlineData(false)]
    [InlineData(true)]
    public void What_others_unpack(bool isTar)
    {
        var whole = isTar
            ? Tar(tar =>
            {
                tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = new('0', 40) }));
                for (var i = 0; i < 6; i++)
                {
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"top/{new string('d', i * 30)}/f{i}") { DataStream = new MemoryStream(Content(i)), Mode = i % 2 == 0 ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead });
                }

                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "top/l") { LinkName = "f0" });
            })
            : Zip(zip =>
            {
                for (var i = 0; i < 6; i++)
                {
                    Write(zip, $"top/{i}/f{i}", Content(i), i == 3 ? CompressionLevel.NoCompression : CompressionLevel.Optimal).ExternalAttributes = (i % 2 == 0 ? 0x81ED : 0x81A4) << 16;
                }

                Write(zip, "top/l", "0/f0"u8.ToArray()).ExternalAttributes = Link;
            });
        var (trees, errors) = (0, 0);

        Trial.Run(10_000, seed =>
        {
            var changed = Changed(whole, seed, isTar);
            if (TryRead(changed) is not { } mine)
            {
                errors++;
                return;
            }

            trees++;
            var file = _folder["changed"];
            File.WriteAllBytes(file, changed);
            // One that complains has stopped on the way.
            var others = new[] { Unpacked("bsdtar", "-xf", file, "-C"), isTar ? Unpacked("tar", "-xzf", file, "-C") : Unpacked("unzip", "-qq", file, "-d") }.OfType<string>().ToList();
            Assert.True(others.Count == 0 || others.Contains(mine), $"{mine}\n---\n{string.Join("\n---\n", others)}");
        });
        Assert.True(trees > 0 && errors > 0, $"{trees} trees, {errors} errors");
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Content(int i) => [.. Enumerable.Range(0, 300 * i).Select(n => (byte)(n * (i + 3)))];

    // A tar is changed inside its gzip too, whose sum would see all else.
    private static byte[] Changed(byte[] whole, int seed, bool isTar)
    {
        var random = new Random(seed);
        var bytes = isTar && seed % 10 != 0 ? Inflated(whole) : (byte[])whole.Clone();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[(at + random.Next(Math.Min(40, bytes.Length - at)))..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[random.Next(at + 1)..at], .. bytes[at..]];
                    break;
            }
        }

        return isTar && seed % 10 != 0 ? Gzip(gzip => gzip.Write(bytes)) : bytes;
    }

    private static byte[] Inflated(byte[] whole)
    {
        using var all = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(whole), CompressionMode.Decompress);
        gzip.CopyTo(all);
        return all.ToArray();
    }

    private string? TryRead(byte[] archive)
    {
        try
        {
            return Described(PackedFiles.In(new MemoryStream(archive)).Select(file =>
            {
                using var content = file.Open();
                var bytes = new byte[file.Length];
                content.ReadExactly(bytes);
                return (file.Path, file.Mode, bytes);
            }));
        }
        catch (BadArchiveException)
        {
            return null;
        }
    }

    private string? Unpacked(params string[] command)
    {
        var target = _folder[$"unpacked-{command[0]}"];
        TempFolder.Delete(target);
        Directory.CreateDirectory(target);
        using (var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], target]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!)
        {
            process.StandardInput.Close();
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                return null;
            }
        }

        return Described(Directory.GetFileSystemEntries(target, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
            .Where(path => new FileInfo(path).LinkTarget is not null || File.Exists(path))
            .Select(path => (Path.GetRelativePath(target, path), Mode(path), new FileInfo(path).LinkTarget is { } link ? Encoding.UTF8.GetBytes(link) : File.ReadAllBytes(path))));
    }

    private static EntryMode Mode(string path) =>
        new FileInfo(path).LinkTarget is not null ? EntryMode.SymbolicLink
        : !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute) ? EntryMode.Executable
        : EntryMode.File;

    private static string Described(IEnumerable<(string Path, EntryMode Mode, byte[] Content)> files) =>
        string.Join('\n', files.Select(f => $"{f.Path} {f.Mode} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(f.Content))}").Order(StringComparer.Ordinal));

    private static string Refused(byte[] archive) => Assert.Throws<BadArchiveException>(() =>
    {
        foreach (var file in PackedFiles.In(new MemoryStream(archive)))
        {
            using var content = file.Open();
            content.CopyTo(Stream.Null);
        }
    }).Message;

    private static byte[] Zip(Action<ZipArchive> write, Encoding? names = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, names))
        {
            write(zip);
        }

        return bytes.ToArray();
    }

    private static ZipArchiveEntry Write(ZipArchive zip, string name, byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        var entry = zip.CreateEntry(name, level);
        using var stream = entry.Open();
        stream.Write(content);
        return entry;
    }

    private static byte[] Tar(Action<TarWriter> write) => Gzip(gzip =>
    {
        using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        write(tar);
    });

    private static byte[] Gzip(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            write(gzip);
        }

        return bytes.ToArray();
    }
}
