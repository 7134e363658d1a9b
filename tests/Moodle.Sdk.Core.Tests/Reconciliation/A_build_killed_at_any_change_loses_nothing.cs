using Moodle.Sdk.Composition;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class A_build_killed_at_any_change_loses_nothing
{
    // More than any of these builds makes.
    private const int Enough = 500;

    private static readonly string[] OfPersons = ["config.php", ".htaccess", "mod/chat/mine.txt", "uploads/photo.jpg"];

    [Fact]
    public void Of_an_update() => Assert.InRange(ChangesUntilItIsThrough(killed =>
    {
        using var site = new ReconciledSite();
        Old(site).Build();
        Edit(site, "blocks/gone/lib.php");
        Edit(site, "index.php");
        Array.ForEach(OfPersons, path => Edit(site, path));
        New(site).Compose();

        var through = Killed(site, killed, adopt: false);
        site.Rebuild();

        AssertIsTheTreeAndWhatPersonsPutThere(site);
        Assert.Equal(["blocks/gone/lib.php", "index.php"], site.Kept().Keys.Order());
        return through;
    }), 20, Enough);

    [Fact]
    public void Of_an_adoption() => Assert.InRange(ChangesUntilItIsThrough(killed =>
    {
        using var site = new ReconciledSite();
        var tree = Old(site).Compose();
        Adoptable(site, tree);
        New(site).Compose();

        var through = Killed(site, killed, adopt: true);
        site.Rebuild(adopt: true);

        AssertIsTheTreeAndWhatPersonsPutThere(site);
        Assert.Equal(["blocks/gone/lib.php", "index.php", "mod/own/lib.php", "mod/own/version.php"], site.Kept().Keys.Order());
        return through;
    }), 20, Enough);

    // A person may think that once was enough: the plugin which was not moved yet stays, and is told.
    [Fact]
    public void Of_an_adoption_that_is_not_asked_for_again() => ChangesUntilItIsThrough(killed =>
    {
        using var site = new ReconciledSite();
        var tree = Old(site).Compose();
        Adoptable(site, tree);
        New(site).Compose();

        var through = Killed(site, killed, adopt: true);
        site.Rebuild();

        var own = File.Exists(site["mod/own/version.php"]);
        Assert.Equal(own, site.Findings.All.Any(f => f.Id == "MOODLE1610"));
        AssertIsTheTreeAndWhatPersonsPutThere(site, own ? ["mod/own/lib.php", "mod/own/version.php"] : []);
        Assert.Equal((string[])["blocks/gone/lib.php", "index.php", .. own ? (string[])[] : ["mod/own/lib.php", "mod/own/version.php"]], site.Kept().Keys.Order());
        return through;
    });

    [Fact]
    public void And_until_all_of_the_new_tree_is_there_nothing_of_the_old_goes_that_is_in_nobodys_way()
    {
        using var site = new ReconciledSite();
        Old(site).Build();
        Edit(site, "blocks/gone/lib.php");
        New(site).Compose();
        string[] stale = ["blocks/gone/lib.php", "blocks/gone/version.php", "mod/quiz/old/access.php"];
        var seen = new List<(bool New, int Old)>();
        site.Open = root => new DyingFiles(root, Enough) { Changing = () => seen.Add((site.Tree.Entries.All(e => File.Exists(site[e.Path])), stale.Count(path => File.Exists(site[path])))) };

        site.Rebuild();

        Assert.All(seen, then => Assert.True(then.New || then.Old == stale.Length));
        Assert.Contains(seen, then => then.New && then.Old < stale.Length);
        Assert.DoesNotContain(stale, path => File.Exists(site[path]));
    }

    // Kills a build after no change, after one, and so on, each time from the beginning, until there are not as many.
    private static int ChangesUntilItIsThrough(Func<int, bool> isThrough) => Enumerable.Range(0, Enough + 1).First(isThrough);

    private static bool Killed(ReconciledSite site, int after, bool adopt)
    {
        site.Open = root => new DyingFiles(root, after);
        var through = site.TryBuild(adopt).Succeeded;
        site.Open = Moodle.Sdk.Reconciliation.Files.OutputFiles.Open;
        return through;
    }

    private static ReconciledSite Old(ReconciledSite site) => site
        .Write("blocks/gone/version.php", "gone").Write("blocks/gone/lib.php", "gone").Write("mod/quiz/old/access.php", "old")
        .Write("lib/file", "becomes a folder").Write("lib/folder/one", "becomes a file").Write("lib/Name.php", "case");

    private static ReconciledSite New(ReconciledSite site) => site
        .Delete("blocks/gone").Delete("mod/quiz/old").Delete("lib").Write("index.php", "new").Write("mod/quiz/lib.php", "new").Write("mod/new/version.php", "new")
        .Write("lib/file/one", "folder").Write("lib/folder", "file").Write("lib/name.php", "case");

    // What lies there is another Moodle, some of it edited, with a plugin that nobody knows and what persons put there.
    private static void Adoptable(ReconciledSite site, SiteTree tree)
    {
        site.Build();
        Directory.Delete(site.Project.IntermediateFolder, recursive: true);
        File.Delete(site.OwnerRecord);
        site.Found = new([tree], []);
        string[] edited = ["blocks/gone/lib.php", "index.php", "mod/own/version.php", "mod/own/lib.php"];
        Array.ForEach([.. edited, .. OfPersons], path => Edit(site, path));
    }

    private static void Edit(ReconciledSite site, string path) => site.Edit(path, $"mine: {path}");

    private static void AssertIsTheTreeAndWhatPersonsPutThere(ReconciledSite site, params string[] more)
    {
        Assert.Equal([.. site.Tree.Entries.Select(e => e.Path).Concat(OfPersons).Concat(more).Order(StringComparer.Ordinal)], site.Files());
        Assert.All(OfPersons, path => Assert.Equal($"mine: {path}", site.Read(path)));
        Assert.All(site.Kept(), kept => Assert.Equal($"mine: {kept.Key}", kept.Value));
    }
}
