using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Upkeep;

public sealed class A_list_becomes_a_declaration : IDisposable
{
    private readonly RunningSite _site = new();
    private readonly string _first;
    private readonly string _second;

    public A_list_becomes_a_declaration()
    {
        var plugin = _site.Upstream("mod_attendance");
        _first = plugin.Release("2024100701", "v1.0");
        _second = plugin.Release("2024100702");
        plugin.Repository.Branch("MOODLE_405_STABLE");
        plugin.Release("2024100703");
    }

    private string Attendance => _site.AddressOf("mod_attendance");

    [Fact]
    public async Task Of_Composer_with_the_commits_of_its_lock()
    {
        var theme = _site.Upstream("theme_campus", isKnown: false).Release("2024100701", "v3");
        _site.List("composer.lock", $$"""
            {
                "packages": [
                    { "name": "moodle/moodle", "version": "v4.5.9", "type": "moodle-core", "source": { "type": "git", "url": "{{_site.AddressOf("moodle")}}", "reference": "{{_site.Moodle.Commit("v4.5.9")}}" } },
                    { "name": "danmarsden/moodle-mod_attendance", "version": "dev-MOODLE_405_STABLE", "type": "moodle-mod",
                      "source": { "type": "git", "url": "{{Attendance.Replace("/", "\\/")}}", "reference": "{{_second}}" } },
                    { "name": "campus/theme", "version": "3.0.0", "type": "moodle-theme", "extra": { "installer-name": "campus" },
                      "source": { "type": "git", "url": "{{_site.AddressOf("theme_campus")}}", "reference": "{{theme}}" } },
                    { "name": "campus/own", "version": "dev-main", "type": "moodle-local", "dist": { "type": "path", "url": "../own" } },
                    { "name": "vlucas/phpdotenv", "version": "v5.6.1", "type": "library" }
                ],
                "packages-dev": []
            }
            """);
        _site.List("composer.json", "{ \"require\": { \"moodle/moodle\": \"~4.5.0\" } }");

        await _site.TryImport();

        Assert.Equal(
            [
                "<MoodleVersion>4.5.9</MoodleVersion>",
                $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Commit=\"{_second}\" /> <!-- dev-MOODLE_405_STABLE -->",
                $"<MoodlePlugin Include=\"theme_campus\" Repository=\"{_site.AddressOf("theme_campus")}\" Commit=\"{theme}\" /> <!-- 3.0.0 -->",
            ],
            _site.Items);
        Assert.Contains("\n    <!-- <MoodlePlugin Include=\"local_own\" /> Composer takes it from ../own, which is no git repository -->\n", _site.Project);
        AssertLeftOut("composer.lock", (8, "local_own"));
        Assert.Equal((_second, theme, _site.Moodle.Commit("v4.5.9")), (_site.Locked("mod_attendance"), _site.Locked("theme_campus"), _site.Locked("core")));
        Assert.Contains($"| 4 | mod_attendance | {Attendance} | commit {_second}; dev-MOODLE_405_STABLE | 2024100702, {_second[..10]} |", _site.Report);
        Assert.Contains("2 of 3 plugins imported of composer.lock, the lock of Composer.", _site.Report);
    }

    [Fact]
    public async Task Of_mcm_with_the_commits_of_its_lock_in_full()
    {
        _site.Upstream("block_xp", isKnown: false).Release("2024100701", "v3.15");
        string Configuration(string attendance) => $"""
            # the campus
            moodle:
              version: 4.5+
            plugins:
              moodle-mod_attendance:
                name: Attendance
                source: {Attendance}
                branch: MOODLE_405_STABLE{attendance}
              moodle-block_xp:
                source: {_site.AddressOf("block_xp")}
                branch: main
                version: v3.15
            """;
        _site.List("campus.lock", Configuration($"\n    version: {_second[..7]}"));
        _site.List("campus.yml", Configuration(""));

        await _site.TryImport();

        Assert.Empty(_site.Findings.All);
        Assert.Equal(
            [
                "<MoodleVersion>4.5+</MoodleVersion>",
                $"<MoodlePlugin Include=\"block_xp\" Repository=\"{_site.AddressOf("block_xp")}\" Tag=\"v3.15\" /> <!-- pinned, on branch main -->",
                $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Commit=\"{_second}\" /> <!-- followed branch MOODLE_405_STABLE -->",
            ],
            _site.Items);
        Assert.Equal((_second, _site.Moodle.Commit("MOODLE_405_STABLE")), (_site.Locked("mod_attendance"), _site.Locked("core")));
    }

