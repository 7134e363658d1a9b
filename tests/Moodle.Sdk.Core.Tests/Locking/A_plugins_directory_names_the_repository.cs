using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_plugins_directory_names_the_repository : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _tagged;
    private readonly TestRepository _directory;

    public A_plugins_directory_names_the_repository()
    {
        _tagged = _site.Upstream("mod_tagged");
        _tagged.Release(new PluginVersion("2024100701") { Release = "v4.5-r1" }, "v4.5-r1");
        _site.Upstream("mod_moved").Release(new PluginVersion("2024100701") { Release = "v4.5-r1" }, "v4.5-r1", "mod_tagged");
        _directory = _site.PluginsDirectory("directory", ("mod_tagged", "mod_tagged"), ("block_tagged", "mod_tagged"), ("mod_other", "mod_moved"));
        _site.Directories.Add("directory");
        _site.DeclareByName("mod_tagged");
    }

    [Fact]
    public async Task The_lock_keeps_what_it_said_and_never_asks_again()
    {
        var restored = await _site.Restore();

        var locked = _site.Lock.Components[1];
        Assert.Equal((_site.Folder["mod_tagged"], "refs/tags/v4.5-r1"), (locked.Upstream.Address, locked.Reference));
        Assert.Equal((_site.Folder["directory"], _directory.Resolve("HEAD")), (locked.NamedBy!.Directory, locked.NamedBy.Commit!.ToString()));
        Assert.Contains($"mod_tagged: {_site.Folder["mod_tagged"]} (nobody has claimed the entry), says {_site.Folder["directory"]}", restored.Notes);
        Assert.Contains("list directory", _site.Cache.TakeNetwork());

        _site.Cache.Offline = true;
        Assert.Empty((await _site.Restore(locked: true)).Notes);
        Assert.Empty(_site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task It_is_asked_again_by_an_update_alone_and_its_new_commit_moves_no_lock()
    {
        await _site.Restore();
        var text = _site.LockText;
        _directory.Write("README", "anew").Commit();
        _site.Cache.TakeNetwork();

        await _site.Restore(force: true);
        Assert.DoesNotContain("list directory", _site.Cache.TakeNetwork());
        Assert.Equal(text, _site.LockText);
        Assert.Empty((await _site.Update()).Notes);

        Assert.Contains("list directory", _site.Cache.TakeNetwork());
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task Another_address_than_the_locked_one_is_an_error_until_it_is_accepted()
    {
        await _site.Restore();
        _site.PluginsDirectory("directory", ("mod_tagged", "mod_moved"));

        var error = Assert.Single(await _site.UpdateErrors());
        Assert.Equal(("MOODLE1151", "mod_tagged"), (error.Id, error.Component));
        Assert.Contains($"locked from {_site.Folder["mod_tagged"]}, but {_site.Folder["directory"]} now names {_site.Folder["mod_moved"]}", error.Message, StringComparison.Ordinal);
        // What is locked goes on to be restored.
        Assert.Empty((await _site.Restore()).Moves);

        _site.AcceptMoved = ["mod_tagged"];
        var updated = await _site.Update();

        Assert.Equal(_site.Folder["mod_moved"], _site.Lock.Components[1].Upstream.Address);
        Assert.Contains(updated.Notes, n => n.StartsWith($"mod_tagged: {_site.Folder["mod_moved"]} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repository_that_is_written_counts_before_it()
    {
        _site.Declare("mod_tagged");

        await _site.Restore();

        Assert.Null(_site.Lock.Components[1].NamedBy);
        Assert.DoesNotContain("list directory", _site.Cache.TakeNetwork());
        // To leave it to the directory from then on moves nothing, when that says the same.
        var commit = _site.Lock.Components[1].Commit;
        _site.DeclareByName("mod_tagged");
        Assert.Empty((await _site.Restore()).Moves);
        Assert.Equal((commit, _site.Folder["directory"]), (_site.Lock.Components[1].Commit, _site.Lock.Components[1].NamedBy?.Directory));
    }

    [Fact]
    public async Task They_are_asked_in_their_order()
    {
        _site.PluginsDirectory("first", ("mod_tagged", "mod_moved"));
        _site.Directories.Insert(0, "first");

        await _site.Restore();

        Assert.Equal(_site.Folder["mod_moved"], _site.Lock.Components[1].Upstream.Address);
    }

    [Fact]
    public async Task One_whose_path_counts_from_the_project_is_locked_by_that_path()
    {
        _site.IsRelative = true;

        await _site.Restore();

        Assert.Equal("../directory", _site.Lock.Components[1].NamedBy!.Directory);
    }

    [Theory]
    [InlineData("mod_taged", "Did you mean mod_tagged? If not, add Repository")]
    [InlineData("local_tagged", "Did you mean block_tagged or mod_tagged? If not, add Repository")]
    [InlineData("local_nothingofthekind", "Check the name, or add Repository")]
    public async Task A_name_that_none_knows_is_an_error_with_the_nearest(string component, string remedy)
    {
        _site.Undeclare("mod_tagged").DeclareByName(component);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1150", $"{component} has no Repository, and no plugins directory knows it."), (error.Id, error.Message));
        Assert.StartsWith(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_is_no_directory_is_an_error_at_its_item()
    {
        _site.Directories[0] = "mod_moved";

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1155", "mod_moved"), (error.Id, error.Origin?.Include));
    }

    [Theory]
    [InlineData("component: mod_other\nsource: https://x.invalid/y\n", "it is the entry of 'mod_other'")]
    [InlineData("component: mod_tagged\nsource: --upload-pack=touch\n", "its source is not the address")]
    [InlineData("component: mod_tagged\nsource: ext::sh -c touch\n", "its source is not the address")]
    [InlineData("component: mod_tagged\nsource: https://name:secret@x.invalid/y\n", "its source is not the address")]
    [InlineData("component: mod_tagged\n", "its source is not the address")]
    [InlineData("component: mod_tagged\nsource: &a https://x.invalid/y\n", "anchor, an alias or a tag")]
    [InlineData("component: mod_tagged\nsource: !!python/object https://x.invalid/y\n", "anchor, an alias or a tag")]
    [InlineData("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\ncomponent: mod_tagged\n", "anchor, an alias or a tag")]
    [InlineData("component: mod_tagged\ncomponent: mod_other\n", "'component' twice")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]\n", "too deep")]
    [InlineData("component: [\n", "it is no YAML")]
    [InlineData("- mod_tagged\n", "it is no mapping")]
    [InlineData("? [a]\n: b\n", "it is no YAML")]
    [InlineData("", "it is no YAML")]
    public async Task An_entry_that_makes_no_sense_is_an_error(string yaml, string why)
    {
        _directory.Write("plugins/mod/mod_tagged.yml", yaml).Commit();

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1152", "mod_tagged"), (error.Id, error.Component));
        Assert.Contains($"plugins/mod/mod_tagged.yml of {_site.Folder["directory"]} cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_of_a_hundred_megabytes_is_an_error()
    {
        _directory.Write("plugins/mod/mod_tagged.yml", new string('#', 5_000_000)).Commit();

        Assert.Equal("MOODLE1152", Assert.Single(await _site.RestoreErrors()).Id);
    }

    [Theory]
    [InlineData("status: withdrawn", "mod_tagged is withdrawn, says ")]
    [InlineData("metrics:\n  archived: true", "mod_tagged has an archived repository, says ")]
    public async Task Who_has_ended_is_warned_of(string fields, string told)
    {
        _directory.Write("plugins/mod/mod_tagged.yml", $"component: mod_tagged\nsource: {_site.Folder["mod_tagged"]}\n{fields}\n").Commit();

        await _site.Restore();

        var warning = Assert.Single(_site.Findings.All);
        Assert.Equal(("MOODLE1153", Severity.Warning), (warning.Id, warning.Severity));
        Assert.StartsWith(told, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_release_counts_as_a_tag()
    {
        // Higher than the tag, and on no branch that could be taken.
        var verified = _tagged.Branch("release").Release(new PluginVersion("2024100705") { Release = "v4.5-r5" });
        Verify("master", verified);

        await _site.Restore();

        Assert.Equal(verified, _site.Lock.Components[1].Commit.ToString());
    }

    [Fact]
    public async Task One_that_the_upstream_no_longer_has_is_passed_over()
    {
        Verify("v9", new string('4', 40));

        await _site.Restore();

        Assert.Equal("refs/tags/v4.5-r1", _site.Lock.Components[1].Reference);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("v4.5-r1")]
    public async Task A_tag_that_was_moved_since_it_was_verified_is_an_error(string? tag)
    {
        Verify("v4.5-r1", new string('4', 40));
        _site.DeclareByName("mod_tagged", tag is null ? null : new CodeRequest.Tag(tag));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("MOODLE1154", error.Id);
        Assert.Contains($"leads to {_tagged.Repository.Resolve("v4.5-r1")}, but the plugins directory verified {new string('4', 40)}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_folder_of_its_repository()
    {
        _site.Upstream("several").Repository.Write("mod/version.php", PluginFile("local_within")).Commit();
        _site.PluginsDirectory("directory", ("local_within", "several"));
        _site.Undeclare("mod_tagged").DeclareByName("local_within", folder: "mod");

        await _site.Restore();

        Assert.Equal("mod", ((LockedCode.Git)_site.Lock.Components[1].Code).Subdirectory);
    }

    public void Dispose() => _site.Dispose();

    private static string PluginFile(string component) => $"<?php\n$plugin->component = '{component}';\n$plugin->version = 2024100700;\n$plugin->requires = 2024100700;\n$plugin->maturity = MATURITY_STABLE;\n";

    private void Verify(string tag, string commit) => _directory.Write(
        "plugins/mod/mod_tagged.yml", $"component: mod_tagged\nsource: {_site.Folder["mod_tagged"]}\nreleases:\n- version: x\n  tag: {tag}\n  commit: {commit}\n").Commit();
}
