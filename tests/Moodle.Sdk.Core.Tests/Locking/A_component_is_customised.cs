using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_component_is_customised : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;
    private readonly string _v1;
    private readonly TestRepository _fork;

    public A_component_is_customised()
    {
        _plugin = _site.Upstream("mod_quest");
        _plugin.Repository.Write("view.php", Lines).Write("old.php", "old\n");
        _v1 = _plugin.Release("2024100701", "v1");
        _fork = _plugin.CopyTo(_site.Folder["fork"]).Repository.Branch("site", _v1);
        _site.RealCache = NewCache();
        _site.Declare("mod_quest", new CodeRequest.Tag("v1")).Customize("mod_quest", "fork", "site");
    }

    [Fact]
    public async Task Its_own_commits_are_carried_over_an_update()
    {
        var first = _fork.Write("view.php", Lines.Replace("2", "two")).Commit("Say two\n\nAs we do here.");
        var second = _fork.Write("site.php", "site\n").Delete("old.php").Commit("Add a page");

        var restored = await _site.Restore();

        Assert.Contains(
            $"""
                  "customization": "{_site.Folder["fork"]}",
                  "customizationBranch": "site",
                  "customizationBase": "{_v1}",
                  "customization 001": "{first} Say two",
                  "customization 002": "{second} Add a page",
            """.ReplaceLineEndings("\n"),
            _site.LockText,
            StringComparison.Ordinal);
        Assert.Equal((Lines.Replace("2", "two"), "site\n", null), Built());
        Assert.Empty(_site.Findings.All);
        Assert.False((await _site.Restore(locked: true)).LockWritten);

        _plugin.Repository.Write("view.php", Lines.Replace("8", "eight"));
        _plugin.Release("2024100702", "v2");
        _site.RealCache = NewCache();
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", "fork", "site");
        restored = await _site.Restore();

        Assert.Equal((Lines.Replace("2", "two").Replace("8", "eight"), "site\n", null), Built());
        Assert.Equal([first, second], restored.Lock.Components[1].Series!.Commits.Select(c => c.Commit.ToString()));
        Assert.Equal(_plugin.Repository.ResolveTree("v2"), restored.Lock.Components[1].Code.Tree.ToString());
    }

    [Fact]
    public async Task Only_an_update_of_it_moves_them()
    {
        var first = _fork.Write("site.php", "1\n").Commit("First");
        await _site.Restore();
        var second = _fork.Write("site.php", "2\n").Commit("Second");
        _plugin.Release("2024100702", "v2");
        _site.RealCache = NewCache();

        Assert.False((await _site.Restore()).LockWritten);
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", "fork", "site");
        await _site.Restore();
        Assert.DoesNotContain(second, _site.LockText, StringComparison.Ordinal);
        Assert.Empty((await _site.Update("core")).Moves);
        var moves = (await _site.Update("mod_quest")).Moves;

        Assert.Equal([$"mod_quest 2024100702 (v2) customised by 1 commit of site up to {first[..8]} 'First' -> 2 commits of site up to {second[..8]} 'Second'"], moves.Select(m => m.ToString()));
        Assert.Equal("2\n", Built().Site);
    }

    [Fact]
    public async Task To_customise_a_plugin_does_not_move_it()
    {
        _fork.Write("site.php", "1\n").Commit();
        _site.Declare("mod_quest");
        await _site.Restore();
        _plugin.Release("2024100702", "v2");
        _site.RealCache = NewCache();
        _site.Customize("mod_quest", "fork", "site");

        Assert.Equal(
            ["The lock " + _site.LockPath + " would change, which locked mode forbids: mod_quest is customised by branch site of " + _site.Folder["fork"] + ", which is not in the lock."],
            (await _site.RestoreErrors(locked: true)).Select(e => e.Message));
        await _site.Restore();
        Assert.Equal(("2024100701", "1\n"), (_site.Lock.Components[1].Version.ToString(), Built().Site));

        _site.Declare("mod_quest");
        var moves = (await _site.Restore()).Moves;
        Assert.Null(Built().Site);
        Assert.EndsWith(" -> nothing", moves.Single().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("customization", _site.LockText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_changed_otherwise_is_an_error_with_both_sides()
    {
        var fine = _fork.Write("site.php", "1\n").Commit("Fine");
        var own = _fork.Write("view.php", Lines.Replace("5", "five\nfive")).Write("old.php", "new\n").Commit("Say five");
        _plugin.Repository.Write("view.php", "0\n" + Lines.Replace("5", "cinq")).Delete("old.php");
        var v2 = _plugin.Release("2024100702", "v2");
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", "fork", "site");

        var remedy = $"Settle it in the branch (git fetch {_site.Folder["mod_quest"]} {v2}, then git merge FETCH_HEAD), push it, and run: dotnet build --no-restore -t:Update -p:MoodlePlugins=mod_quest. Or stay at the version that it fits.";
        var begin = $"MOODLE1188: Commit {own[..8]} 'Say five' of the customisation's branch site cannot be carried onto mod_quest 2024100702: ";
        Assert.Equal(
            [
                $"Error {begin}old.php: mod_quest 2024100702 has no such file, the commit has another content. {remedy}",
                $"Error {begin}view.php, line 6: mod_quest 2024100702 has 'cinq', the commit has 'five', 'five'. {remedy}",
            ],
            (await _site.RestoreErrors()).Select(e => e.ToString()));
        Assert.NotNull(fine);

        // As the remedy says.
        _fork.Git("fetch", "--quiet", _plugin.Repository.Folder, v2);
        Merge("site", _fork.Resolve("site"), v2, tree => tree.Write("view.php", "0\n" + Lines.Replace("5", "cinq\nfive")));
        _site.RealCache = NewCache();
        await _site.Update("mod_quest");
        Assert.Equal(("0\n" + Lines.Replace("5", "cinq\nfive"), "1\n", "new\n"), Built());
        Assert.Equal((v2, 1), (_site.Lock.Components[1].Series!.Base.ToString(), _site.Lock.Components[1].Series!.Commits.Length));
    }

    [Fact]
    public async Task Other_line_ends_are_told_as_such()
    {
        var own = _fork.Write("view.php", Lines.Replace("\n", "\r\n")).Commit("Work on Windows");
        _plugin.Repository.Write("view.php", Lines.Replace("8", "eight"));
        _plugin.Release("2024100702", "v2");
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", "fork", "site");

        Assert.Equal(
            [$"Commit {own[..8]} 'Work on Windows' of the customisation's branch site cannot be carried onto mod_quest 2024100702: view.php: mod_quest 2024100702 has lines that end in LF, the commit has lines that end in CRLF."],
            (await _site.RestoreErrors()).Select(e => e.Message));
    }

    [Fact]
    public async Task What_upstream_took_over_is_told_and_carries_nothing()
    {
        var taken = _fork.Write("view.php", Lines.Replace("2", "two")).Commit("Say two");
        var empty = _fork.Commit("Nothing at all");
        var kept = _fork.Write("site.php", "1\n").Commit("Add a page");
        _plugin.Repository.Write("view.php", Lines.Replace("2", "two").Replace("9", "nine"));
        _plugin.Release("2024100702", "v2");
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", "fork", "site");

        await _site.Restore();

        Assert.Equal([$"mod_quest: mod_quest 2024100702 has all of the customisation's commit {taken[..8]} 'Say two' already."], _site.Told);
        Assert.Equal((Lines.Replace("2", "two").Replace("9", "nine"), "1\n", "old\n"), Built());
        Assert.Equal([taken, empty, kept], _site.Lock.Components[1].Series!.Commits.Select(c => c.Commit.ToString()));
    }

    [Fact]
    public async Task What_upstream_merged_is_carried_no_longer_with_a_warning()
    {
        _fork.Write("site.php", "1\n").Commit("First");
        await _site.Restore();
        var upstream = _plugin.Repository;
        upstream.Git("fetch", _site.Folder["fork"], "site");
        upstream.Git("branch", "taken", "FETCH_HEAD");
        _fork.Write("own.php", "2\n").Commit("Second");
        _site.RealCache = NewCache();

        await _site.Update("mod_quest");

        var warning = Assert.Single(_site.Findings.All);
        Assert.Equal("MOODLE1199", warning.Id);
        Assert.Contains("that commit and those before it are carried no longer, and mod_quest 2024100701 has what they changed only if it has them too", warning.Text, StringComparison.Ordinal);
        Assert.Equal("Second", Assert.Single(_site.Lock.Components[1].Series!.Commits).Subject);
        await _site.Update("mod_quest");
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task What_is_exported_has_a_name_that_a_shell_takes_as_it_stands()
    {
        _plugin.Repository.Git("tag", "v1;$(x)", _v1);
        _fork.Write("site.php", "1\n").Commit("First");
        _site.Declare("mod_quest", new CodeRequest.Tag("v1;$(x)")).Customize("mod_quest", "fork", "site");
        await _site.Restore();

        var exported = await Verbs.ExportCustomization.RunAsync(new(_site.Declaration, _site.LockPath, _site.Folder["exported"]), [], false, _site.RealCache!, _site.Findings, default);

        Assert.Equal("site-v1---x-", Assert.Single(exported!).Branch);
    }

    [Fact]
    public async Task A_merge_of_a_branch_of_its_own_carries_what_it_brought()
    {
        var first = _fork.Write("view.php", Lines.Replace("2", "two")).Commit("First");
        var beside = _fork.Branch("feature", _v1).Write("view.php", Lines.Replace("8", "eight")).Write("site.php", "1\n").Commit("Beside");
        var merge = Merge("site", first, beside, tree => tree.Write("view.php", Lines.Replace("2", "two").Replace("8", "eight")).Write("site.php", "1\n"));

        await _site.Restore();

        Assert.Equal((Lines.Replace("2", "two").Replace("8", "eight"), "1\n", "old\n"), Built());
        Assert.Equal([first, merge], _site.Lock.Components[1].Series!.Commits.Select(c => c.Commit.ToString()));
    }

    [Fact]
    public async Task The_branch_may_be_one_of_the_component_s_repository()
    {
        _plugin.Repository.Branch("ours", _v1).Write("site.php", "1\n").Commit("Ours");
        _plugin.Repository.Branch("main");
        _plugin.Release("2024100702", "v2");
        _site.Declare("mod_quest", new CodeRequest.Tag("v2")).Customize("mod_quest", null, "ours");

        await _site.Restore();

        Assert.Equal("1\n", Built().Site);
        Assert.DoesNotContain("\"customization\"", _site.LockText, StringComparison.Ordinal);
        Assert.False((await _site.Restore()).LockWritten);
    }

    [Fact]
    public async Task It_may_be_of_some_Configurations_and_is_judged_and_locked_in_any()
    {
        _fork.Write("version.php", new PluginVersion("2024100701") { Requires = "2099010100" }.ToPhp("mod_quest")).Commit();
        _site.Customize("mod_quest", "fork", "site", "Release");
        await _site.Restore();
        Assert.Contains("customization 001", _site.LockText, StringComparison.Ordinal);
        _site.Build();

        _site.Configuration = "Release";
        Assert.Contains("2099010100", Assert.Throws<InvalidOperationException>(() => _site.Build()).Message, StringComparison.Ordinal);
    }

    /// <summary>So an archive has another time whenever the branch has another commit.</summary>
    [Fact]
    public async Task Its_newest_commit_may_be_the_site_s()
    {
        var last = _fork.Commits(20, n => _fork.Write("site.php", $"{n}\n"));
        await _site.Restore();

        for (var again = 0; again < 2; again++)
        {
            using var objects = new SiteObjects(_site.RealCache!, _site.Findings, default);
            var site = SiteComposer.Compose(_site.Declaration, _site.Lock, _site.RealCache!, objects, null, [], new(), _site.Findings, default)!;
            Assert.Equal(_fork.Git("log", "-1", "--format=%ct", last), $"{site.NewestCommit.ToUnixTimeSeconds()}");
        }
    }

    [Fact]
    public async Task Its_version_is_that_which_the_branch_makes_of_it()
    {
        _fork.Write("version.php", new PluginVersion("2024100701.05").ToPhp("mod_quest")).Commit();
        await _site.Restore();

        Assert.Contains("2024100701.05", File.ReadAllText(Path.Combine(_site.Build().OutputPath, "mod", "quest", "version.php")), StringComparison.Ordinal);
        Assert.Equal("2024100701", _site.Lock.Components[1].Version.ToString());
    }

    [Fact]
    public async Task What_cannot_be_found_is_told()
    {
        Assert.Equal(
            [$"Error MOODLE1205: {_site.Folder["fork"]} has no branch 'sote'; nearest of its 2 branches is 'site'. Write the exact name of a branch that exists."],
            await Errors("sote"));
        _fork.OrphanBranch("alone").Write("a.txt", "1").Commit();
        Assert.Equal(
            [$"Error MOODLE1186: Branch alone of {_site.Folder["fork"]} has no commit in common with {_site.Folder["mod_quest"]}, so nobody can say what the site changed. Make the branch from a commit of mod_quest: clone {_site.Folder["mod_quest"]}, git switch -c alone <tag>, make the changes there, and push that."],
            await Errors("alone"));
        _fork.Branch("many", _v1).Commits(201, n => _fork.Write("a.txt", $"{n}"));
        Assert.Equal(
            [$"Error MOODLE1187: Branch many of {_site.Folder["fork"]} has more than 200 commits that {_site.Folder["mod_quest"]} does not have. If it is the right branch, join commits (git rebase -i, or git merge --squash onto a new branch); a branch that merges a new version of its upstream begins anew from there."],
            await Errors("many"));
    }

    [Fact]
    public async Task What_has_no_repository_cannot_be_customised()
    {
        _site.Folder.Write(Path.Combine("site", "quest", "version.php"), new PluginVersion("2024100701").ToPhp("mod_quest"));
        _site.DeclareFolder("mod_quest", "quest").Customize("mod_quest", "fork", "site");

        Assert.Equal(
            ["Error MOODLE1189: mod_quest comes from quest, which is no git repository: there is nothing that a customisation's branch could have been made from. Declare the git repository that it is developed in as its Repository; or keep the changes as a MoodlePatch."],
            (await _site.RestoreErrors()).Select(e => e.ToString()));
    }

    [Fact]
    public async Task A_lock_with_commits_that_do_not_follow_each_other_is_told()
    {
        var first = _fork.Write("a.txt", "1").Commit("A");
        var second = _fork.Write("b.txt", "1").Commit("B");
        await _site.Restore();
        _site.LockText = _site.LockText.Replace($"{first} A", "-").Replace($"{second} B", $"{first} A").Replace("\"-\"", $"\"{second} B\"");

        Assert.Equal(
            [$"Error MOODLE1196: The commits that the lock has of the customisation of mod_quest do not follow each other in {_site.Folder["fork"]}: the lock was edited by hand, or merged wrongly. Run: dotnet build --no-restore -t:Update -p:MoodlePlugins=mod_quest"],
            (await _site.RestoreErrors()).Select(e => e.ToString()));
    }

    [Fact]
    public async Task Another_machine_fetches_what_the_lock_names()
    {
        var own = _fork.Write("site.php", "1\n").Commit("A");
        await _site.Restore();
        _site.RealCache = NewCache("elsewhere");
        Assert.Contains("MOODLE1461", Assert.Throws<InvalidOperationException>(() => _site.Build()).Message, StringComparison.Ordinal);

        await _site.Restore(locked: true);

        Assert.Equal("1\n", Built().Site);
        File.Delete(Directory.GetFiles(_site.Folder["elsewhere"], own, SearchOption.AllDirectories).Single());
        _site.Configuration = "Release";
        Assert.Contains($"MOODLE1197: The git cache does not hold commit {own} of {_site.Folder["fork"]}, which the customisation of mod_quest takes.", Assert.Throws<InvalidOperationException>(() => _site.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_Moodle_itself_it_follows_its_code_below_public()
    {
        var moodle = _site.Moodle.Repository.CopyTo(_site.Folder["own"]);
        moodle.Branch("site", "v4.5.10").Write("lib/site.php", "1\n").Write("index.php", "<?php // ours\n").Commit("Ours");
        _site.Customize("core", "own", "site").Undeclare("mod_quest");
        _site.Core = new CodeRequest.Version("4.5.10");
        await _site.Restore();
        Assert.Equal("1\n", File.ReadAllText(Path.Combine(_site.Build().OutputPath, "lib", "site.php")));

        _site.Core = new CodeRequest.Version("5.1.0");
        await _site.Restore();

        var output = _site.Build().OutputPath;
        Assert.Equal("1\n", File.ReadAllText(Path.Combine(output, "public", "lib", "site.php")));
        Assert.Equal("<?php // ours\n", File.ReadAllText(Path.Combine(output, "public", "index.php")));
    }

    public void Dispose() => _site.Dispose();

    private async Task<IEnumerable<string>> Errors(string branch)
    {
        _site.RealCache = NewCache();
        _site.Customize("mod_quest", "fork", branch);
        return (await _site.RestoreErrors()).Select(e => e.ToString());
    }

    private (string View, string? Site, string? Old) Built()
    {
        var folder = Path.Combine(_site.Build().OutputPath, "mod", "quest");
        return (Read("view.php")!, Read("site.php"), Read("old.php"));
        string? Read(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : null;
    }

    private string Merge(string branch, string ours, string theirs, Action<TestRepository> tree)
    {
        _fork.Branch("tree", ours);
        tree(_fork);
        var merged = _fork.ResolveTree(_fork.Commit());
        var merge = _fork.Git("commit-tree", "-p", ours, "-p", theirs, "-m", $"Merge into {branch}", merged);
        _fork.Git("update-ref", $"refs/heads/{branch}", merge);
        return merge;
    }

    private GitCache NewCache(string name = "cache") => GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder[name])).Value!;
}
