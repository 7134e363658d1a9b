using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.Patches.Trees;

namespace Moodle.Sdk.Core.Tests.Sources.Patches;

public sealed class A_patch_that_fits_is_applied
{
    private const string Hunk = "@@ -1,3 +1,4 @@\n a\n-b\n+B\n+B2\n c\n";

    [Theory]
    [InlineData("diff --git a/lib/x.php b/lib/x.php\nindex 123..456 100644\n--- a/lib/x.php\n+++ b/lib/x.php\n" + Hunk)]
    [InlineData("diff --git lib/x.php lib/x.php\nindex 123..456 100644\n--- lib/x.php\n+++ lib/x.php\n" + Hunk)]
    [InlineData("diff --git i/lib/x.php w/lib/x.php\nindex 123..456 100644\n--- i/lib/x.php\n+++ w/lib/x.php\n" + Hunk)]
    [InlineData("From 0123 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.invalid>\nSubject: [PATCH] Better\n\nWhy.\n---\n lib/x.php | 3 ++-\n 1 file changed\n\ndiff --git a/lib/x.php b/lib/x.php\nindex 123..456 100644\n--- a/lib/x.php\n+++ b/lib/x.php\n" + Hunk + "-- \n2.39.5\n\n")]
    [InlineData("diff -ru moodle.orig/lib/x.php moodle/lib/x.php\n--- moodle.orig/lib/x.php\t2024-10-07 10:00:00.123456789 +0200\n+++ moodle/lib/x.php\t2024-10-08 10:00:00.000000000 +0200\n" + Hunk + "Only in moodle: config.php\n")]
    [InlineData("--- a/lib/x.php.orig\n+++ a/lib/x.php\n" + Hunk)]
    [InlineData("--- \"a/lib/x.\\160hp\"\n+++ b/lib//x.php\n" + Hunk)]
    public void As_every_program_writes_it(string patch) =>
        Assert.Equal(["lib/x.php*: a\nB\nB2\nc\nd\n"], Changes(patch, ("lib/x.php*", "a\nb\nc\nd\n")));

    [Fact]
    public void In_the_root_without_prefix() => Assert.Equal(["x.php: b\n"], Changes("--- x.php.orig\n+++ x.php\n@@ -1 +1 @@\n-a\n+b\n", ("x.php", "a\n")));

    [Fact]
    public void Files_that_come_and_go()
    {
        const string patch = """
            diff --git a/new b/new
            new file mode 100755
            --- /dev/null
            +++ b/new
            @@ -0,0 +1 @@
            +n
            \ No newline at end of file
            diff --git a/empty b/empty
            new file mode 100644
            index 0000000..e69de29
            diff --git a/gone b/gone
            deleted file mode 100644
            --- a/gone
            +++ /dev/null
            @@ -1 +0,0 @@
            -g
            diff -ruN moodle.orig/plain moodle/plain
            --- moodle.orig/plain	1970-01-01 01:00:00.000000000 +0100
            +++ moodle/plain	2024-10-07 10:00:00.123456789 +0200
            @@ -0,0 +1 @@
            +p
            diff -ruN moodle.orig/old moodle/old
            --- moodle.orig/old	2024-10-07 10:00:00.123456789 +0200
            +++ moodle/old	1969-12-31 19:00:00.000000000 -0500
            @@ -1 +0,0 @@
            -o

            """;

        Assert.Equal(["empty: ", "gone-", "new*: n", "old-", "plain: p\n"], Changes(patch, ("gone", "g\n"), ("old", "o\n")));
    }

