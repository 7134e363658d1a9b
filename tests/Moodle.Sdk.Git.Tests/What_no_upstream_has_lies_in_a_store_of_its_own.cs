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

    [Fact]
    public async Task A_tree_of_an_upstream_can_be_changed_and_is_read_whole()
    {
        var repository = _it.Plugin.Repository.Write("a/b/c.php", "c").Write("a/b/d.php", "d").Write("a.txt", "t").Write("ab/x.php", "x").Write("run", "r", executable: true).Link("link", "run").Write("gone/only.php", "o");
        var before = repository.Commit();
        var after = repository.Write("a/b/c.php", "changed").Write("a-/new/é.php", "n").Write("a0", "n").Delete("gone/only.php").Delete("a/b/d.php").Write("link", "a file now").Commit();
        var cache = _it.Cache();
        using var fetched = (await cache.FetchAsync(_it.Upstream, [new(new CommitId(ObjectId.Parse(before)), null)], FetchDepth.Tip, default)).Value!;
        var changes = new Dictionary<string, MadeFile?>
        {
            ["a/b/c.php"] = MadeFile.Of("a/b/c.php", EntryMode.File, "changed"u8.ToArray()),
            ["a-/new/é.php"] = MadeFile.Of("a-/new/é.php", EntryMode.File, "n"u8.ToArray()),
            ["a0"] = MadeFile.Of("a0", EntryMode.File, "n"u8.ToArray()),
            ["gone/only.php"] = null,
            ["a/b/d.php"] = null,
            ["link"] = MadeFile.Of("link", EntryMode.File, "a file now"u8.ToArray()),
        };

        var tree = cache.Change(new TreeId(ObjectId.Parse(repository.ResolveTree(before))), fetched, changes, "changed", default).Value;

        Assert.Equal(repository.ResolveTree(after), tree.ToString());
        Assert.Equal(tree, cache.Made("changed"));
        using var objects = cache.Open(StoreName.Of(_it.Upstream))!;
        Assert.Equal(repository.Git("ls-tree", "-r", "-z", "--name-only", after).Split('\0', StringSplitOptions.RemoveEmptyEntries), Paths(objects, tree, ""));
    }

    // Reads every file on the way.
    private static IEnumerable<string> Paths(IObjectReader objects, TreeId tree, string folder) => objects.ReadTree(tree).SelectMany(e =>
        e.Mode == EntryMode.Tree ? Paths(objects, new TreeId(e.Id), $"{folder}{e.Name}/") : objects.ReadBlob(new BlobId(e.Id)).Length > 0 ? [folder + e.Name] : []);

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
