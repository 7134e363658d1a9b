using System.Diagnostics;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

/// <summary>Kept aside on another file system than the output's, or while the file stays at its place.</summary>
public sealed class What_cannot_be_moved_is_copied_with_its_holes : IDisposable
{
    private const long TwoTerabytes = 2L << 40;
    private readonly ReconciledSite _site = new();
    private readonly string _obj;
    private bool _isMounted;

    public What_cannot_be_moved_is_copied_with_its_holes()
    {
        _obj = _site.Folder["site", "obj"];
        _site.Write("mod/old/lib.php", "old");
    }

    // No disk here would hold what is no hole.
    [FactThatNeeds(Needs.Linux)]
    public void A_managed_file_of_two_terabytes()
    {
        _site.Build();
        Grow(_site["index.php"]);

        _site.Rebuild();

        var kept = KeptFile("index.php");
        Assert.Equal(TwoTerabytes, new FileInfo(kept).Length);
        Assert.Equal("mine", Middle(kept));
        _site.AssertWarned(1606);
    }

    [FactThatNeeds(Needs.Linux | Needs.Mounts)]
    public void A_folder_with_all_that_is_in_it()
    {
        Mount();
        _site.Build();
        _site.Edit("mod/new/deep/file.txt", "file");
        File.SetUnixFileMode(_site["mod/new/deep/file.txt"], (UnixFileMode)0x180);
        File.CreateSymbolicLink(_site["mod/new/link"], "deep");
        Run("sh", "-c", $"printf x > \"$(printf '{_site["mod/new"]}/\\377')\"");
        Grow(_site["mod/new/disk.img"]);

        _site.Write("mod/new", "now a file").Delete("mod/old").Build();

        var kept = KeptFile("mod/new");
        Assert.Equal(("file", (UnixFileMode)0x180), (File.ReadAllText(Path.Combine(kept, "deep/file.txt")), File.GetUnixFileMode(Path.Combine(kept, "deep/file.txt"))));
        Assert.Equal("deep", new FileInfo(Path.Combine(kept, "link")).LinkTarget);
        Assert.Equal("mine", Middle(Path.Combine(kept, "disk.img")));
        Assert.Equal(4, Directory.GetFileSystemEntries(kept).Length);
        _site.AssertWarned(1607);
    }

    [FactThatNeeds(Needs.Linux | Needs.Mounts)]
    public void What_is_no_file_is_left_where_it_is_with_an_error()
    {
        Mount();
        _site.Build();
        File.Delete(_site["index.php"]);
        Run("mkfifo", _site["index.php"]);

        var error = _site.FailToBuild();

        Assert.Equal("MOODLE1622", error.Id);
        Assert.Contains(_site["index.php"], error.Message, StringComparison.Ordinal);
        File.Delete(_site["index.php"]);
        _site.Rebuild();
    }

    [Fact]
    public void More_than_the_bound_is_not_copied_nor_is_anything_after_a_cancel()
    {
        File.WriteAllText(_site.Folder["large"], new string('x', 5000));
        using var files = OutputFiles.Open(_site.Folder.Path);
        Assert.False(files.TryCopyTo("large\0"u8, files, "copy\0"u8, 4999, default));
        Assert.False(File.Exists(_site.Folder["copy"]));
        Assert.Throws<OperationCanceledException>(() => files.TryCopyTo("large\0"u8, files, "copy\0"u8, 5000, new CancellationToken(canceled: true)));
        Assert.False(File.Exists(_site.Folder["copy"]));
        Assert.True(files.TryCopyTo("large\0"u8, files, "copy\0"u8, 5000, default));
        Assert.Equal(new string('x', 5000), File.ReadAllText(_site.Folder["copy"]));
    }

    // 511 folders, the most that composing lets through.
    [FactThatNeeds(Needs.Linux | Needs.Mounts)]
    public void As_deep_as_a_tree_may_be()
    {
        Mount();
        var deep = string.Join('/', Enumerable.Repeat("d", 511)) + "/f";
        _site.Write(deep, "deep").Build();
        _site.Edit(deep, "mine");
        _site.Rebuild(hashEverything: true);
        Assert.Equal("mine", File.ReadAllText(KeptFile(deep)));

        Directory.Move(_site["d"], _site["mod/quiz/lib.php.d"]);
        File.Delete(_site["mod/quiz/lib.php"]);
        Directory.Move(_site["mod/quiz/lib.php.d"], _site["mod/quiz/lib.php"]);
        _site.Rebuild();
        _site.AssertWarned(1607);
        Assert.True(_site.Clean() is { FolderRemoved: true });
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            // Lazily: a program that another test starts at this moment has our open files until it has begun.
            Run("umount", "-l", _obj);
        }

        _site.Dispose();
    }

    private static void Grow(string file)
    {
        using var grown = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        RandomAccess.SetLength(grown, TwoTerabytes);
        RandomAccess.Write(grown, "mine"u8, TwoTerabytes / 2);
    }

    private static string Middle(string file)
    {
        using var opened = File.OpenHandle(file);
        var bytes = new byte[4];
        Assert.Equal(4, RandomAccess.Read(opened, bytes, TwoTerabytes / 2));
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string KeptFile(string path) => Path.Combine(Assert.Single(Directory.GetDirectories(_site.Output.State.KeptFolder)), path);

    private void Mount()
    {
        Directory.CreateDirectory(_obj);
        Run("mount", "-t", "tmpfs", "tmpfs", _obj);
        _isMounted = true;
    }
}
