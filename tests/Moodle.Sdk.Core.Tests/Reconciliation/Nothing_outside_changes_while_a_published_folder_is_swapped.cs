using Moodle.Sdk.Core.Tests.Locking;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Nothing_outside_changes_while_a_published_folder_is_swapped : IDisposable
{
    private const int Files = 60;
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;

    public Nothing_outside_changes_while_a_published_folder_is_swapped()
    {
        _plugin = _site.Upstream("mod_one");
        _site.Declare("mod_one", new CodeRequest.Branch("main"));
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task When_another_release_is_published()
    {
        var (before, after, outside) = (await Lock("old", "2024100701"), await Lock("new", "2024100702"), _site.Folder["outside"]);
        for (var i = 0; i < Files; i++)
        {
            _site.Folder.Write($"outside/m{i}/lib.php", "old");
        }

        var untouched = FolderContent.Of(outside);
        Trial.Run(100, _ =>
        {
            _site.LockText = before;
            Assert.Empty(Publish());
            _site.LockText = after;
            using (var swapper = new Swapper(Published("mod", "one"), Published("mod", "swap"), outside))
            {
                Assert.All(Publish(), error => Assert.Contains(error.Id, new[] { "MOODLE1621", "MOODLE1617" }));
            }

            Assert.Equal(untouched, FolderContent.Of(outside));
            TakeAway(Published("mod", "swap"));
            Assert.Empty(Publish());
            Assert.All(Enumerable.Range(0, Files), i => Assert.Equal("new", File.ReadAllText(Published("mod", "one", $"m{i}", "lib.php"))));
        });
    }

    public void Dispose() => _site.Dispose();

    // The link, or the folder when a publish put the link away.
    private static void TakeAway(string swap)
    {
        if (new FileInfo(swap).LinkTarget is not null)
        {
            File.Delete(swap);
        }

        TempFolder.Delete(swap);
    }

    private string Published(params string[] parts) => _site.Folder[["site", "bin", "publish", "site", .. parts]];

    // The lock of a release with this content in its files.
    private async Task<string> Lock(string content, string version)
    {
        for (var i = 0; i < Files; i++)
        {
            _plugin.Repository.Write($"m{i}/lib.php", content);
        }

        _plugin.Release(version);
        await _site.Restore(force: true);
        return _site.LockText;
    }

    private IReadOnlyList<Diagnostic> Publish()
    {
        var findings = new Findings();
        var folders = new ProjectFolders(_site.Folder.Write("site/site.moodleproj", "<Project />"), _site.Folder["site", "obj"], _site.Folder["cache"]);
        var request = new PublishRequest(
            _site.Declaration, _site.LockPath, Published(), _site.Folder["site", "bin", "artifacts"], folders, ArchiveFormats: "", Exclude: [], Adopt: false, SourceDateEpoch: null, AllowDirty: false, new());
        Sdk.Verbs.Publish.Run(request, () => Result<IGitCache>.Of(_site.Cache), findings, default);
        return findings.Errors;
    }
}
