using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class A_killed_build_is_finished_by_the_next : IDisposable
{
    // What an update of the test's trees writes: front page and seven plugins.
    private const int Blobs = 8;
    private readonly ReconciledSite _site = new();

    [Fact]
    public void Wherever_an_update_was_killed() => Trial.Run(20 * Blobs, seed =>
    {
        Old();
        New();
        BuildKilledAt(OneOf(seed));

        // What only the killed build wrote must not stay, nor count as foreign.
        Third();
        _site.Rebuild();
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        _site.AssertWarned();
        Assert.Empty(_site.Kept());
    });

    [Fact]
    public void Wherever_a_first_build_was_killed()
    {
        New();
        Trial.Run(20 * Blobs, seed =>
        {
            BuildKilledAt(OneOf(seed));
            Assert.False(Directory.Exists(_site.OutputPath));

            _site.Rebuild();
            Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
            Assert.Equal([_site.OutputPath], Directory.GetDirectories(Path.GetDirectoryName(_site.OutputPath)!));
            Directory.Delete(_site.Folder["site"], recursive: true);
            Directory.CreateDirectory(_site.Folder["site"]);
        });
    }

    [Fact]
    public void And_what_a_killed_first_build_left_goes_also_when_somebody_made_the_output_meanwhile()
    {
        New();
        BuildKilledAt(3);
        Directory.CreateDirectory(_site.OutputPath);

        _site.Rebuild();

        Assert.Equal([_site.OutputPath], Directory.GetDirectories(Path.GetDirectoryName(_site.OutputPath)!));
    }

    // The web server's user may write in the output.
    [Fact]
    public void Also_when_somebody_made_folders_of_the_names_of_its_parts()
    {
        Old();
        New();
        BuildKilledAt(4);
        for (var entry = 0; entry < 50; entry++)
        {
            Directory.CreateDirectory(_site[$".moodle-{_site.Output.State.Key}-{entry}.tmp"]);
            Directory.CreateDirectory(_site[$"mod/m0/.moodle-{_site.Output.State.Key}-{entry}.tmp"]);
        }

        _site.Rebuild();
        Assert.NotNull(_site.Clean());
    }

    [Fact]
    public void When_builds_of_several_trees_were_killed_one_after_the_other()
    {
        Old();
        New();
        BuildKilledAt(5);
        Third();
        BuildKilledAt(2);
        Old(rebuild: false);
        _site.Compose();
        _site.Rebuild();
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        _site.AssertWarned();
    }

    [Fact]
    public void When_two_builds_of_one_tree_were_killed()
    {
        Old();
        New();
        BuildKilledAt(6);
        BuildKilledAt(2);

        // What the first of them wrote was no longer to be written by the second, and is known all the same.
        Third();
        _site.Rebuild();
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        _site.AssertWarned();
        Assert.Empty(_site.Kept());
    }

    [Fact]
    public void And_counts_what_it_does_against_the_last_state()
    {
        Old();
        New();
        BuildKilledAt(1);
        var report = _site.Rebuild();

        // The stale files go when all blobs are written.
        Assert.Equal((3, 5, 4, 0), (report.Added, report.Changed, report.Removed, report.Repaired));
    }

    [Fact]
    public void And_an_edit_made_meanwhile_is_kept_aside()
    {
        Old();
        New();
        BuildKilledAt(4);
        _site.Edit("index.php", "mine");

        Assert.Null(_site.Confirm());
        _site.Rebuild();

        Assert.Equal("mine", _site.Kept()["index.php"]);
    }

    [Fact]
    public void A_build_that_failed_or_was_cancelled_leaves_no_parts()
    {
        Old();
        New();
        using var cancel = new CancellationTokenSource();
        var count = 0;
        _site.Reading = reader => new WatchedReader(reader, () =>
        {
            if (Interlocked.Increment(ref count) == 5)
            {
                cancel.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => _site.TryBuild(cancel: cancel.Token));
        Assert.True(_site.Output.State.WasInterrupted);
        Assert.Empty(Directory.GetFiles(_site.OutputPath, "*.tmp", SearchOption.AllDirectories));

        _site.Reading = reader => new WatchedReader(reader, () => throw new MissingObjectException(_site.Tree.Entries[0].Blob.Id, "cache.git", damaged: true));
        Assert.Equal("MOODLE1618", _site.FailToBuild().Id);

        _site.Reading = reader => reader;
        _site.Rebuild();
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
    }

    [Fact]
    public void A_first_build_that_was_cancelled_goes_on_with_what_is_there()
    {
        New();
        using var cancel = new CancellationTokenSource();
        _site.Reading = reader => new WatchedReader(reader, cancel.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => _site.TryBuild(cancel: cancel.Token));
        Assert.False(Directory.Exists(_site.OutputPath));
        Assert.StartsWith(".site.moodle-", Path.GetFileName(Beside), StringComparison.Ordinal);

        _site.Reading = reader => reader;
        _site.Rebuild();
        Assert.Equal([_site.OutputPath], Directory.GetDirectories(_site.Output.Parent));
    }

    [Fact]
    public void A_first_build_that_failed_goes_on_with_what_is_there()
    {
        New();
        FailFrom(4);
        var there = Directory.GetFiles(Beside, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(there);

        Assert.Equal(Blobs - there.Length, ReadsOfABuild());
        _site.AssertWarned();
        Assert.NotNull(_site.Confirm());
        Assert.Equal([_site.OutputPath], Directory.GetDirectories(_site.Output.Parent));
    }

    [Fact]
    public void And_nothing_else_of_it_comes_into_the_output()
    {
        New();
        FailFrom(4);
        var beside = Beside;
        var cut = Directory.GetFiles(beside, "*", SearchOption.AllDirectories)[0];
        File.WriteAllText(cut, "<?");
        Directory.CreateDirectory(Path.Combine(beside, "mod", "other"));
        File.WriteAllText(Path.Combine(beside, "mod", "other", "version.php"), "of another tree");
        File.WriteAllText(Path.Combine(beside, "more.php"), "of another tree");
        Directory.CreateSymbolicLink(Path.Combine(beside, "link"), "/");
        Third();

        _site.Rebuild();

        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        Assert.False(Path.Exists(_site["mod/other"]) || Path.Exists(_site["link"]));
        Assert.Empty(_site.Kept());
    }

    // Whoever may write beside the output would own the site's folder.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_no_build_of_ours_made_is_never_gone_on_with(bool begun)
    {
        New();
        FailFrom(4);
        var beside = Beside;
        if (begun)
        {
            Directory.Move(beside, _site.Folder["away"]);
            Copy(new DirectoryInfo(_site.Folder["away"]), beside);
        }
        else
        {
            Directory.Delete(_site.Project.IntermediateFolder, recursive: true);
        }

        Assert.Equal(Blobs, ReadsOfABuild());
    }

    public void Dispose() => _site.Dispose();

    private string Beside => Assert.Single(Directory.GetDirectories(_site.Output.Parent));

    private void FailFrom(int blob)
    {
        var count = 0;
        _site.Reading = reader => new WatchedReader(reader, () =>
        {
            if (++count >= blob)
            {
                throw new MissingObjectException(_site.Tree.Entries[0].Blob.Id, "cache.git", damaged: true);
            }
        });
        Assert.Equal("MOODLE1618", _site.FailToBuild().Id);
        _site.Reading = reader => reader;
    }

    private int ReadsOfABuild()
    {
        var count = 0;
        _site.Reading = reader => new WatchedReader(reader, () => count++);
        _site.Rebuild();
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        return count;
    }

    // Each blob in its turn; which files are there by then is up to the workers.
    private static int OneOf(int seed) => 1 + (seed % Blobs);

    private void Old(bool rebuild = true)
    {
        Write("old", from: 0, to: 8);
        if (rebuild)
        {
            _site.Build();
        }
    }

    private void New()
    {
        Write("new", from: 4, to: 11);
        _site.Compose();
    }

    private void Third()
    {
        Write("third", from: 2, to: 6);
        _site.Compose();
    }

    private void Write(string text, int from, int to)
    {
        _site.Delete("mod").Delete("admin").Write("index.php", text);
        for (var i = from; i < to; i++)
        {
            _site.Write($"mod/m{i}/version.php", $"{text} {i}");
        }
    }

    // The disk as it is when a process dies at its nth blob: a copy made at that moment takes the place of what the living process goes on to make.
    private void BuildKilledAt(int blob)
    {
        var (count, site, image) = (0, _site.Folder["site"], _site.Folder["image"]);
        _site.Reading = reader => new WatchedReader(reader, () =>
        {
            if (++count == blob)
            {
                Copy(new DirectoryInfo(site), image);
            }
        });
        Assert.True(_site.TryBuild().Succeeded);
        _site.Reading = reader => reader;
        Assert.True(count >= blob, $"only {count} blobs were read");

        Directory.Delete(site, recursive: true);
        Directory.Move(image, site);
        Assert.True(_site.Output.State.WasInterrupted);
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.GetFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry is DirectoryInfo folder)
            {
                Copy(folder, target);
            }
            else if (entry.Name != "lock")
            {
                try
                {
                    File.Copy(entry.FullName, target);
                }
                catch (FileNotFoundException)
                {
                    // Another worker renamed its file just now.
                }
            }
        }
    }

    /// <summary>Tells of each blob before it is read; one at a time, so that a copy of the disk is one moment's.</summary>
    internal sealed class WatchedReader(IObjectReader inner, Action before) : IObjectReader
    {
        private readonly Lock _one = new();

        public bool Contains(ObjectId id) => inner.Contains(id);

        public GitCommit ReadCommit(ObjectId id) => inner.ReadCommit(id);

        public GitCommit? TryReadCommit(ObjectId id) => inner.TryReadCommit(id);

        public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => inner.ReadTree(id);

        public byte[] ReadBlob(BlobId id) => inner.ReadBlob(id);

        public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
        {
            lock (_one)
            {
                before();
                inner.ReadBlob(id, state, use);
            }
        }

        public void Dispose() => inner.Dispose();
    }
}
