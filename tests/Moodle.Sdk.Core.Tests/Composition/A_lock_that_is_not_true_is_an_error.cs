using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class A_lock_that_is_not_true_is_an_error : IDisposable
{
    private readonly ComposableSite _site = new ComposableSite().Core("v4.5.10", "2024100710.00", "4.5.10 (Build: 20260216)");

    public A_lock_that_is_not_true_is_an_error() => _site.Plugin("mod_attendance", "mod/attendance");

    [Fact]
    public void MOODLE1460_when_it_lacks_a_declared_plugin()
    {
        _site.Edit("mod_attendance", _ => null);

        var error = Fails();

        Assert.Equal("MOODLE1460", error.Id);
        Assert.Equal("mod_attendance is declared, but the lock does not hold it. Run: dotnet restore", error.Text);
    }

    [Theory]
    [InlineData("core", "Moodle", "MoodleVersion")]
    [InlineData("mod_attendance", "mod_attendance", "MoodlePlugin")]
    public void MOODLE1461_when_the_cache_lacks_a_commit(string component, string called, string element)
    {
        _site.Forget(component);

        var error = Fails();

        Assert.Equal("MOODLE1461", error.Id);
        Assert.Contains($"does not hold commit {_site.Lock.Find(ComposableSite.Name(component))!.Commit} of {called} (refs/tags/v1 of https://example.org/{component}.git)", error.Message);
        Assert.Contains("dotnet restore", error.Remedy);
        Assert.Equal(element, error.Origin!.Element);
    }

    [Fact]
    public void MOODLE1461_for_each_of_them_at_once()
    {
        _site.Plugin("block_xp", "blocks/xp");
        _site.Forget("block_xp");
        _site.Forget("mod_attendance");

        Assert.Equal(["block_xp", "mod_attendance"], _site.Compose().Errors.Select(e => e.Component));
    }

    [Fact]
    public void MOODLE1462_when_the_cache_lacks_an_object_of_a_commit_it_keeps()
    {
        var missing = ObjectId.Parse(new string('1', 40));
        _site.Edit("mod_attendance", c => c.WithCode(git => git with { Commit = new CommitId(missing) }));

        var error = Fails();

        Assert.Equal("MOODLE1462", error.Id);
        Assert.Contains($"object {missing} is missing in ", error.Message);
        Assert.Contains("mod_attendance.git", error.Message);
        Assert.Equal([StoreName.Of(ComposableSite.Url("mod_attendance"))], _site.Discarded);
        Assert.Contains("dotnet restore", error.Remedy);
    }

    [Fact]
    public void MOODLE1462_when_it_shows_only_while_the_trees_are_read()
    {
        var repository = _site.Plugin("block_xp", "blocks/xp").Repository;
        var missing = new string('3', 40);
        var tree = repository.RawTree(
            ("40000", "classes", missing), ("40000", "lang", repository.ResolveTree("main", "lang")), ("100644", "version.php", repository.Git("rev-parse", "main:version.php")));
        var commit = repository.CommitRawTree(tree);
        _site.Edit("block_xp", c => c.WithCode(git => git with { Commit = new CommitId(ObjectId.Parse(commit)), Tree = new TreeId(ObjectId.Parse(tree)) }));

        var error = Fails();

        Assert.Equal("MOODLE1462", error.Id);
        Assert.Contains($"object {missing} is missing in ", error.Message);
        Assert.Equal([StoreName.Of(ComposableSite.Url("block_xp"))], _site.Discarded);
    }

    [Fact]
    public void MOODLE1463_when_it_names_another_tree()
    {
        var other = new TreeId(ObjectId.Parse(new string('2', 40)));
        _site.Edit("mod_attendance", c => c.WithCode(git => git with { Tree = other }));

        var error = Fails();

        Assert.Equal("MOODLE1463", error.Id);
        Assert.Contains($"The lock gives mod_attendance the tree {other}, but commit", error.Message);
    }

    [Fact]
    public void MOODLE1464_when_it_names_another_version()
    {
        _site.Edit("core", c => c with { Version = new VersionNumber(2024100711) });

        var error = Fails();

        Assert.Equal("MOODLE1464", error.Id);
        Assert.Contains("The lock gives core the version 2024100711, but commit", error.Message);
        Assert.Contains("has 2024100710", error.Message);
    }

    [Fact]
    public void MOODLE1465_when_it_names_another_place()
    {
        _site.Edit("mod_attendance", c => c with { Place = "../../etc" });

        var error = Fails();

        Assert.Equal("MOODLE1465", error.Id);
        Assert.Contains("the place ../../etc, but in Moodle 4.5.10 (2024100710) it goes to mod/attendance", error.Message);
    }

    [Fact]
    public void MOODLE1466_when_another_upstream_is_declared()
    {
        _site.MoveUpstream("mod_attendance");

        var error = Fails();

        Assert.Equal("MOODLE1466", error.Id);
        Assert.Contains("from https://example.org/mod_attendance.git, but https://example.org/elsewhere.git is declared", error.Message);
    }

    public void Dispose() => _site.Dispose();

    private Diagnostic Fails()
    {
        var result = _site.Compose();
        Assert.Equal(0, _site.OpenReaders);
        return Assert.Single(result.Errors);
    }
}
