using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Patches;
using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.Patches.Trees;

namespace Moodle.Sdk.Core.Tests.Sources.Patches;

public sealed class A_hostile_patch_is_refused
{
    private const string Change = "@@ -1 +1 @@\n-a\n+b\n";
    private const string Binary = "diff --git a/x b/x\nindex 78981922613b2afb6025042ff6bd878ac1994e85..0123456789012345678901234567890123456789 100644\nGIT binary patch\n";

    [Theory]
    [InlineData("line 1: there is no diff in it", "")]
    [InlineData("line 1: there is no diff in it", "<html>")]
    [InlineData("line 1: '../x' leads out of the code base, or into what belongs to git", "--- a/../x\n+++ b/../x\n" + Change)]
    [InlineData("line 1: '.git/config' leads out of the code base, or into what belongs to git", "--- a/.git/config\n+++ b/.git/config\n" + Change)]
    [InlineData("line 1: 'lib/./x' leads out of the code base, or into what belongs to git", "diff --git a/lib/./x b/lib/./x\n--- a/lib/./x\n+++ b/lib/./x\n" + Change)]
    [InlineData("line 1: '/etc/x' is a path from the root of a disk", "--- /etc/x\n+++ /etc/x\n" + Change)]
    [InlineData("line 1: '/etc/x' is a path from the root of a disk", "diff --git a/x b/x\nsimilarity index 100%\nrename from x\nrename to /etc/x\n")]
    [InlineData("line 1: 'lib\\x' has backslashes, which only Windows takes for folders", "--- a/lib\\x\n+++ b/lib\\x\n" + Change)]
    [InlineData("line 1: 'lib/' is no path of a file", "--- a/lib/\n+++ b/lib/\n" + Change)]
    [InlineData("line 1: a path has a control character", "--- \"a/\\001\"\n+++ \"b/\\001\"\n" + Change)]
    [InlineData("line 1: it names no file below a folder: the diff of two folders is needed", "--- a\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")]
    [InlineData("line 4: the patch ends within the hunk of line 3: it was cut short", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n")]
    [InlineData("line 6: the hunk of line 3 has more lines than its head says", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+c\n")]
    [InlineData("line 6: the patch ends within the hunk of line 3: it was cut short", "--- a/x\n+++ b/x\n@@ -1,2 +1,99999999999 @@\n-a\n+b\n")]
    [InlineData("line 5: the hunk of line 3 has other lines than its head says", "--- a/x\n+++ b/x\n@@ -1,1 +1,2 @@\n-a\n-b\n+c\n")]
    [InlineData("line 3: the hunk changes nothing", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n")]
    [InlineData("line 6: the file goes on after a line that it is said to end with", "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n\\ No newline at end of file\n-b\n+c\n")]
    [InlineData("line 1: this hunk belongs to no file", "@@ -1 +1 @@\n-a\n+b\n")]
    [InlineData("line 1: nothing follows the header of this file: the patch was cut short", "diff --git a/x b/x\n")]
    [InlineData("line 1: it changes nothing of this file", "diff --git a/x b/x\nindex 123..456 100644\n")]
    [InlineData("line 3: this is not the file that the header names", "diff --git a/x b/y\nrename from x\n--- a/z\n+++ b/y\n" + Change)]
    [InlineData("line 1: the header names two files, 'x' and 'y', and says nothing of a rename", "diff --git a/x b/y\n--- a/x\n+++ b/y\n" + Change)]
    [InlineData("line 3: the header says of one file that it does two things with it", "diff --git a/x b/x\nnew file mode 100644\ndeleted file mode 100644\n")]
    [InlineData("line 2: it changes a submodule, which is code of another repository", "diff --git a/x b/x\nnew file mode 160000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+Subproject commit 0123\n")]
    [InlineData("line 2: this is the mode of no file", "diff --git a/x b/x\nnew file mode 040000\n")]
    [InlineData("line 1: it says that a binary file differs, and does not hold it: make the patch with git diff --binary", "Binary files moodle.orig/x.png and moodle/x.png differ\n")]
    [InlineData("line 4: a binary file begins with its size: literal or delta", Binary)]
    [InlineData("line 4: a binary file has at most 100 MB here", Binary + "literal 999999999\nAabcde\n\n")]
    [InlineData("line 5: this line of a binary file is damaged", Binary + "literal 1\nz\n\n")]
    [InlineData("line 4: the binary file is damaged, or has another size than it says", Binary + "literal 8\nHcmV?d00001\n\n")]
    [InlineData("line 5: the patch ends within a binary file: it was cut short", Binary + "literal 0\nHcmV?d00001\n")]
    public void When_it_is_read(string why, string patch) => Assert.Equal(why, Refused(patch));

    [Fact]
    public void A_path_that_is_not_UTF8() => Assert.Equal(
        "line 1: the path 'caf\u00e9' is written in another encoding than UTF-8", Refused("--- \"a/caf\\351\"\n+++ \"b/caf\\351\"\n" + Change));

    [Fact]
    public void A_link_to_write_through()
    {
        const string link = "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+lib\n\\ No newline at end of file\n";
        const string file = "diff --git a/l/x b/l/x\nnew file mode 100644\n--- /dev/null\n+++ b/l/x\n@@ -0,0 +1 @@\n+x\n";

        Assert.Equal("cannot be in l, which is a link", Assert.Single(Apply(link + file, Of(("lib/y", ""))).Failures).Why);
        Assert.Equal("cannot be in l, which is a link", Assert.Single(Apply(file, Of(("l@", "lib"))).Failures).Why);
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_it_says()
    {
        var bomb = PatchWriter.Write([("x", null, new(EntryMode.File, new byte[50 << 20]))]);
        var patch = Encoding.Latin1.GetString(bomb).Replace("literal 52428800", "literal 1000", StringComparison.Ordinal);

        Assert.Equal("line 5: the binary file is damaged, or has another size than it says", Refused(patch));
    }

    // Any space may be the one between both names, or the one before a time.
    [Theory]
    [InlineData("line 1: the header of this file does not name it, or names it twice", "diff --git a/{0} b/x\nindex 123..456\n")]
    [InlineData("line 1: the header of this file does not name it, or names it twice", "diff --git a/{0}/ b/x\nindex 123..456\n")]
    [InlineData("line 3: the hunk changes nothing", "--- a/{0}2024\n+++ b/x\n@@ -1 +1 @@\n a\n")]
    public void A_name_of_a_million_spaces(string why, string patch) =>
        Assert.Equal(why, Refused(patch.Replace("{0}", string.Concat(Enumerable.Repeat(" x", 500_000)) + new string(' ', 500_000), StringComparison.Ordinal)));

    // Each of these hunks nearly fits everywhere: comparing them everywhere would take hours.
    [Fact]
    public void Hunks_that_nearly_fit_everywhere()
    {
        var same = string.Concat(Enumerable.Repeat("a\n", 300_000));
        var hunk = $"@@ -5000,5001 +5000,5001 @@\n{string.Concat(Enumerable.Repeat(" a\n", 5000))}-b\n+c\n";
        var outcome = Apply("--- a/x\n+++ b/x\n" + string.Concat(Enumerable.Repeat(hunk.Replace("+c\n", "+c\n a\n", StringComparison.Ordinal).Replace(",5001", ",5002", StringComparison.Ordinal), 40)), Of(("x", same)));

        Assert.Equal(40, outcome.Failures.Length);
        Assert.Equal("takes too long to be searched: the lines of this patch stand nowhere, or nearly everywhere", outcome.Failures[^1].Why);
    }

    [Fact]
    public void But_a_large_one_is_taken()
    {
        var text = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"{i}\n"));
        var hunks = string.Concat(Enumerable.Range(1, 5000).Select(i => $"@@ -{i * 199},3 +{i * 199 + i},4 @@\n {(i * 199) + 99}\n+new\n {(i * 199) + 100}\n {(i * 199) + 101}\n"));
        var outcome = Apply("--- a/x\n+++ b/x\n" + hunks, Of(("x", text)));

        Assert.Empty(outcome.Failures);
        Assert.Equal(5000, outcome.Shifts.Length);
        Assert.Equal(text.Length + (5000 * 4), outcome.Changes["x"]!.Content.Length);
    }
}
