using Moodle.Sdk.Reconciliation.Applying;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class An_output_without_a_record : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Fact]
    public void Is_taken_over_silently_when_it_equals_the_tree()
    {
        BuildAndLoseEveryRecord();

        Assert.True(_site.Rebuild().IsNoChange);

        _site.AssertWarned();
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void Is_taken_over_silently_when_nothing_but_line_ends_and_executable_bits_differ()
    {
        BuildAndLoseEveryRecord();
        var text = _site.Read("index.php");
        _site.Edit("index.php", text.Replace("\n", "\r\n", StringComparison.Ordinal));
        File.SetUnixFileMode(_site["mod/quiz/lib.php"], File.GetUnixFileMode(_site["mod/quiz/lib.php"]) | UnixFileMode.UserExecute);

        var report = _site.Rebuild();

        Assert.Equal((0, 2, 0, 0), (report.Added, report.Changed, report.Removed, report.KeptAside));
        Assert.Equal(text, _site.Read("index.php"));
        _site.AssertWarned();
    }

    [Fact]
    public void Is_refused_when_it_differs_and_nothing_is_changed()
    {
        BuildAndLoseEveryRecord();
        _site.Edit("index.php", "mine");
        _site.Edit("mod/quiz/lib.php", "mine");

        var error = _site.FailToBuild();

        Assert.Equal("MOODLE1605", error.Id);
        Assert.Contains("2 of the site's 4 files", error.Message, StringComparison.Ordinal);
        Assert.Contains("'index.php' and more", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:MoodleAdopt=true", error.Remedy, StringComparison.Ordinal);
        Assert.Equal("mine", _site.Read("index.php"));
        Assert.False(_site.Output.State.WasInterrupted);
    }

    [Fact]
    public void Is_adopted_when_asked_and_what_differs_is_kept_aside()
    {
        BuildAndLoseEveryRecord();
        _site.Edit("index.php", "mine");
        _site.Edit("config.php", "secret");
        Directory.Delete(_site["mod"], recursive: true);

        var report = _site.Rebuild(adopt: true);

        Assert.Equal(1, report.KeptAside);
        Assert.Equal("mine", _site.Kept()["index.php"]);
        Assert.Equal("secret", _site.Read("config.php"));
        _site.AssertWarned(1607);
    }

    [Fact]
    public void Keeps_no_plugin_of_another_Moodle_when_it_is_adopted()
    {
        string[] others = ["mod/chat/version.php", "mod/chat/lib.php", "mod/chat/gui/daemon/version.php", "public/mod/quiz/version.php", "blocks/own/version.php"];
        string[] stays = ["config.php", ".htaccess", "mod/.htaccess", "mod/notes/readme.txt", "uploads/photo.jpg", "mod/quiz/mine.txt"];
        foreach (var path in others.Concat(stays))
        {
            _site.Edit(path, path);
        }

        _site.Edit("index.php", "another");
        Directory.CreateDirectory(_site.Folder["elsewhere"]);
        File.WriteAllText(_site.Folder["elsewhere", "version.php"], "mine");
        Directory.CreateSymbolicLink(_site["mod/linked"], _site.Folder["elsewhere"]);

        _site.Build(adopt: true);

        Assert.All(others, path => Assert.False(File.Exists(_site[path]), path));
        Assert.All(stays, path => Assert.Equal(path, _site.Read(path)));
        Assert.True(File.Exists(_site["mod/linked/version.php"]));
        Assert.Equal(others.Append("index.php").Order(), _site.Kept().Keys.Order());
        // What the site has too, elsewhere, is counted only: it would hide a person's own.
        _site.AssertWarned(1607, 1609, 1610, 1623, 1623);
        Assert.StartsWith("1 more files", _site.Findings.All[1].Message, StringComparison.Ordinal);
        Assert.Contains("'mod/chat' in the adopted folder is a plugin", _site.Findings.All[4].Message, StringComparison.Ordinal);

        // From then on there is a record, and what comes is a person's.
        _site.Edit("mod/chat/version.php", "again");
        _site.Rebuild(adopt: true);
        _site.AssertWarned(1610, 1610);
    }

    [Fact]
    public void Is_not_touched_where_a_plugin_of_another_Moodle_may_not_be_moved()
    {
        _site.Edit("mod/chat/version.php", "another");
        _site.Promoted.Add("MOODLE1623");
        _site.Compose();

        var error = _site.FailToBuild(adopt: true);

        Assert.Equal("MOODLE1623", error.Id);
        Assert.Contains("Nothing was changed", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(["mod/chat/version.php"], _site.Files());
    }

    [Fact]
    public void Is_used_when_it_holds_nothing_at_our_places()
    {
        _site.Edit("config.php", "secret");
        _site.Build();
        Assert.Equal("secret", _site.Read("config.php"));
    }

    [Fact]
    public void Is_refused_when_a_link_stands_for_a_folder_of_the_tree()
    {
        Directory.CreateDirectory(_site.Folder["elsewhere"]);
        Directory.CreateDirectory(_site.OutputPath);
        Directory.CreateSymbolicLink(_site["mod"], _site.Folder["elsewhere"]);
        _site.Compose();

        Assert.Equal("MOODLE1605", _site.FailToBuild().Id);
        Assert.Empty(Directory.GetFileSystemEntries(_site.Folder["elsewhere"]));
    }

    [Fact]
    public void Is_finished_though_its_build_was_killed_and_obj_deleted()
    {
        // A folder that somebody made, such as a mount point, is built in place.
        Directory.CreateDirectory(_site.OutputPath);
        _site.Compose();
        for (var entry = 0; entry < _site.Tree.Entries.Length; entry++)
        {
            var place = Path.GetDirectoryName(_site[_site.Tree.Entries[entry].Path])!;
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, TemporaryFiles.NameOf(_site.Output.State.Key, entry)), "half");
        }

        _site.Rebuild();
    }

    [Fact]
    public void A_damaged_state_is_a_lost_one()
    {
        _site.Build();
        var bytes = File.ReadAllBytes(_site.Output.State.StateFile);
        foreach (var length in new[] { 0, 10, 41, bytes.Length - 1 })
        {
            File.WriteAllBytes(_site.Output.State.StateFile, bytes[..length]);
            Assert.Null(_site.Output.State.ReadState());
        }

        bytes[^100] ^= 1;
        File.WriteAllBytes(_site.Output.State.StateFile, bytes);
        Assert.Null(_site.Output.State.ReadState());
        Assert.True(_site.Rebuild().IsNoChange);
    }

    [Fact]
    public void A_state_of_another_make_whose_checksum_holds_is_a_lost_one_and_never_a_crash()
    {
        _site.Build();
        var bytes = File.ReadAllBytes(_site.Output.State.StateFile);
        foreach (var value in new[] { -1, int.MinValue, int.MaxValue, 0x00FFFFFF, 7 })
        {
            for (var at = 24; at < 160; at += 4)
            {
                var changed = (byte[])bytes.Clone();
                BitConverter.TryWriteBytes(changed.AsSpan(at), value);
                BitConverter.TryWriteBytes(changed.AsSpan(8), Checksum(changed.AsSpan(16)));
                File.WriteAllBytes(_site.Output.State.StateFile, changed);
                _ = _site.Output.State.ReadState();
                Assert.True(_site.TryBuild(adopt: true).Succeeded);
            }
        }

        File.Delete(_site.Output.State.StateFile);
        Assert.True(_site.Rebuild().IsNoChange);

        static ulong Checksum(ReadOnlySpan<byte> covered)
        {
            var hash = 0xCBF29CE484222325UL ^ (ulong)covered.Length;
            for (; covered.Length >= 8; covered = covered[8..])
            {
                hash = System.Numerics.BitOperations.RotateLeft((hash ^ BitConverter.ToUInt64(covered)) * 0x100000001B3UL, 23);
            }

            foreach (var rest in covered)
            {
                hash = (hash ^ rest) * 0x100000001B3UL;
            }

            return hash;
        }
    }

    public void Dispose() => _site.Dispose();

    private void BuildAndLoseEveryRecord()
    {
        _site.Build();
        Directory.Delete(_site.Project.IntermediateFolder, recursive: true);
        File.Delete(_site.OwnerRecord);
    }
}