    [Fact]
    public async Task Of_mcm_with_the_branch_of_the_sites_own()
    {
        IsolatedGit.Run(Attendance, "update-ref", "refs/heads/campus", "MOODLE_405_STABLE");
        _site.List("campus.lock", "plugins:\n  moodle-mod_attendance:\n    version: 1234567\n");
        _site.List("campus.yml", $"plugins:\n  moodle-mod_attendance:\n    source: {Attendance}\n    branch: MOODLE_405_STABLE\n    localdev: campus\n");

        await _site.TryImport();

        Assert.Equal($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Branch=\"MOODLE_405_STABLE\" CustomizationBranch=\"campus\" />", _site.Items[^1]);
        Assert.DoesNotContain("Not imported", _site.Report);
    }

    [Fact]
    public async Task Of_mcm_without_a_lock_the_branch_is_followed()
    {
        _site.List("campus.yml", $"plugins:\n  moodle-mod_attendance:\n    source: {Attendance}\n    branch: MOODLE_405_STABLE\n");

        await _site.TryImport();

        Assert.Empty(_site.Findings.All);
        Assert.Equal(["<MoodleVersion>4.5.*</MoodleVersion>", $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Branch=\"MOODLE_405_STABLE\" />"], _site.Items);
    }

    [Fact]
    public async Task Of_a_recipe_of_mudev_and_its_catalogue()
    {
        _site.Upstream("tool_shared", isKnown: false).Release("2024100701", "v5.0.9.01");
        _site.List("catalogue/campus/tool_shared.yaml", $"name: campus/tool_shared\nrelpath: public/admin/tool/shared\nsource:\n  git:\n    remotes:\n      origin: {_site.AddressOf("tool_shared")}\n");
        _site.List("campus/dev/4.5.yaml", $"""
            catalog: ../../catalogue
            base:
              mdlbranch: "405"
              source:
                git:
                  remotes:
                    origin: {_site.AddressOf("moodle")}
                  ref: v4.5.9
            plugins:
              - name: danmarsden/mod_attendance
                source:
                  git:
                    remotes:
                      origin: https://git.example.invalid/none
                      upstream: {Attendance}
                    ref: upstream/MOODLE_405_STABLE
              - name: campus/tool_shared
                source:
                  git:
                    ref: v5.0.9.01
            """);

        await _site.TryImport();

        Assert.Empty(_site.Findings.All);
        Assert.Equal(
            [
                "<MoodleVersion>4.5.9</MoodleVersion>",
                $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Branch=\"MOODLE_405_STABLE\" />",
                $"<MoodlePlugin Include=\"tool_shared\" Repository=\"{_site.AddressOf("tool_shared")}\" Tag=\"v5.0.9.01\" />",
            ],
            _site.Items);
    }

    [Fact]
    public async Task Of_a_plugin_a_line_whatever_the_line_says_of_it()
    {
        _site.Upstream("block_known").Release("2024100701", "v2");
        _site.Upstream("block_moosh").Release("2024100701", "v2");
        _site.Upstream("local_branch", isKnown: false).Release("2024100701", "v2");
        _site.Upstream("tool_commit", isKnown: false).Release("2024100701", "v2");
        var commit = IsolatedGit.Run(_site.AddressOf("tool_commit"), "rev-parse", "HEAD").Trim();
        _site.List("plugins.txt", $"""
            # of the campus
            moodle v4.5.9

            block_known
            {Attendance} v1.0   # the old one
            local_branch, {_site.AddressOf("local_branch")}, main
            admin/tool/commit;{_site.AddressOf("tool_commit")};{commit[..8]}
            moosh -n plugin-install --release=2024100701 --force block_moosh
            """);

        await _site.TryImport();

        Assert.Empty(_site.Findings.All);
        Assert.Equal(
            [
                "<MoodleVersion>4.5.9</MoodleVersion>",
                "<MoodlePlugin Include=\"block_known\" />",
                "<MoodlePlugin Include=\"block_moosh\" Version=\"2024100701\" />",
                $"<MoodlePlugin Include=\"local_branch\" Repository=\"{_site.AddressOf("local_branch")}\" Branch=\"main\" />",
                $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Tag=\"v1.0\" />",
                $"<MoodlePlugin Include=\"tool_commit\" Repository=\"{_site.AddressOf("tool_commit")}\" Commit=\"{commit}\" />",
            ],
            _site.Items);
    }

