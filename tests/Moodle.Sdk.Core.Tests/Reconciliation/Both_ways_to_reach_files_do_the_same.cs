using System.Net.Sockets;
using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public abstract class Both_ways_to_reach_files_do_the_same : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OutputFiles _files;

    protected Both_ways_to_reach_files_do_the_same() => _files = Open(_folder.Path);

    [Fact]
    public void A_created_file_is_seen_as_it_was_returned_and_hashes_as_git_does()
    {
        var created = _files.Create("ä.php\0"u8, "hello\n"u8, executable: false, inSight: true);

        Assert.Equal((FileKind.File, false, 6L), (created.Kind, created.Executable, created.Size));
        Assert.Equal(created, _files.Look("ä.php\0"u8));
        Assert.Equal(ObjectId.Parse("ce013625030ba8dba906f756967f9e9ca394464a"), _files.Hash("ä.php\0"u8, in created));
        Assert.Equal("hello\n", File.ReadAllText(_folder["ä.php"]));
        Assert.InRange(FileStat.Now() - created.Modified, 0, 60_000_000_000);
    }

    [Fact]
    public void Nothing_is_ever_overwritten_by_creating()
    {
        _files.Create("a\0"u8, "first"u8, executable: false, inSight: true);
        Assert.Throws<SystemFaultException>(() => _files.Create("a\0"u8, "second"u8, executable: false, inSight: true));
        File.CreateSymbolicLink(_folder["link"], _folder["absent"]);
        Assert.Throws<SystemFaultException>(() => _files.Create("link\0"u8, "through"u8, executable: false, inSight: true));
        Assert.Equal("first", File.ReadAllText(_folder["a"]));
        Assert.False(File.Exists(_folder["absent"]));
    }

    [Fact]
    public void Kinds_are_told_apart_and_links_not_followed()
    {
        _files.CreateFolder("folder\0"u8);
        _files.CreateLink("folder/link\0"u8, "../nowhere"u8);
        var link = _files.Look("folder/link\0"u8);
        Assert.Equal(FileKind.Link, link.Kind);
        Assert.Equal(FileKind.Folder, _files.Look("folder\0"u8).Kind);
        Assert.Equal(FileKind.Missing, _files.Look("absent\0"u8).Kind);
        Assert.Equal(FileKind.Missing, _files.Look("absent/below\0"u8).Kind);
        Assert.Equal(ObjectHash.Of(ObjectKind.Blob, "../nowhere"u8), _files.Hash("folder/link\0"u8, in link));
        _files.Create("file\0"u8, ""u8, executable: false, inSight: true);
        Assert.Equal(FileKind.Missing, _files.Look("file/below\0"u8).Kind);
    }

    [Fact]
    public void Nothing_is_reached_through_a_link_to_a_folder()
    {
        using var outside = new TempFolder();
        outside.Write("below/file", "outside");
        Directory.CreateDirectory(outside["below/empty"]);
        var before = FolderContent.Of(outside.Path);
        _files.CreateLink("link\0"u8, Encoding.UTF8.GetBytes(outside.Path));
        _files.CreateFolder("real\0"u8);
        Action[] acts =
        [
            () => _files.Create("link/below/new\0"u8, "x"u8, executable: false, inSight: true),
            () => _files.Create("link/below/new\0"u8, "x"u8, executable: false, inSight: false),
            () => _files.CreateLink("link/below/new\0"u8, "x"u8),
            () => _files.CreateFolder("link/below/new\0"u8),
            () => _files.Rename("link/below/file\0"u8, "new\0"u8),
            () => _files.TryMoveTo("link/below/file\0"u8, _files, "moved\0"u8),
            () => _files.TryMoveTo("real\0"u8, _files, "link/below/moved\0"u8),
            () => _files.Delete("link/below/file\0"u8),
            () => _files.RemoveFolder("link/below/empty\0"u8),
            () => _files.OpenToRead("link/below/file\0"u8),
            () => _files.List("link\0"u8),
            () => _files.Within("link/below\0"u8),
        ];

        Assert.All(acts, act => Assert.Equal(FaultKind.NotAFolder, Assert.Throws<SystemFaultException>(act).Fault.Kind));
        _files.DeleteAll("link\0"u8.ToArray(), default);
        Assert.Equal(FileKind.Missing, _files.Look("link\0"u8).Kind);
        Assert.Equal(before, FolderContent.Of(outside.Path));
    }

    [Fact]
    public void Renaming_replaces_and_deleting_leaves_nothing()
    {
        _files.Create("a\0"u8, "a"u8, executable: false, inSight: true);
        _files.Create("b\0"u8, "b"u8, executable: false, inSight: true);
        _files.Rename("a\0"u8, "b\0"u8);
        Assert.Equal("a", File.ReadAllText(_folder["b"]));
        _files.Delete("b\0"u8);
        _files.Delete("b\0"u8);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Links_are_renamed_over_files_whatever_they_lead_to()
    {
        _files.CreateFolder("folder\0"u8);
        foreach (var target in new[] { "folder", "nowhere" })
        {
            _files.Create("file\0"u8, ""u8, executable: false, inSight: true);
            _files.CreateLink("link\0"u8, Encoding.UTF8.GetBytes(target));
            _files.Rename("link\0"u8, "file\0"u8);
            Assert.Equal(target, new FileInfo(_folder["file"]).LinkTarget);
            _files.Delete("file\0"u8);
        }

        Assert.True(Directory.Exists(_folder["folder"]));
    }

    [Fact]
    public void Only_an_empty_folder_is_removed()
    {
        _files.CreateFolder("folder\0"u8);
        _files.Create("folder/file\0"u8, ""u8, executable: false, inSight: true);
        Assert.False(_files.RemoveFolder("folder\0"u8));
        _files.Delete("folder/file\0"u8);
        Assert.True(_files.RemoveFolder("folder\0"u8));
        Assert.False(Directory.Exists(_folder["folder"]));
    }

    [Fact]
    public void A_file_that_grew_since_it_was_seen_is_no_blob()
    {
        var seen = _files.Create("a\0"u8, "x"u8, executable: false, inSight: true);
        File.AppendAllText(_folder["a"], "y");
        Assert.Equal(default, _files.Hash("a\0"u8, in seen));
    }

    [FactThatNeeds(Needs.Linux)]
    public void What_is_no_file_is_not_opened_and_nobody_waits_for_its_other_end()
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", _folder["pipe"]))
        {
            made.WaitForExit();
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["socket"]));
        _files.CreateFolder("folder\0"u8);
        _files.CreateLink("link\0"u8, "nowhere"u8);

        Assert.All(["pipe", "socket", "folder", "link"], name => Assert.Null(_files.OpenToRead(OutputFiles.Bytes(name))));
    }

    [Fact]
    public void A_file_larger_than_any_blob_is_none_and_costs_no_memory()
    {
        _files.Create("a\0"u8, "x"u8, executable: false, inSight: true);
        using (var grown = File.OpenHandle(_folder["a"], FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(grown, UpstreamBounds.BlobBytes + 1);
        }

        var (seen, before) = (_files.Look("a\0"u8), GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(default, _files.Hash("a\0"u8, in seen));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_name_too_long_says_so_and_is_never_there()
    {
        var name = Encoding.UTF8.GetBytes(new string('n', 300) + '\0');
        var fault = Assert.Throws<SystemFaultException>(() => _files.Create(name, ""u8, executable: false, inSight: true));
        Assert.Equal(("open", FaultKind.NameTooLong), (fault.Fault.Call, fault.Fault.Kind));
        Assert.NotNull(fault.Fault.Errno);
        Assert.Equal(FileKind.Missing, _files.Look(name).Kind);
        Assert.Contains("nnnn", fault.Fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_that_sets_the_time_back_is_seen_where_there_is_a_change_time()
    {
        var created = _files.Create("a\0"u8, "one"u8, executable: false, inSight: true);
        var modified = File.GetLastWriteTimeUtc(_folder["a"]);
        Thread.Sleep(50);
        File.WriteAllText(_folder["a"], "two");
        File.SetLastWriteTimeUtc(_folder["a"], modified);

        Assert.Equal(_files is LinuxFiles, created.Changed != 0);
        Assert.Equal(_files is LinuxFiles, created with { Modified = 0 } != _files.Look("a\0"u8) with { Modified = 0 });
    }

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract OutputFiles Open(string folder);
}

public sealed class By_system_calls_on_Linux : Both_ways_to_reach_files_do_the_same
{
    // Elsewhere the others look at the file API of .NET a second time, and this one is skipped.
    [FactThatNeeds(Needs.Linux)]
    public void Which_are_there() => Assert.True(LinuxCalls.AreSupported);

    internal override OutputFiles Open(string folder) => OutputFiles.Open(folder);
}

public sealed class By_system_calls_of_a_Linux_without_openat2 : Both_ways_to_reach_files_do_the_same
{
    internal override OutputFiles Open(string folder) => LinuxCalls.AreSupported ? LinuxFiles.OpenFolder(folder, stepByStep: true) : new PortableFiles(folder);
}

public sealed class By_the_file_API_of_NET : Both_ways_to_reach_files_do_the_same
{
    internal override OutputFiles Open(string folder) => new PortableFiles(folder);
}