    [Fact]
    public void Names_and_modes()
    {
        const string patch = """
            diff --git a/a b/b
            similarity index 100%
            rename from a
            rename to b
            diff --git a/b b/a
            similarity index 60%
            rename from b
            rename to a
            --- a/b
            +++ b/a
            @@ -1 +1 @@
            -is b
            +was b
            diff --git a/c b/d e
            similarity index 100%
            copy from c
            copy to d e
            diff --git a/f b/f
            old mode 100644
            new mode 100755
            diff --git a/l b/l
            deleted file mode 100644
            --- a/l
            +++ /dev/null
            @@ -1 +0,0 @@
            -file
            diff --git a/l b/l
            new file mode 120000
            --- /dev/null
            +++ b/l
            @@ -0,0 +1 @@
            +f
            \ No newline at end of file
            diff --git "a/caf\303\251 \"1\"" "b/caf\303\251 \"1\""
            --- "a/caf\303\251 \"1\""
            +++ "b/caf\303\251 \"1\""
            @@ -1 +1 @@
            -a
            +b

            """;

        Assert.Equal(
            ["a: was b\n", "b: is a\n", "caf\u00e9 \"1\": b\n", "d e*: is c\n", "f*: is f\n", "l@: f"],
            Changes(patch, ("a", "is a\n"), ("b", "is b\n"), ("c*", "is c\n"), ("f", "is f\n"), ("l", "file\n"), ("caf\u00e9 \"1\"", "a\n")));
    }

    [Fact]
    public void A_series_goes_on_from_what_it_made()
    {
        const string patch = """
            diff --git a/x b/x
            --- a/x
            +++ b/x
            @@ -1 +1 @@
            -1
            +2
            diff --git a/x b/x
            --- a/x
            +++ b/x
            @@ -1 +1 @@
            -2
            +3
            diff --git a/y b/y
            --- a/y
            +++ b/y
            @@ -1 +1 @@
            -1
            +2
            diff --git a/y b/y
            deleted file mode 100644
            --- a/y
            +++ /dev/null
            @@ -1 +0,0 @@
            -2

            """;

        Assert.Equal(["x: 3\n", "y-"], Changes(patch, ("x", "1\n"), ("y", "1\n")));
    }

    [Fact]
    public void Line_ends_as_they_are() => Assert.Equal(
        ["x: a\r\nB\r\nc"],
        Changes("diff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1,3 +1,3 @@\r\n a\r\n-b\r\n+B\r\n c\r\n\\ No newline at end of file\r\n".Replace(" c\r\n", " c\n", StringComparison.Ordinal), ("x", "a\r\nb\r\nc")));

    [Fact]
    public void Another_line_is_told()
    {
        const string hunk = "@@ -2,3 +2,3 @@\n a\n-b\n+B\n c\n@@ -12,3 +12,3 @@\n d\n-e\n+E\n f\n";
        var outcome = Apply("--- a/x\n+++ b/x\n" + hunk, Of(("x", "1\n2\n3\n0\na\nb\nc\n4\n5\nd\ne\nf\n6\n")));

        Assert.Empty(outcome.Failures);
        Assert.Equal([new("x", 1, 3), new("x", 2, -2)], outcome.Shifts.AsEnumerable());
    }

    /// <summary>The nearest place, of two as near the one further down.</summary>
    [Theory]
    [InlineData(4, "0aBc--abc-----abc1")]
    [InlineData(5, "0abc--aBc-----abc1")]
    [InlineData(11, "0abc--abc-----aBc1")]
    [InlineData(99, "0abc--abc-----aBc1")]
    public void The_nearest_of_many_places(int line, string result)
    {
        static string Lines(string text) => string.Concat(text.Select(c => $"{c}\n"));

        Assert.Equal([$"x: {Lines(result)}"], Changes($"--- a/x\n+++ b/x\n@@ -{line},3 +{line},3 @@\n a\n-b\n+B\n c\n", ("x", Lines("0abc--abc-----abc1"))));
    }

    [Fact]
    public void Below_a_folder() => Assert.Equal(
        ["public/lib/b", "public/lib/a"],
        Read("diff --git a/lib/a b/lib/b\nsimilarity index 100%\nrename from lib/a\nrename to lib/b\n").WithPrefix("public/").Files.SelectMany(file => new[] { file.NewPath!, file.OldPath! }));
}
