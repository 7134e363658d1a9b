using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Disk;

public sealed class A_folder_is_deleted_and_nothing_behind_a_link : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void With_all_that_is_in_it()
    {
        _folder.Write("outside/file", "theirs");
        _folder.Write("old/refs/heads/main", "x");
        Directory.CreateSymbolicLink(_folder["old", "link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["old", "dangling"], _folder["nothing"]);

        FolderTree.Delete(_folder["old"]);
        FolderTree.Delete(_folder["absent"]);

        Assert.Equal([_folder["outside"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal("theirs", File.ReadAllText(_folder["outside", "file"]));
    }

    // Between the look at a folder and the step into it lie a thousand files.
    [FactThatNeeds(Needs.Linux)]
    public void Also_when_one_is_put_in_the_place_of_a_folder_meanwhile() => Trial.Run(200, _ =>
    {
        for (var i = 0; i < 1000; i++)
        {
            _folder.Write($"old/f{i}", "");
        }

        _folder.Write("old/folder/file", "");
        _folder.Write("outside/file", "theirs");
        using (var swapper = new Swapper(_folder["old", "folder"], _folder["swap"], _folder["outside"]))
        {
            try
            {
                FolderTree.Delete(_folder["old"]);
            }
            catch (SystemFaultException)
            {
                // What is swapped in at the last moment may stay; the next sweep finds it.
            }
        }

        Assert.Equal("theirs", File.ReadAllText(_folder["outside", "file"]));
        TempFolder.Delete(_folder["old"]);
        Directory.Delete(_folder["swap"], recursive: true);
    });

    // Each open folder is a descriptor that the build lacks.
    [FactThatNeeds(Needs.Linux)]
    public void But_no_deeper_than_a_repository_can_be()
    {
        Directory.CreateDirectory(_folder[["old", .. Enumerable.Repeat("d", 200)]]);

        Assert.Throws<SystemFaultException>(() => FolderTree.Delete(_folder["old"]));
    }

    public void Dispose() => _folder.Dispose();
}
