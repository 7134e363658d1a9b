using System.Text;
using Moodle.Sdk.Core.Tests.Resolution;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_lock_file_is_made_for_review_and_merging : IDisposable
{
    private static readonly SiteLock Example = new(
    [
        new()
        {
            Component = Given.Component("core"),
            Fingerprint = "0123456789abcdef",
            Requested = "version 4.5.*",
            Code = Git("https://github.com/moodle/moodle.git", "1", "2", "refs/tags/v4.5.6"),
            Version = Given.Number("2024100706.00"),
            Release = "4.5.6 (Build: 20250811)",
            Branch = new MoodleBranch(405),
            Place = "",
        },
        new()
        {
            Component = Given.Component("mod_example"),
            Fingerprint = "fedcba9876543210",
            Requested = "compatible with 4.5",
            Code = Git("https://user:secret@git.example/é+ü/example.git", "3", "4", "refs/heads/MOODLE_405_STABLE"),
            Version = Given.Number("2024072400"),
            Release = null,
            Place = "mod/example",
            Reason = "highest stable version that supports 4.5: branch MOODLE_405_STABLE of 1 tag and 2 branches",
        },
    ]);

    private readonly TempFolder _folder = new();

    private string LockPath => _folder["site", "site.lock.json"];

    [Fact]
    public void A_block_for_each_component_with_slashes_and_letters_as_they_are()
    {
        LockFile.Write(LockPath, Example);

        Assert.Equal(
            """
            {
              "schema": 2,
              "components": {
                "core": {
                  "source": "git",
                  "requested": "version 4.5.*",
                  "reference": "refs/tags/v4.5.6",
                  "commit": "1111111111111111111111111111111111111111",
                  "tree": "2222222222222222222222222222222222222222",
                  "version": "2024100706.00",
                  "release": "4.5.6 (Build: 20250811)",
                  "branch": "405",
                  "place": "",
                  "upstream": "https://github.com/moodle/moodle.git",
                  "fingerprint": "0123456789abcdef",
                  "seal": "SEAL"
                },
                "mod_example": {
                  "source": "git",
                  "requested": "compatible with 4.5",
                  "reference": "refs/heads/MOODLE_405_STABLE",
                  "commit": "3333333333333333333333333333333333333333",
                  "tree": "4444444444444444444444444444444444444444",
                  "version": "2024072400",
                  "place": "mod/example",
                  "upstream": "https://git.example/é+ü/example.git",
                  "reason": "highest stable version that supports 4.5: branch MOODLE_405_STABLE of 1 tag and 2 branches",
                  "fingerprint": "fedcba9876543210",
                  "seal": "SEAL"
                }
              }
            }

            """.ReplaceLineEndings("\n"),
            System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(LockPath), "\"seal\": \"[0-9a-f]{16}\"", "\"seal\": \"SEAL\""));
    }

    [Fact]
    public void Two_plugins_added_on_two_branches_merge_by_themselves()
    {
        LockedComponent Plugin(string name) => Example.Components[1] with { Component = Given.Component(name), Place = name.Replace('_', '/') };
        void Write(string file, params string[] added) => LockFile.Write(_folder[file], new([.. Example.Components.Concat(added.Select(Plugin)).OrderBy(c => c.Component)]));
        Write("base");
        Write("ours", "block_first");
        Write("theirs", "theme_last");
        Write("both", "block_first", "theme_last");

        IsolatedGit.Run(_folder.Path, ["merge-file", "ours", "base", "theirs"]);

        Assert.Equal(File.ReadAllText(_folder["both"]), File.ReadAllText(_folder["ours"]));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        LockFile.Write(LockPath, Example);

        Assert.Equal(Example.Components.ToArray(), LockFile.Read(LockPath).Value!.Components.ToArray());
        Assert.Equal("2024100706.00", LockFile.Read(LockPath).Value!.Core.Version.ToString());
    }

    [Fact]
    public void A_file_that_says_the_same_is_not_written()
    {
        Assert.True(LockFile.Write(LockPath, Example).Value);
        File.SetAttributes(LockPath, FileAttributes.ReadOnly);
        var before = File.GetLastWriteTimeUtc(LockPath);

        Assert.False(LockFile.Write(LockPath, Example).Value);
        Assert.Equal(before, File.GetLastWriteTimeUtc(LockPath));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(LockPath)!));
    }

    [Fact]
    public void Nor_is_one_that_git_checked_out_with_other_line_ends()
    {
        LockFile.Write(LockPath, Example);
        File.WriteAllText(LockPath, File.ReadAllText(LockPath).ReplaceLineEndings("\r\n"));

        Assert.False(LockFile.Write(LockPath, Example).Value);
        Assert.Equal(Example.Components.ToArray(), LockFile.Read(LockPath).Value!.Components.ToArray());
    }

    [Fact]
    public void No_file_is_no_lock() => Assert.Null(LockFile.Read(LockPath).Value);

    [Fact]
    public void The_order_of_the_components_does_not_matter()
    {
        LockFile.Write(LockPath, Example with { Components = [.. Example.Components.Reverse()] });
        Assert.StartsWith("{\n  \"schema\": 2,\n  \"components\": {\n    \"mod_example\"", File.ReadAllText(LockPath), StringComparison.Ordinal);

        Assert.Equal(Example.Components.ToArray(), LockFile.Read(LockPath).Value!.Components.ToArray());
    }

    [Fact]
    public void A_byte_order_mark_a_trailing_comma_and_unknown_members_are_passed_over()
    {
        var text = Written().Replace("\n    }\n  }\n}", "\n    },\n  },\n  \"more\": [],\n}", StringComparison.Ordinal);
        File.WriteAllText(LockPath, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(Example.Components.ToArray(), LockFile.Read(LockPath).Value!.Components.ToArray());
    }

    [Theory]
    [InlineData("commit", "3333333333333333333333333333333333333333", "5555555555555555555555555555555555555555")]
    [InlineData("version", "2024072400", "2024072401")]
    [InlineData("place", "mod/example", "mod/other")]
    [InlineData("upstream", "git.example", "evil.example")]
    [InlineData("seal", "\"seal\"", "\"sael\"")]
    public void An_entry_changed_by_hand_is_known_by_its_seal(string field, string from, string to)
    {
        File.WriteAllText(LockPath, ReplacedInLast(from, to));

        var read = LockFile.Read(LockPath).Value!;

        Assert.NotNull(field);
        Assert.False(read.Core.IsEdited);
        Assert.True(read.Components[1].IsEdited);
    }

    [Fact]
    public void A_merge_conflict_is_told_with_its_line()
    {
        AssertRefused(
            "MOODLE1302",
            "merge conflict at line 4",
            Written().Replace("    \"core\"", "<<<<<<< HEAD\n    \"core\"", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_JSON_is_told_with_its_line()
    {
        var broken = AssertRefused("MOODLE1303", "at line 6", Written().Replace("\"requested\": \"version 4.5.*\",", "requested: version", StringComparison.Ordinal));
        Assert.DoesNotContain("LineNumber", broken.Message, StringComparison.Ordinal);
        AssertRefused("MOODLE1303", "at line 1", "");
        AssertRefused("MOODLE1303", "at line 1", "[]");
        AssertRefused("MOODLE1303", "no 'schema'", "{}");
        AssertRefused("MOODLE1303", "no entry 'core'", "{ \"schema\": 1, \"components\": {} }");
        AssertRefused("MOODLE1303", "at line", Written()[..400]);
        AssertRefused("MOODLE1303", "at line", Written() + "}");
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_is_told_with_its_line()
    {
        AssertRefused("MOODLE1303", "at line 11: a text there is not UTF-8", Written().Replace("4.5.6 (Build", "4.5.6 \\ud800 (Build", StringComparison.Ordinal));

        File.WriteAllText(LockPath, Written(), Encoding.Latin1);
        Assert.Equal("MOODLE1303", Assert.Single(LockFile.Read(LockPath).Errors).Id);
    }

    [Fact]
    public void A_newer_schema_asks_for_a_newer_SDK()
    {
        var error = AssertRefused("MOODLE1304", "has schema 3; this Moodle.Sdk knows schemas up to 2", "{ \"schema\": 3, \"components\": [ { \"what\": 1 } ] }");
        Assert.Contains("Update the version of Moodle.Sdk", error.Remedy, StringComparison.Ordinal);

        AssertRefused("MOODLE1304", "has schema 7", "{ \"components\": { \"core\": 3 }, \"schema\": 7 }");
    }

    [Theory]
    [InlineData("\"commit\": \"3333333333333333333333333333333333333333\",", "", "it has no 'commit'")]
    [InlineData("\"commit\": \"3333333333333333333333333333333333333333\"", "\"commit\": \"333333\"", "its 'commit' is not the id of a commit, 40 hexadecimal digits: '333333'")]
    [InlineData("\"tree\": \"4444444444444444444444444444444444444444\"", "\"tree\": \"g444444444444444444444444444444444444444\"", "its 'tree' is not the id of a tree")]
    [InlineData("\"version\": \"2024072400\"", "\"version\": 2024072400", "it has no 'version'")]
    [InlineData("\"version\": \"2024072400\"", "\"version\": \"new\"", "its 'version' is not a version number: 'new'")]
    [InlineData("https://git.example/é+ü/example.git", "ext::sh -c evil", "its 'upstream' is not the address of a repository.")]
    [InlineData("https://git.example/é+ü/example.git", "https://git.example/x?private_token=s3cret", "its 'upstream' is not the address of a repository.")]
    [InlineData("refs/heads/MOODLE_405_STABLE", "main", "its 'reference' is not the full name of a branch or tag")]
    [InlineData("refs/heads/MOODLE_405_STABLE", "refs/tags/v1\\n+refs/*:refs/*", "its 'reference' is not the full name of a branch or tag")]
    [InlineData("\"source\": \"git\"", "\"source\": \"carrier pigeon\"", "its 'source' is not a kind of source that this version of Moodle.Sdk knows: 'carrier pigeon'")]
    [InlineData("\"place\": \"mod/example\",", "\"place\": \"mod/example\", \"branch\": \"405\",", "its 'branch' is not a branch of Moodle")]
    public void An_entry_that_lacks_something_is_told(string from, string to, string why) =>
        AssertRefused("MOODLE1305", why, ReplacedInLast(from, to));

    [Fact]
    public void An_error_stands_at_its_line()
    {
        int LineOf(Diagnostic error) => SourceLines.Find(error.Origin!).Line;
        int LineIn(string text, string start) => 1 + Array.FindIndex(text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));
        var conflict = Written().Replace("    \"core\"", "<<<<<<< HEAD\n    \"core\"", StringComparison.Ordinal);
        var invalid = ReplacedInLast("\"version\": \"2024072400\"", "\"version\": \"new\"");
        var twice = Written().Replace("    \"mod_example\": {", "    \"core\": {\n\"branch\": \"405\",", StringComparison.Ordinal);

        Assert.Equal(4, LineOf(AssertRefused("MOODLE1302", "at line 4", conflict)));
        Assert.Equal(6, LineOf(AssertRefused("MOODLE1303", "at line 6", Written().Replace("\"requested\": \"version 4.5.*\",", "requested: version", StringComparison.Ordinal))));
        Assert.Equal(LineIn(invalid, "    \"mod_example\""), LineOf(AssertRefused("MOODLE1305", "new", invalid)));
        Assert.Equal(twice.Split('\n').ToList().LastIndexOf("    \"core\": {") + 1, LineOf(AssertRefused("MOODLE1306", "twice", twice)));
    }

    [Fact]
    public void A_name_that_is_no_component_is_told() =>
        AssertRefused("MOODLE1305", "The entry 'Example'", Written().Replace("\"mod_example\"", "\"Example\"", StringComparison.Ordinal));

    [Fact]
    public void A_component_with_two_entries_is_told() =>
        AssertRefused("MOODLE1306", "holds core twice", Written().Replace("\"mod_example\": {", "\"core\": {\n\"branch\": \"405\",", StringComparison.Ordinal));

    [Fact]
    public void A_folder_in_its_place_is_told()
    {
        Directory.CreateDirectory(LockPath);

        Assert.Equal("MOODLE1301", Assert.Single(LockFile.Read(LockPath).Errors).Id);
        Assert.Equal("MOODLE1307", Assert.Single(LockFile.Write(LockPath, Example).Errors).Id);
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(LockPath)!));
    }

    [Fact]
    public async Task Writers_side_by_side_leave_one_whole_file()
    {
        var locks = Enumerable.Range(0, 8).Select(i => Example with { Components = [Example.Core with { Release = $"{i}" }, Example.Components[1]] }).ToArray();

        await Trial.RunAsync(80, async _ =>
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Assert.True(LockFile.Write(LockPath, locks[i % 8]).Succeeded))));

            Assert.Contains(LockFile.Read(LockPath).Value!.Core, locks.Select(l => l.Core));
            Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(LockPath)!));
        });
    }

    public void Dispose() => _folder.Dispose();

    private string Written()
    {
        LockFile.Write(LockPath, Example);
        return File.ReadAllText(LockPath);
    }

    private string ReplacedInLast(string from, string to)
    {
        var text = Written();
        var last = text.IndexOf("\"mod_example\"", StringComparison.Ordinal);
        return text[..last] + text[last..].Replace(from, to, StringComparison.Ordinal);
    }

    private Diagnostic AssertRefused(string code, string message, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LockPath)!);
        File.WriteAllText(LockPath, text);
        var error = Assert.Single(LockFile.Read(LockPath).Errors);
        Assert.Equal(code, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(LockPath, error.Message, StringComparison.Ordinal);
        Assert.Equal(LockPath, SourceLines.Find(error.Origin!).File);
        return error;
    }

    private static LockedCode.Git Git(string upstream, string commit, string tree, string reference) =>
        new(Given.Upstream(upstream), new(ObjectId.Parse(new(commit[0], 40))), new(ObjectId.Parse(new(tree[0], 40))), reference);
}
