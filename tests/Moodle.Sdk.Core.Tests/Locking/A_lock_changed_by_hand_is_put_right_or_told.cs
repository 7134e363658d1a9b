using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_lock_changed_by_hand_is_put_right_or_told : IAsyncLifetime
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;
    private string _old = "";
    private string _new = "";

    public A_lock_changed_by_hand_is_put_right_or_told() => _plugin = _site.Upstream("mod_example");

    private LockedComponent Locked => _site.Lock.Components[1];

    public async Task InitializeAsync()
    {
        _old = _plugin.Release(new PluginVersion("2024110100") { Release = "v1" }, "v1");
        _new = _plugin.Release(new PluginVersion("2024110200") { Release = "v2" });
        _site.Declare("mod_example", new CodeRequest.Version("v1"));
        await _site.Restore();
        Assert.Equal(_old, Locked.Commit.ToString());
        _site.Cache.TakeNetwork();
    }

    [Fact]
    public async Task Another_commit_is_kept_and_the_rest_is_read_from_it()
    {
        _site.LockText = _site.LockText.Replace(_old, _new, StringComparison.Ordinal);

        var outcome = await _site.Restore();

        Assert.True(outcome.LockWritten);
        Assert.Equal((_new, "2024110200", "v2", null), (Locked.Commit.ToString(), Locked.Version.ToString(), Locked.Release, Locked.Reference));
        Assert.Equal(_plugin.Repository.ResolveTree(_new), Locked.Tree.ToString());
        Assert.Equal("set by hand in the lock", Locked.Reason);
        Assert.False(Locked.IsEdited);
        Assert.Equal(["fetch mod_example 1"], _site.Cache.TakeNetwork());
        var warning = Assert.Single(_site.Findings.All);
        Assert.Equal(("MOODLE1311", "mod_example"), (warning.Id, warning.Component));
        Assert.Contains(_new[..8], warning.Message, StringComparison.Ordinal);

        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task A_commit_that_does_not_exist_is_an_error()
    {
        _site.LockText = _site.LockText.Replace(_old, "0123456789012345678901234567890123456789", StringComparison.Ordinal);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Contains("0123456789012345678901234567890123456789", error.Message, StringComparison.Ordinal);
        Assert.Equal(("MOODLE1105", Origin.InLock(_site.LockPath, "mod_example")), (error.Id, error.Origin));
    }

    [Fact]
    public async Task What_the_commit_does_not_bear_out_is_put_right()
    {
        var text = _site.LockText;
        _site.LockText = text.Replace("\"2024110100\"", "\"2030010100\"", StringComparison.Ordinal).Replace("mod/example\"", "mod/evil\"", StringComparison.Ordinal)
            .Replace(Locked.Tree.ToString(), _plugin.Repository.ResolveTree(_new), StringComparison.Ordinal);

        await _site.TryRestore();

        // The version in the edited entry is what the site is said to have had: going down from there is refused as ever.
        Assert.Contains("2030010100", Assert.Single(_site.Findings.Errors).Message, StringComparison.Ordinal);

        _site.LockText = text.Replace("mod/example\"", "mod/evil\"", StringComparison.Ordinal);
        await _site.Restore();
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task Another_tree_is_put_right_and_told_as_no_move()
    {
        var tree = Locked.Tree;
        _site.LockText = _site.LockText.Replace(tree.ToString(), _plugin.Repository.ResolveTree(_new), StringComparison.Ordinal);

        var outcome = await _site.Restore();

        Assert.Equal((_old, tree), (Locked.Commit.ToString(), Locked.Tree));
        Assert.Empty(outcome.Moves);
    }

    [Fact]
    public async Task Locked_mode_refuses_it()
    {
        _site.LockText = _site.LockText.Replace(_old, _new, StringComparison.Ordinal);

        Assert.Equal(Origin.InLock(_site.LockPath, "mod_example"), LockFile.ParseFitting(_site.LockPath, File.ReadAllBytes(_site.LockPath), _site.Declaration).Errors[0].Origin);
        var error = Assert.Single(await _site.RestoreErrors(locked: true));
        Assert.Equal(Origin.InLock(_site.LockPath, "mod_example"), error.Origin);

        Assert.Equal("MOODLE1309", error.Id);
        Assert.Contains("mod_example was changed by hand in the lock", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declared_commit_wins_over_another_in_the_lock()
    {
        _site.Declare("mod_example", new CodeRequest.Commit(_old));
        await _site.Restore();
        _site.LockText = _site.LockText.Replace($"\"commit\": \"{_old}\"", $"\"commit\": \"{_new}\"", StringComparison.Ordinal);

        await _site.TryRestore();

        Assert.Equal(_old, Locked.Commit.ToString());
    }

    [Fact]
    public async Task What_is_declared_otherwise_by_now_is_no_word_by_hand()
    {
        // The commit that was set by hand is the one that the branch leads to.
        _site.LockText = _site.LockText.Replace(_old, _new, StringComparison.Ordinal);
        _site.Declare("mod_example", new CodeRequest.Branch("main"));

        await _site.Restore();

        Assert.Equal((_new, "refs/heads/main", null), (Locked.Commit.ToString(), Locked.Reference, Locked.Reason));
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task What_another_branch_of_Moodle_chooses_anew_is_not_said_to_be_kept()
    {
        _site.LockText = _site.LockText.Replace(_old, _new, StringComparison.Ordinal);
        _site.Core = new CodeRequest.Version("5.1");

        await _site.Restore();

        Assert.Equal((_old, "refs/tags/v1"), (Locked.Commit.ToString(), Locked.Reference));
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task An_entry_taken_out_is_resolved_anew()
    {
        var text = _site.LockText;
        var start = text.IndexOf(",\n    \"mod_example\"", StringComparison.Ordinal);
        _site.LockText = text[..start] + "\n  }\n}\n";

        await _site.Restore();

        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task What_is_not_true_of_its_commit_is_put_right_when_everything_is_resolved_anew_though_nobody_changed_it()
    {
        // As another SDK might have written it, which read version.php otherwise: the seal holds.
        var text = _site.LockText;
        var untrue = Locked with { Version = Resolution.Given.Number("2024010100"), Release = "v0", Code = Locked.Git with { Tree = new(Locked.Commit.Id) } };
        LockFile.Write(_site.LockPath, new([_site.Lock.Core, untrue]));

        await _site.Restore(force: true);

        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task A_merge_conflict_stops_a_restore_unless_everything_is_resolved_anew()
    {
        var text = _site.LockText;
        _site.LockText = text.Replace("    \"core\"", "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n    \"core\"", StringComparison.Ordinal);

        Assert.Equal("MOODLE1302", Assert.Single(await _site.RestoreErrors()).Id);
        Assert.Equal("MOODLE1302", Assert.Single(await _site.RestoreErrors(locked: true)).Id);
        Assert.Equal("MOODLE1302", Assert.Single(await _site.RestoreErrors(locked: true, force: true)).Id);

        await _site.Restore(force: true);
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task An_update_of_everything_replaces_a_lock_in_conflict_and_one_of_a_single_component_does_not()
    {
        var text = _site.LockText;
        var conflict = text.Replace("    \"core\"", "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n    \"core\"", StringComparison.Ordinal);
        _site.LockText = conflict;

        Assert.Null(await _site.TryUpdate(["core"]));
        var error = Assert.Single(_site.Findings.All);
        Assert.Equal("MOODLE1302", error.Id);
        Assert.Contains("-t:Update", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(conflict, _site.LockText);

        await _site.Update();
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task The_lock_of_a_project_that_was_renamed_is_named()
    {
        var old = Path.Combine(Path.GetDirectoryName(_site.LockPath)!, "campus.lock.json");
        File.Move(_site.LockPath, old);

        await _site.Restore();

        var warning = Assert.Single(_site.Findings.All, f => f.Id == "MOODLE1314");
        Assert.Contains("campus.lock.json", warning.Message, StringComparison.Ordinal);
        Assert.Contains("git mv -f campus.lock.json site.lock.json", warning.Remedy, StringComparison.Ordinal);

        // One that another project has is nobody's old name.
        File.Delete(_site.LockPath);
        File.WriteAllText(Path.ChangeExtension(Path.ChangeExtension(old, null), ".moodleproj"), "<Project />");
        await _site.Restore();
        Assert.DoesNotContain(_site.Findings.All, f => f.Id == "MOODLE1314");
    }

    [Fact]
    public async Task A_lock_of_a_newer_SDK_is_never_replaced()
    {
        _site.LockText = _site.LockText.Replace("\"schema\": 2", "\"schema\": 3", StringComparison.Ordinal);

        Assert.Equal("MOODLE1304", Assert.Single(await _site.RestoreErrors()).Id);
        Assert.Equal("MOODLE1304", Assert.Single(await _site.RestoreErrors(force: true)).Id);
    }

    [Fact]
    public async Task A_lock_that_cannot_be_written_is_told()
    {
        File.Delete(_site.LockPath);
        Directory.CreateDirectory(_site.LockPath + "/in the way");

        Assert.Equal("MOODLE1301", Assert.Single(await _site.RestoreErrors()).Id);
    }

    public Task DisposeAsync()
    {
        _site.Dispose();
        return Task.CompletedTask;
    }
}
