using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class What_is_recorded_goes_behind_no_link : IDisposable
{
    private readonly ReconciledSite _site = new();

    // Somebody may write in obj: the state, the marks of builds that were started and the lock lie there.
    [FactThatNeeds(Needs.Linux)]
    public void While_the_state_folder_is_swapped() => Trial.Run(400, seed =>
    {
        _site.Write("index.php", $"<?php // {seed}\n").Build();
        _site.Write("index.php", $"<?php // {seed} again\n").Compose();
        var (state, outside) = (_site.Output.State.Path, _site.Folder["outside"]);
        foreach (var name in new[] { "state.bin", "started-0123456789abcdef.bin" })
        {
            _site.Folder.Write($"outside/{name}", "theirs");
        }

        var before = FolderContent.Of(outside);
        using (var swapper = new Swapper(state, _site.Folder["site", "obj", "moodle", "link"], outside))
        {
            // Right or not.
            _ = _site.TryBuild();
        }

        Assert.Equal(before, FolderContent.Of(outside));
        _site.Rebuild(adopt: true);
    });

    public void Dispose() => _site.Dispose();
}
