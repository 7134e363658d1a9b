using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class An_output_is_one_projects_and_keeps_clear_of_it : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Fact]
    public void Another_projects_output_is_refused_until_that_project_lets_it_go()
    {
        _site.Build();
        var first = _site.Project;
        _site.Project = first with { ProjectFile = _site.Folder.Write("other/other.moodleproj", ""), IntermediateFolder = _site.Folder["other", "obj"] };

        var error = _site.FailToBuild(adopt: true);

        Assert.Equal("MOODLE1603", error.Id);
        Assert.Contains(first.ProjectFile, error.Message, StringComparison.Ordinal);
        // Without the output it would clean the one that the project has by default.
        Assert.Contains($"dotnet clean \"{first.ProjectFile}\" -o \"{_site.OutputPath}\"", error.Remedy, StringComparison.Ordinal);
        Assert.NotNull(_site.Clean(project: first));
        _site.Rebuild();
    }

    [Fact]
    public void Another_project_of_the_same_folder_is_another_project()
    {
        _site.Build();
        var first = _site.Project;
        _site.Project = first with { ProjectFile = _site.Folder.Write("site/other.moodleproj", "") };

        Assert.Equal("MOODLE1603", _site.FailToBuild(adopt: true).Id);

        // Not another one, but the same that was renamed.
        File.Delete(first.ProjectFile);
        Assert.True(_site.Rebuild().IsNoChange);
    }

    [Theory]
    [InlineData("a path that no system takes", "/nul\0nul")]
    [InlineData("a path of thousands of folders", null)]
    public void A_record_with_nonsense_in_it_is_told_as_another_projects(string _, string? project)
    {
        _site.Build();
        var other = Directory.CreateDirectory(_site.Folder["theirs", Path.GetFileName(_site.Output.State.Path)]).FullName;
        File.Copy(_site.Output.State.StateFile, Path.Combine(other, "state.bin"));
        var path = project ?? string.Concat(Enumerable.Repeat("/d", 30_000));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_site.OutputPath)!, ".site.moodle-owner"), $"The folder 'site'\nproject={path}\nstate={other}\n");
        _site.Write("index.php", "<?php // new\n").Compose();

        Assert.Equal("MOODLE1603", _site.FailToBuild().Id);
    }

    [Fact]
    public void A_project_that_is_reached_through_a_link_is_the_same()
    {
        _site.Build();
        Directory.CreateSymbolicLink(_site.Folder["linked"], _site.Folder["site"]);
        _site.Project = _site.Project with { ProjectFile = _site.Folder["linked", "site.moodleproj"], IntermediateFolder = _site.Folder["linked", "obj"] };

        Assert.True(_site.Rebuild().IsNoChange);
    }

    [Theory]
    [InlineData("site/bin/Debug/site")]
    [InlineData("srv/site")]
    public void A_project_that_was_moved_and_left_a_link_behind_is_itself(string output)
    {
        _site.OutputPath = _site.Folder[output];
        _site.Build();
        Directory.Move(_site.Folder["site"], _site.Folder["moved"]);
        Directory.CreateSymbolicLink(_site.Folder["site"], _site.Folder["moved"]);
        _site.Project = _site.Project with { ProjectFile = _site.Folder["moved", "site.moodleproj"], IntermediateFolder = _site.Folder["moved", "obj"] };
        _site.OutputPath = _site.Folder[output.Replace("site/bin", "moved/bin", StringComparison.Ordinal)];

        Assert.True(_site.Rebuild().IsNoChange);
        Assert.NotNull(_site.Clean());
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_site.OutputPath)!));
    }

    [Fact]
    public void A_project_that_was_copied_with_its_output_is_another_and_owns_the_copy()
    {
        _site.Build();
        Copy(_site.Folder["site"], _site.Folder["copy"]);
        _site.Project = _site.Project with { ProjectFile = _site.Folder["copy", "site.moodleproj"], IntermediateFolder = _site.Folder["copy", "obj"] };
        _site.OutputPath = _site.Folder["copy", "bin", "Debug", "site"];

        Assert.True(_site.Rebuild().IsNoChange);
    }

    [Fact]
    public void Of_two_projects_that_build_one_output_at_once_one_gets_it_whole()
    {
        using var second = new ReconciledSite { OutputPath = _site.OutputPath };
        _site.Write("index.php", "first").Compose();
        second.Write("index.php", "second").Write("more.php", "more").Compose();
        ReconciledSite[] sites = [_site, second];

        Trial.Run(400, _ =>
        {
            var results = new Result<ReconcileReport>[2];
            using var start = new Barrier(2);
            Parallel.For(0, 2, i =>
            {
                start.SignalAndWait();
                results[i] = sites[i].TryBuild();
            });

            var won = Assert.Single(sites, site => results[Array.IndexOf(sites, site)].Succeeded);
            var refused = Assert.Single(results.Single(r => !r.Succeeded).Errors);
            Assert.True(refused.Id == "MOODLE1603", refused.ToString());
            won.AssertOutputEqualsTree();
            Assert.Equal(won.Tree.Entries.Select(e => e.Path), won.Files());
            Assert.NotNull(won.Clean());
        });
    }

    [Fact]
    public void A_project_that_is_gone_owns_nothing()
    {
        _site.Build();
        Directory.Delete(_site.Project.IntermediateFolder, recursive: true);
        _site.Project = _site.Project with { IntermediateFolder = _site.Folder["moved", "obj"] };
        Assert.True(_site.Rebuild().IsNoChange);
    }

    [Fact]
    public void Roots_homes_and_what_holds_the_project_are_refused()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal("MOODLE1601", Refused(Path.GetPathRoot(Path.GetTempPath())!));
        Assert.Equal("MOODLE1601", Refused(home));
        Assert.Equal("MOODLE1601", Refused(Path.Combine(home, "\0x")));
        Assert.Equal("MOODLE1601", Refused(Path.GetDirectoryName(home)!));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["site"]));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["site"] + Path.DirectorySeparatorChar));
        Assert.Equal("MOODLE1602", Refused(_site.Folder.Path));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["site", "obj"]));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["cache"]));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["cache", "inner"]));
        Assert.Equal("MOODLE1602", Refused(_site.Folder["site", "obj", "moodle", "x"]));
        Assert.True(OutputFolder.At(_site.Folder["sit"], _site.Project).Succeeded);
    }

    [Fact]
    public void A_link_that_leads_to_the_project_is_refused_too()
    {
        Directory.CreateSymbolicLink(_site.Folder["link"], _site.Folder["site"]);
        Assert.Equal("MOODLE1602", Refused(_site.Folder["link"]));
    }

    [Fact]
    public void A_file_for_an_output_is_refused()
    {
        _site.OutputPath = _site.Folder.Write("file", "x");
        _site.Compose();
        Assert.Equal("MOODLE1604", _site.FailToBuild().Id);
        Assert.Equal("x", File.ReadAllText(_site.OutputPath));
    }

    public void Dispose() => _site.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private string Refused(string path) => Assert.Single(OutputFolder.At(path, _site.Project).Errors).Id;
}
