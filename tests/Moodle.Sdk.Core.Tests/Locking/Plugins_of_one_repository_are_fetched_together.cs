using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class Plugins_of_one_repository_are_fetched_together : IDisposable
{
    private readonly LockedSite _site = new();

    public Plugins_of_one_repository_are_fetched_together()
    {
        var repository = TestRepository.Create(_site.Folder["suite"]);
        Write("2024110100");
        repository.Commit();
        repository.Tag("v1");
        Write("2024120100");
        repository.Commit();
        repository.Tag("v2");
        _site.DeclareWithin("suite", "auth_one", "auth/one", new CodeRequest.Tag("v1"))
            .DeclareWithin("suite", "local_two", "local/two", new CodeRequest.Compatible())
            .DeclareWithin("suite", "block_three", "blocks/three", new CodeRequest.Compatible());

        void Write(string version)
        {
            foreach (var (component, folder) in new[] { ("auth_one", "auth/one"), ("local_two", "local/two"), ("block_three", "blocks/three") })
            {
                repository.Write($"{folder}/version.php", new PluginVersion(version).ToPhp(component)).Write($"{folder}/lang/en/{component}.php", "<?php\n");
            }
        }
    }

    [Fact]
    public async Task Each_commit_is_fetched_once_whatever_comes_from_it()
    {
        await _site.Restore();

        var fetched = _site.Cache.TakeNetwork().Where(n => n.StartsWith("fetch suite ", StringComparison.Ordinal));
        Assert.Equal(2, fetched.Sum(n => int.Parse(n.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(
            [("core", null), ("auth_one", "auth/one"), ("block_three", "blocks/three"), ("local_two", "local/two")],
            _site.Lock.Components.Select(c => (c.Component.ToString(), c.Git.Subdirectory)));
        Assert.Equal(["auth/one", "blocks/three", "local/two"], _site.Lock.Components.Skip(1).Select(c => c.Place));
        Assert.All(_site.Lock.Components.Skip(1), c => Assert.Equal(_site.Folder["suite"], c.Upstream.Address));
    }

    [Fact]
    public async Task A_lock_is_fetched_for_in_one_transfer()
    {
        await _site.Restore();
        _site.Cache.Empty();
        _site.Cache.TakeNetwork();

        await _site.Restore(locked: true);

        Assert.Equal(["fetch moodle 1", "fetch suite 2"], _site.Cache.TakeNetwork());
        Assert.All(_site.Lock.Components, c => Assert.True(_site.Cache.Keeps(c.Upstream, c.Commit)));
    }

    [Fact]
    public async Task One_that_moves_to_another_folder_is_another_declaration()
    {
        await _site.Restore();
        _site.DeclareWithin("suite", "auth_one", "auth/two", new CodeRequest.Tag("v1"));

        Assert.Contains("auth_one was locked for 'tag v1'", Assert.Single(await _site.RestoreErrors(locked: true)).Message, StringComparison.Ordinal);
        Assert.Equal("MOODLE1213", Assert.Single(await _site.RestoreErrors()).Id);
    }

    public void Dispose() => _site.Dispose();
}
