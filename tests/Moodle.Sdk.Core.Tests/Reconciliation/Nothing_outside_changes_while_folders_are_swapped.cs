using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public abstract class Nothing_outside_changes_while_folders_are_swapped : IDisposable
{
    private const int Files = 60;
    private readonly ReconciledSite _site = new();
    private readonly string _outside;
    private readonly IReadOnlyDictionary<string, string> _before;

    // Outside lies what the output holds too: nothing in it tells that it is not ours.
    internal Nothing_outside_changes_while_folders_are_swapped(Func<string, OutputFiles> open)
    {
        _site.Open = open;
        _outside = _site.Folder["outside"];
        Write("old").Build();
        for (var i = 0; i < Files; i++)
        {
            _site.Folder.Write($"outside/m{i}/lib.php", "old");
        }

        _before = FolderContent.Of(_outside);
    }

    [FactThatNeeds(Needs.Linux)]
    public void When_files_change() => Round(() => Write("new").Compose());

    [FactThatNeeds(Needs.Linux)]
    public void When_stale_files_go() => Round(() => _site.Delete("mod").Write("mod/kept/lib.php", "kept").Compose());

    [FactThatNeeds(Needs.Linux)]
    public void When_exec_bits_are_put_right() => Round(() => Each(file => File.SetUnixFileMode(file, (UnixFileMode)0x1ED)));

    [FactThatNeeds(Needs.Linux)]
    public void When_edits_are_kept_aside() => Round(() => Each(file => File.WriteAllText(file, "mine")), hashEverything: true);

    [FactThatNeeds(Needs.Linux)]
    public void When_missing_folders_come_back() => Round(() => Each(file => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true)));

    [FactThatNeeds(Needs.Linux)]
    public void When_the_folder_of_what_is_kept_aside_is_swapped()
    {
        var kept = Directory.CreateDirectory(_site.Output.State.KeptFolder).FullName;
        Trial.Run(100, _ =>
        {
            Prepare();
            Each(file => File.WriteAllText(file, "mine"));
            using (var swapper = new Swapper(kept, kept + "-swap", _outside))
            {
                Try(hashEverything: true);
            }

            AssertNothingHappened();
            _site.Rebuild();
            Assert.Equal(Files, Directory.GetFiles(kept, "lib.php", SearchOption.AllDirectories).Select(file => file.Split("/mod/")[1]).Distinct().Count());
            TempFolder.Delete(kept);
            Directory.CreateDirectory(kept);
        });
    }

    // There lies a state too, and what a killed build left: each file has the name of one that is written or deleted.
    [FactThatNeeds(Needs.Linux)]
    public void When_the_folder_of_the_state_is_swapped()
    {
        var (state, elsewhere) = (_site.Output.State.Path, _site.Folder["elsewhere"]);
        Directory.CreateDirectory(elsewhere);
        File.Copy(_site.Output.State.StateFile, Path.Combine(elsewhere, "state.bin"));
        File.WriteAllText(Path.Combine(elsewhere, "started-0.bin"), "theirs");
        File.WriteAllText(Path.Combine(elsewhere, "lock"), "");
        var before = FolderContent.Of(elsewhere);
        Trial.Run(100, _ =>
        {
            Prepare();
            Write("new").Compose();
            using (var swapper = new Swapper(state, state + "-swap", elsewhere))
            {
                // Most find the link at once. Some get further.
                for (var attempt = 0; attempt < 20; attempt++)
                {
                    Try();
                }
            }

            Assert.Equal(before, FolderContent.Of(elsewhere));
            _site.Rebuild();
        });
    }

    [FactThatNeeds(Needs.Linux)]
    public void When_the_output_is_cleaned() => Trial.Run(100, _ =>
    {
        Prepare();
        using (var swapper = new Swapper(_site["mod"], _site["swap"], _outside))
        {
            _site.Clean();
        }

        AssertNothingHappened();
    });

    public void Dispose()
    {
        _site.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Round(Action prepare, bool hashEverything = false) => Trial.Run(100, _ =>
    {
        Prepare();
        prepare();
        using (var swapper = new Swapper(_site["mod"], _site["swap"], _outside))
        {
            Try(hashEverything);
        }

        AssertNothingHappened();
        _site.Rebuild();
    });

    // Right or not: a link where a folder belongs is an error, and so is what is gone from under the build's hands.
    private void Try(bool hashEverything = false)
    {
        var result = _site.TryBuild(hashEverything: hashEverything);
        Assert.All(result.Succeeded ? [] : result.Errors, error => Assert.Contains(error.Id, new[] { "MOODLE1621", "MOODLE1617", "MOODLE1635" }));
    }

    private void Prepare()
    {
        Write("old").Compose();
        // The link, or the folder when a build put the link away.
        if (new FileInfo(_site["swap"]).LinkTarget is not null)
        {
            File.Delete(_site["swap"]);
        }

        TempFolder.Delete(_site["swap"]);
        _site.Rebuild(adopt: true);
    }

    private void AssertNothingHappened() => Assert.Equal(_before, FolderContent.Of(_outside));

    private ReconciledSite Write(string text)
    {
        for (var i = 0; i < Files; i++)
        {
            _site.Write($"mod/m{i}/lib.php", text);
        }

        return _site;
    }

    private void Each(Action<string> act)
    {
        for (var i = 0; i < Files; i++)
        {
            act(_site[$"mod/m{i}/lib.php"]);
        }
    }
}

public sealed class With_openat2() : Nothing_outside_changes_while_folders_are_swapped(OutputFiles.Open);

public sealed class Without_openat2() : Nothing_outside_changes_while_folders_are_swapped(root => LinuxFiles.OpenFolder(root, stepByStep: true));
