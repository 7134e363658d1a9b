using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class What_was_written_is_known_though_obj_is_lost : IDisposable
{
    private readonly ReconciledSite _site = new();

    public What_was_written_is_known_though_obj_is_lost()
    {
        _site.Write("lib/old.php", "<?php // old\n").Write("blocks/gone/version.php", "<?php // gone\n").Write("cache/lib.php", "<?php // of old\n");
        _site.Build();
    }

    [Fact]
    public void Another_tree_takes_its_place_and_nothing_of_it_stays()
    {
        _site.Edit("config.php", "secret");
        _site.Edit(".htaccess", "deny");
        _site.Edit("blocks/uploads/photo.jpg", "photo");
        LoseObj();
        Change();

        var report = _site.Build();

        Assert.Equal((1, 1, 3, 0), (report.Added, report.Changed, report.Removed, report.KeptAside));
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path).Concat(["config.php", ".htaccess", "blocks/uploads/photo.jpg"]).Order(StringComparer.Ordinal), _site.Files());
        _site.AssertWarned();
        Assert.Equal("secret", _site.Read("config.php"));
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public void What_somebody_changed_of_it_is_kept_aside()
    {
        _site.Edit("index.php", "mine");
        _site.Edit("lib/old.php", "mine too");
        LoseObj();
        Change();

        Assert.Equal(2, _site.Build().KeptAside);

        _site.AssertWarned(1606, 1608);
        Assert.Equal(new() { ["index.php"] = "mine", ["lib/old.php"] = "mine too" }, _site.Kept());
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
    }

    [Fact]
    public void Also_when_the_same_tree_comes_again()
    {
        _site.Edit("index.php", "mine");
        LoseObj();

        Assert.Equal((0, 1), _site.Rebuild() is var report ? (report.Added, report.KeptAside) : default);
        _site.AssertWarned(1606);
    }

    [Fact]
    public void Also_what_builds_wrote_that_were_killed_since()
    {
        Change();
        _site.Compose();
        _site.Reading = reader => new A_killed_build_is_finished_by_the_next.WatchedReader(reader, () => throw new MissingObjectException(_site.Tree.Entries[0].Blob.Id, "cache.git", damaged: false));
        Assert.Equal("MOODLE1618", _site.FailToBuild().Id);
        LoseObj();
        _site.Reading = reader => reader;
        _site.Write("index.php", "<?php // third\n").Delete("lib/new.php");

        _site.Build();

        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
        _site.AssertWarned();
        // Only what lies there now is recorded.
        Assert.Equal($"tree={_site.Tree.Id}", Assert.Single(File.ReadLines(_site.OwnerRecord), line => line.StartsWith("tree=", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_killed_build_that_had_lost_obj_already_is_finished()
    {
        LoseObj();
        Change();
        _site.Compose();
        _site.Reading = reader => new A_killed_build_is_finished_by_the_next.WatchedReader(reader, () => throw new MissingObjectException(_site.Tree.Entries[0].Blob.Id, "cache.git", damaged: false));
        _site.Edit("cache/lib.php", "mine");
        Assert.Equal("MOODLE1618", _site.FailToBuild().Id);
        _site.Reading = reader => reader;

        _site.Rebuild();

        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), _site.Files());
    }

    [Fact]
    public void What_is_published_is_a_part_of_it()
    {
        var whole = _site.Tree;
        LoseObj();
        _site.Tree = _site.Tree with { Id = new(new([.. Enumerable.Repeat((byte)7, ObjectId.Size)])), Entries = _site.Tree.Entries.RemoveAll(e => e.Path == "lib/old.php") };

        Assert.True(_site.TryBuild().Succeeded);

        Assert.Equal(whole.Recipe, _site.Tree.Recipe);
        Assert.False(File.Exists(_site["lib/old.php"]));
    }

    [Theory]
    [InlineData("the code is not in the cache", "part=", "part=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa made.git core ")]
    [InlineData("its repository is not in the cache", "part=", "part={0} nobody-nothing-0123456789ab.git core ")]
    [InlineData("it comes to another tree", "tree=", "tree=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Where_it_cannot_be_composed_again_all_is_as_without_it_and_that_is_said(string _, string line, string instead)
    {
        LoseObj();
        RewriteRecord(line, string.Format(System.Globalization.CultureInfo.InvariantCulture, instead, _site.Tree.Id));
        Change();
        _site.Compose();

        Assert.Equal("MOODLE1605", _site.FailToBuild().Id);
        _site.AssertWarned(1605, 1624);
        Assert.True(File.Exists(_site["lib/old.php"]));
    }

    [Theory]
    [InlineData("part={0} made.git mod_x ../outside")]
    [InlineData("part={0} made.git mod_x /etc")]
    [InlineData("part={0} made.git core mod/x")]
    [InlineData("part={0} ../../made.git core ")]
    [InlineData("part={0} made.git nonsense mod/x")]
    [InlineData("part=nonsense")]
    [InlineData("without=../outside")]
    [InlineData("anything")]
    public void A_record_that_says_nonsense_leads_nowhere(string line)
    {
        LoseObj();
        var outside = _site.Folder.Write("site/bin/Debug/outside", "mine");
        RewriteRecord("part=", string.Format(System.Globalization.CultureInfo.InvariantCulture, line, _site.Tree.Id));
        Change();
        _site.Compose();

        Assert.Equal("MOODLE1605", _site.FailToBuild().Id);
        Assert.Equal("mine", File.ReadAllText(outside));
    }

    [Fact]
    public void Another_projects_record_says_nothing()
    {
        LoseObj();
        Change();
        _site.Compose();
        var first = _site.Project;
        _site.Project = first with { ProjectFile = _site.Folder.Write("other/other.moodleproj", ""), IntermediateFolder = _site.Folder["other", "obj"] };

        Assert.Equal("MOODLE1605", _site.FailToBuild().Id);

        // The same that was renamed.
        File.Move(first.ProjectFile, _site.Folder["site", "renamed.moodleproj"]);
        _site.Project = first with { ProjectFile = _site.Folder["site", "renamed.moodleproj"] };
        _site.Rebuild();
    }

    [Fact]
    public void A_recipe_reads_as_it_was_written()
    {
        Assert.True(ComponentName.TryParse("mod_quiz", out var quiz));
        Assert.True(StoreName.TryParse("owner-name-0123456789ab.git", out var store));
        var tree = _site.Tree.Id;
        var recipe = new TreeRecipe(tree, [new(tree, store, ComponentName.Core, ""), new(tree, store, quiz, "mod/quiz")], ["mod/chat", "a name with blanks"]);

        var read = TreeRecipe.Read([.. recipe.Lines(), .. recipe.Lines(), "end", .. recipe.Lines()]);

        Assert.Equal(2, read.Length);
        Assert.All(read, r => Assert.Equal(recipe.Lines(), r.Lines()));
    }

    public void Dispose() => _site.Dispose();

    private void Change() => _site.Write("index.php", "<?php // new front page\n").Write("lib/new.php", "<?php // new\n")
        .Delete("lib/old.php").Delete("blocks/gone/version.php").Delete("cache/lib.php");

    private void LoseObj() => Directory.Delete(_site.Project.IntermediateFolder, recursive: true);

    private void RewriteRecord(string beginning, string line) => File.WriteAllLines(
        _site.OwnerRecord, File.ReadAllLines(_site.OwnerRecord).Select(l => l.StartsWith(beginning, StringComparison.Ordinal) ? line : l));
}
