using Moodle.Sdk.Delivery;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class The_tree_id_of_an_archive_is_read_by_git
{
    [Fact]
    public void Where_git_archive_writes_a_commit()
    {
        using var site = DeliverableSite.Small();

        var tar = site.Bytes(ArchiveFormat.Tar, workers: 1);

        Assert.Equal(site.Tree.Id.ToString(), IsolatedGit.Run(site.Folder.Path, tar, ["get-tar-commit-id"]));
    }
}
