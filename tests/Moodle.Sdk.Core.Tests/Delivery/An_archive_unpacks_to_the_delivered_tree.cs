using Moodle.Sdk.Delivery;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

public class An_archive_unpacks_to_the_delivered_tree
{
    [TheoryThatNeeds(Needs.Tar | Needs.Bsdtar)]
    [InlineData("tar", "tar.gz")]
    [InlineData("tar", "tar")]
    [InlineData("bsdtar", "tar.gz")]
    [InlineData("bsdtar", "tar")]
    public void With_a_tar_program(string program, string format)
    {
        using var site = DeliverableSite.Demanding();
        var archive = site.Publish(ArchiveFormat.All.Single(f => f.Name == format));
        var unpacked = Directory.CreateDirectory(site.Folder["unpacked"]).FullName;

        Programs.Run(unpacked, program, "-xf", archive.Path);

        // git sees the content, the exec bit and the kind of every entry; the tree's id covers them all.
        IsolatedGit.Run(unpacked, "init", "--quiet", ".");
        IsolatedGit.Run(unpacked, "-c", "core.autocrlf=false", "add", "--force", "--all", ".");
        Assert.Equal(site.Tree.Id.ToString(), IsolatedGit.Run(unpacked, "write-tree"));
    }

    [TheoryThatNeeds(Needs.Tar | Needs.Bsdtar)]
    [InlineData("tar")]
    [InlineData("bsdtar")]
    public void And_lists_every_entry_with_its_folders(string program)
    {
        using var site = DeliverableSite.Demanding();
        var archive = site.Publish();

        var listed = Programs.Run(site.Folder.Path, program, ["-tf", archive.Path, .. program == "tar" ? ["--quoting-style=literal"] : Array.Empty<string>()]);

        var names = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(site.Tree.Entries.Select(e => e.Path), names.Where(n => !n.EndsWith('/')));
        var folders = site.Tree.Entries.SelectMany(e => Ancestors(e.Path)).Distinct();
        Assert.Equal(folders.Order(StringComparer.Ordinal), names.Where(n => n.EndsWith('/')).Order(StringComparer.Ordinal));
    }

    [FactThatNeeds(Needs.Tar)]
    public void With_fixed_owners_modes_and_time()
    {
        using var site = DeliverableSite.Small();
        var archive = site.Publish();

        var listed = Programs.Run(site.Folder.Path, "tar", "--full-time", "-tvf", archive.Path);

        Assert.Equal(
            [
                "drwxr-xr-x root/root 0 2025-08-11 06:07:08 filter/",
                "drwxr-xr-x root/root 0 2025-08-11 06:07:08 filter/tex/",
                "-rwxr-xr-x root/root 7 2025-08-11 06:07:08 filter/tex/mimetex.linux",
                "drwxr-xr-x root/root 0 2025-08-11 06:07:08 lib/",
                "-rw-r--r-- root/root 0 2025-08-11 06:07:08 lib/empty.php",
                "drwxr-xr-x root/root 0 2025-08-11 06:07:08 public/",
                "lrwxrwxrwx root/root 0 2025-08-11 06:07:08 public/link -> ../version.php",
                "-rw-r--r-- root/root 26 2025-08-11 06:07:08 version.php",
            ],
            listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains("0/0", Programs.Run(site.Folder.Path, "tar", "--numeric-owner", "-tvf", archive.Path), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ancestors(string path) =>
        Enumerable.Range(0, path.Length).Where(i => path[i] == '/').Select(i => path[..(i + 1)]);
}