    [Fact]
    public async Task Of_columns_that_the_first_line_names()
    {
        _site.List("plugins.csv", $"Repository;Plugin;Commit\n{Attendance};mod_attendance;{_first};\n");

        await _site.TryImport();

        Assert.Empty(_site.Findings.All);
        Assert.Equal($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Commit=\"{_first}\" />", _site.Items[^1]);
        Assert.Contains("1 of 1 plugin imported of plugins.csv, a list with named columns.", _site.Report);
    }

    [Fact]
    public async Task Of_submodules_named_by_their_folders()
    {
        _site.Upstream("quiz_campus", isKnown: false).Release("2024100701");
        using var folder = new TempFolder();
        var repository = TestRepository.Create(folder["super.git"]);
        repository.Write(".gitmodules", $"""
            [submodule "attendance"]
            	path = moodle/public/mod/attendance
            	url = {Attendance}
            	branch = MOODLE_405_STABLE
            [submodule "mathjax"]
            	path = moodle/public/lib/mathjax
            	url = {_site.AddressOf("moodle")}-jax
            [submodule "report"]
            	path = moodle/public/mod/quiz/report/campus
            	url = {_site.AddressOf("quiz_campus")}
            [submodule "gone"]
            	path = moodle/public/blocks/gone
            	url = ../gone.git
            """);
        repository.Submodule("moodle/public/mod/attendance", _second).Submodule("moodle/public/lib/mathjax", _first)
            .Submodule("moodle/public/mod/quiz/report/campus", IsolatedGit.Run(_site.AddressOf("quiz_campus"), "rev-parse", "HEAD").Trim()).Write("version.php", "<?php // of the campus\n").Commit();
        IsolatedGit.Run(folder.Path, "clone", "--quiet", "super.git", "super");
        _site.From = folder["super"];

        await _site.TryImport();

        Assert.Equal(
            ["mod_attendance", "quiz_campus"],
            _site.Items[1..].Select(i => i.Split('"')[1]));
        Assert.Equal($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Commit=\"{_second}\" /> <!-- followed branch MOODLE_405_STABLE -->", _site.Items[1]);
        AssertLeftOut(".gitmodules", (5, "moodle/public/lib/mathjax"), (11, "block_gone"));
        Assert.Contains($"- line 5, `moodle/public/lib/mathjax` of {_site.AddressOf("moodle")}-jax: its folder is no place of a plugin, and its repository is not named as one\n", _site.Report);
        Assert.Contains($"<!-- <MoodlePlugin Include=\"block_gone\" Repository=\"{folder["gone.git"]}\" /> the repository's commit has nothing at this path: git leaves it out too -->", _site.Project);
    }

