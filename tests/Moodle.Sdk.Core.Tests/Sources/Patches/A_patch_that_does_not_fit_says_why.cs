using Moodle.Sdk.Sources.Patches;
using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.Patches.Trees;

namespace Moodle.Sdk.Core.Tests.Sources.Patches;

public sealed class A_patch_that_does_not_fit_says_why
{
    private const string Head = "--- a/x\n+++ b/x\n";

    [Fact]
    public void With_what_is_there_and_what_should_be() => Assert.Equal(
        new PatchFailure("x", 2, 8, 11, "e\n", "other\n", false, "has no such lines"),
        Failure(Head + "@@ -2,3 +2,4 @@\n a\n b\n+new\n c\n@@ -10,3 +11,3 @@\n d\n-e\n+E\n f\n", ("x", "1\na\nb\nc\n5\n6\n7\n8\n9\nd\nother\nf\n")));

    [Fact]
    public void Every_hunk_and_every_file()
    {
        const string hunk = "@@ -2,3 +2,3 @@\n a\n-b\n+B\n c\n@@ -12,3 +12,3 @@\n d\n-e\n+E\n f\n";
        var outcome = Apply(Head + hunk + "--- a/y\n+++ b/y\n" + hunk, Of(("x", "1\n2\n3\n")));

        Assert.Equal([("x", 1, 3), ("x", 2, 8), ("y", 0, 13)], outcome.Failures.Select(failure => (failure.Path, failure.Hunk, failure.Line)));
    }

    [Theory]
    [InlineData("has this change already", true, Head + "@@ -2,3 +2,3 @@\n a\n-b\n+B\n c\n", "0\n1\na\nB\nc\n")]
    [InlineData("has these lines at line 2, but the hunk is made for the beginning of the file", false, Head + "@@ -1,2 +1,3 @@\n a\n+new\n b\n", "0\na\nb\n")]
    [InlineData("has these lines at line 1, but the hunk is made for the end of the file", false, Head + "@@ -2,2 +2,3 @@\n a\n b\n+new\n", "a\nb\nc\n")]
    [InlineData("has other line ends here than the patch", false, Head + "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "a\r\nb\r\nc\r\n")]
    [InlineData("has other line ends here than the patch", false, Head + "@@ -2,2 +2,2 @@\n-b\n+B\n c\n\\ No newline at end of file\n", "a\nb\nc\nd\n")]
    [InlineData("is not where this hunk says, which has no lines around it: make the patch without -U0", false, Head + "@@ -2,0 +3 @@\n+new\n", "a\nb\nc\nd\n")]
    [InlineData("is not there", false, "--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n", "")]
    [InlineData("is not there", true, "diff --git a/y b/y\ndeleted file mode 100644\n--- a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "")]
    [InlineData("would become x, which is there already", true, "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n", "a\n")]
    [InlineData("would become x, which is there already", false, "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n", "b\n")]
    [InlineData("has these lines at line 1, but the hunk is made for the end of the file", false, "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "a\nb\n")]
    [InlineData("has more than the patch deletes", false, "diff --git a/x b/x\ndeleted file mode 100644\nindex e69de29..0000000\n", "a\n")]
    [InlineData("is of another kind, file or link, than in the patch", false, "diff --git a/x b/x\nindex 123..456 120000\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "a\n")]
    [InlineData("is binary, and the patch does not hold it: make it with git diff --binary", false, "diff --git a/x b/x\nindex 78981922613b2afb6025042ff6bd878ac1994e85..0123456789012345678901234567890123456789 100644\nBinary files a/x and b/x differ\n", "a\n")]
    [InlineData("is binary, and the patch does not name its content in full: make it with git diff --binary", false, "diff --git a/x b/x\nindex 7898192..0123456 100644\nBinary files a/x and b/x differ\n", "a\n")]
    [InlineData("cannot be in x, which is a file", false, "diff --git a/x/y b/x/y\nnew file mode 100644\nindex 0000000..e69de29\n", "a\n")]
    public void For_each_reason(string why, bool isAlreadyThere, string patch, string text)
    {
        var failure = Failure(patch, ("x", text));

        Assert.Equal((why, isAlreadyThere), (failure.Why, failure.IsAlreadyThere));
    }

    [Fact]
    public void A_file_that_moves_after_it_was_changed() => Assert.Equal(
        "is changed by an earlier diff of the same patch and renamed by this one: put each commit into a patch of its own",
        Failure(Head + "@@ -1 +1 @@\n-a\n+b\ndiff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n", ("x", "a\n")).Why);

    private static PatchFailure Failure(string patch, params (string Path, string Text)[] files) => Assert.Single(Apply(patch, Of(files)).Failures);
}
