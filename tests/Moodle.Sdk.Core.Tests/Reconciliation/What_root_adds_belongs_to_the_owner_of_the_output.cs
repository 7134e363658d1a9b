using System.Diagnostics;
using System.Text;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class What_root_adds_belongs_to_the_owner_of_the_output : IDisposable
{
    private const string Owner = "54321:54322";
    private const string Root = "0:0";

    private readonly ReconciledSite _site = new();

    [TheoryThatNeeds(Needs.Linux | Needs.Root)]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_folders_and_links(bool withOpenAt2)
    {
        _site.Open = root => LinuxFiles.OpenFolder(root, !withOpenAt2, forItsOwner: true);
        Give(Directory.CreateDirectory(_site.OutputPath).FullName);
        _site.Link("lang/en", "../mod/quiz").Write("readme.txt", "one");
        _site.Build();
        Assert.Equal([Owner], Owners(_site.OutputPath));

        // What is replaced is added; what was never ours stays whose it is.
        var config = _site.Folder.Write("site/bin/Debug/site/config.php", "<?php // theirs");
        _site.Write("readme.txt", "two").Write("lib/deep/er.php", "new").Build();

        Assert.Equal([Root], Owners(config));
        File.Delete(config);
        Assert.Equal([Owner], Owners(_site.OutputPath));
        Assert.Equal([Root], Owners(_site.Folder["site", "obj"]));
        // To give a file away changes its time, which is told with it: nothing is found changed.
        Assert.Equal(0, _site.Rebuild().Changed);
    }

    [FactThatNeeds(Needs.Linux | Needs.Root)]
    public void An_output_of_root_s_or_one_that_is_made_stays_root_s()
    {
        _site.Build();

        Assert.Equal([Root], Owners(_site.OutputPath));
    }

    // The owner of a folder can give what lies in it other names at any time, also that of what we have just made in it.
    [FactThatNeeds(Needs.Linux | Needs.Root)]
    public void Nothing_that_was_put_in_the_place_of_what_was_made_is_given_away()
    {
        var folder = Directory.CreateDirectory(_site.Folder["folder"]).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "made"));
        _site.Folder.Write("folder/full/config.php", "secret");
        var secret = _site.Folder.Write("folder/secret", "secret");
        File.CreateSymbolicLink(Path.Combine(folder, "link"), secret);
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), Directory.CreateDirectory(_site.Folder["outside"]).FullName);
        var owner = new NewOwner(54321, 54322);
        var holder = LinuxCalls.OpenAt(LinuxCalls.CurrentFolder, in Bytes(folder)[0], LinuxCalls.PathOnly | LinuxCalls.Folder, 0);
        try
        {
            foreach (var name in new[] { "made", "full", "secret", "link", "linked", "absent" })
            {
                owner.Take(holder, Bytes(name), FileKind.Folder);
            }

            Assert.Equal([Root, Owner], Owners(folder).Order());
            Assert.Equal([Owner], Owners(Path.Combine(folder, "made")));
            Directory.Delete(Path.Combine(folder, "made"));
            foreach (var name in new[] { "full", "secret", "link", "linked", "absent" })
            {
                owner.Take(holder, Bytes(name), FileKind.Link);
            }
        }
        finally
        {
            _ = LinuxCalls.Close(holder);
        }

        Assert.Equal([Root], Owners(Path.Combine(folder, "full")));
        Assert.Equal([Root], Owners(secret));
        Assert.Equal([Root], Owners(_site.Folder["outside"]));
        Assert.Equal([Owner], Owners(Path.Combine(folder, "link")));
    }

    public void Dispose() => _site.Dispose();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Give(string folder)
    {
        using var chown = Process.Start("chown", [Owner, folder]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    // Of all that is there, links themselves.
    private static IEnumerable<string> Owners(string path)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [path, "-printf", "%U:%G\\n"]) { RedirectStandardOutput = true })!;
        return find.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct();
    }
}