    [Fact]
    public async Task What_cannot_be_had_or_is_refused_keeps_nothing_else_out()
    {
        _site.Upstream("local_needs", isKnown: false).Release(new PluginVersion("2024100701") { Dependencies = new Dictionary<string, string> { ["local_gone"] = "1" } });
        _site.Upstream("local_later", isKnown: false).Release(new PluginVersion("2030010100") { Requires = "2030010100" });
        _site.List("plugins.txt", $"""
            local_gone {_site.AddressOf("local_gone")} a--b
            local_needs {_site.AddressOf("local_needs")} main
            local_later {_site.AddressOf("local_later")} main
            local_nowhere
            mod_attendance {Attendance} v1.0
            mod_attendance {Attendance} v9.9
            three words here
            """);

        var imported = await _site.TryImport();

        Assert.Equal(["core", "mod_attendance"], imported!.Components.Select(c => c.Component.ToString()));
        Assert.Equal(_first, _site.Locked("mod_attendance"));
        Assert.Equal($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{Attendance}\" Tag=\"v1.0\" />", Assert.Single(_site.Items[1..]));
        AssertLeftOut("plugins.txt", (1, "local_gone"), (2, "local_needs"), (3, "local_later"), (4, "local_nowhere"), (6, "mod_attendance"), (7, "three"));
        Assert.Contains($"<!-- <MoodlePlugin Include=\"local_gone\" Repository=\"{_site.AddressOf("local_gone")}\" /> There is no git repository at {_site.AddressOf("local_gone")} (a- -b is wanted of it) -->", _site.Project);
        Assert.Contains("- line 6, `mod_attendance`", _site.Report);
        _ = System.Xml.Linq.XDocument.Parse(_site.Project);
    }

    [Fact]
    public async Task What_the_project_declares_stays()
    {
        _site.Upstream("block_known").Release("2024100701", "v2");
        _site.Declared.Add(new("mod_attendance", _site.Beside("site.moodleproj"), new Dictionary<string, string> { ["Repository"] = Attendance, ["Tag"] = "v1.0" }));
        _site.List("plugins.txt", $"block_known\nmod_attendance {Attendance} {_second}\n");

        await _site.TryImport();

        var contradiction = Assert.Single(_site.Findings.All);
        Assert.Equal(
            $"MOODLE1814: The project has mod_attendance as tag v1.0 of {Attendance}, but line 2 of the imported list has commit {_second} of {Attendance}. The project's declaration stays. Change it if the list is right.",
            $"{contradiction.Id}: {contradiction.Text}");
        Assert.Equal("<MoodlePlugin Include=\"block_known\" />", Assert.Single(_site.Items[1..]));
        Assert.Contains("1 of 2 plugins imported of plugins.txt, a list with a plugin a line; 1 declared before.", _site.Report);
    }

    [Theory]
    [InlineData("composer.json", "{ \"require\": {} }", "composer.lock is not beside it")]
    [InlineData("plugins.yml", "a: [b", "it is no YAML")]
    [InlineData("plugins.yml", "a: &x b\nc: *x", "line 1 has an anchor")]
    [InlineData("plugins.json", "{ \"plugins\": 3 }", "it is none of composer.json")]
    [InlineData("plugins.txt", "# nothing\n\n", "it names nothing")]
    [InlineData("plugins.zip", "PK\0", "it is no text")]
    public async Task What_is_no_list_is_an_error(string name, string content, string why)
    {
        var project = _site.Project;
        _site.List(name, content);

        Assert.Null(await _site.TryImport());

        var error = Assert.Single(_site.Findings.All);
        Assert.Equal(("MOODLE1812", _site.From), (error.Id, error.Origin!.File));
        Assert.Contains(why, error.Message);
        Assert.Equal((project, "site.moodleproj"), (_site.Project, Assert.Single(_site.Written)));
    }

    [Fact]
    public async Task What_the_user_made_an_error_leaves_all_as_it_was()
    {
        _site.Promoted.Add("MOODLE1813");
        var project = _site.Project;
        _site.List("plugins.txt", $"mod_attendance {Attendance} v1.0\nlocal_nowhere\n");

        Assert.Null(await _site.TryImport());

        Assert.Equal(Severity.Error, Assert.Single(_site.Findings.All).Severity);
        Assert.Equal((project, "site.moodleproj"), (_site.Project, Assert.Single(_site.Written)));
    }

    public void Dispose() => _site.Dispose();

    // Every warning stands at its line of the list, and nothing else is found.
    private void AssertLeftOut(string file, params (int Line, string Include)[] expected)
    {
        Assert.All(_site.Findings.All, finding => Assert.Equal(("MOODLE1813", file), (finding.Id, Path.GetFileName(finding.Origin!.File))));
        Assert.Equal(expected, _site.Findings.All.Select(f => (f.Origin!.Place.Line, f.Origin.Include!)).OrderBy(f => f.Line));
    }
}
