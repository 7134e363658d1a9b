using System.Text;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests;

public sealed class What_no_upstream_has_lies_in_a_store_of_its_own : IDisposable
{
    private static readonly MadeFile[] Files =
    [
        MadeFile.Of("version.php", EntryMode.File, "<?php\n"u8.ToArray()),
        MadeFile.Of("bin/run", EntryMode.Executable, "#!/bin/sh\n"u8.ToArray()),
        MadeFile.Of("bin/again", EntryMode.SymbolicLink, "run"u8.ToArray()),
        MadeFile.Of("lang/é.txt", EntryMode.File, [0, 1, 2, 255]),
    ];

    private readonly CacheFixture _it = new(GitEngine.Auto);

    [Fact]
    public void A_tree_is_git_s_own_and_read_like_any_other()
    {
        var cache = _it.Cache();

        var tree = cache.Make(Files, null, default).Value;

        Assert.Equal(Expected(), tree.ToString());
        using var objects = cache.Open(StoreName.Made)!;
        Assert.Equal(["bin", "lang", "version.php"], objects.ReadTree(tree).Select(e => e.Name));
        var bin = objects.ReadTree(new TreeId(objects.ReadTree(tree)[0].Id));
        Assert.Equal([EntryMode.SymbolicLink, EntryMode.Executable], bin.Select(e => e.Mode));
        Assert.Equal("run", Encoding.UTF8.GetString(objects.ReadBlob(new BlobId(bin[0].Id))));
        Assert.Equal("", IsolatedGit.Run(Path.Combine(_it.CacheFolder, "made.git"), "fsck", "--no-dangling", "--strict"));
    }

    // Of a shared cache. libgit2 would refuse it, as git does with safe.directory.
    [FactThatNeeds(Needs.Root)]
    public async Task It_may_have_been_begun_by_another_user()
    {
        Assert.Null(_it.Cache().Make(Files[..1], null, default).Fault);
        using (var giving = System.Diagnostics.Process.Start("chown", ["-R", "12345", Path.Combine(_it.CacheFolder, "made.git")]))
        {
            await giving.WaitForExitAsync();
        }

        Assert.Null(_it.Cache().Make(Files, null, default).Fault);
    }

    [Fact]
    public Task Writers_side_by_side_end_with_one_store() => Trial.RunAsync(40, async _ =>
    {
        TempFolder.Delete(_it.CacheFolder);
        var trees = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _it.Cache().Make(Files, null, default).Value)));

        Assert.Single(trees.Distinct());
        Assert.Equal(["made.git"], Directory.GetDirectories(_it.CacheFolder, "*.git").Select(Path.GetFileName));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_it.CacheFolder, "incoming")));
    });

    [Fact]
    public void A_folder_in_its_way_is_told()
    {
        Directory.CreateDirectory(_it.CacheFolder);
        File.WriteAllText(Path.Combine(_it.CacheFolder, "made.git"), "");

        Assert.Equal(GitFaultKind.NotUsable, _it.Cache().Make(Files, null, default).Fault!.Kind);
    }

    public void Dispose() => _it.Dispose();

    [Fact]
    public void A_tree_is_found_by_its_name()
    {
        var cache = _it.Cache();
        Assert.Null(cache.Made("first"));

        var tree = cache.Make(Files, "first", default).Value;

        Assert.Equal(tree, _it.Cache().Made("first"));
        Assert.Null(cache.Made("second"));
        Assert.Equal("", IsolatedGit.Run(Path.Combine(_it.CacheFolder, "made.git"), "fsck", "--no-dangling", "--strict"));
    }

    [Fact]
    public void What_goes_wrong_with_a_file_is_thrown_as_it_was_and_no_name_is_given()
    {
        var cache = _it.Cache();
        IEnumerable<MadeFile> Files()
        {
            yield return MadeFile.Of("a", EntryMode.File, [1]);
            yield return new("b", EntryMode.File, 1, () => throw new NotSupportedException("This one."));
        }

        Assert.Equal("This one.", Assert.Throws<NotSupportedException>(() => cache.Make(Files(), "name", default)).Message);
        Assert.Null(cache.Made("name"));
    }

    private static byte[] Content(MadeFile file)
    {
        using var content = file.Open();
        var bytes = new byte[file.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private string Expected()
    {
        var repository = TestRepository.Create(_it.Temp["expected.git"]);
        foreach (var file in Files)
        {
            _ = file.Mode == EntryMode.SymbolicLink
                ? repository.Link(file.Path, Encoding.UTF8.GetString(Content(file)))
                : repository.Write(file.Path, Content(file), executable: file.Mode == EntryMode.Executable);
        }

        return repository.ResolveTree(repository.Commit());
    }
}
