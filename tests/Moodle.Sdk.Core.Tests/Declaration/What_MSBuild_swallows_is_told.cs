using System.Text.RegularExpressions;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed partial class What_MSBuild_swallows_is_told : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("<PropertyGroup>\n<MoodleVerison>4.5</MoodleVerison></PropertyGroup>", "MOODLE1019", "property MoodleVerison. Write the property MoodleVersion;")]
    [InlineData("<PropertyGroup>\n<MoodlePlugin>mod_x</MoodlePlugin></PropertyGroup>", "MOODLE1019", "property MoodlePlugin. Write the item MoodlePlugin or the property MoodlePlugins;")]
    [InlineData("<ItemGroup>\n<MoodlePlugins Include='mod_x' /></ItemGroup>", "MOODLE1019", "item MoodlePlugins. Write the property MoodlePlugins or the item MoodlePlugin;")]
    [InlineData("<ItemGroup>\n<MoodlePlugn Condition=\"1 > 0\" Include='mod_x' /></ItemGroup>", "MOODLE1019", "item MoodlePlugn. Write the item MoodlePlugin or")]
    [InlineData("<ItemGroup>\n<MoodelPlugin Include='mod_x' /></ItemGroup>", "MOODLE1019", "item MoodelPlugin. Write the item MoodlePlugin;")]
    [InlineData("<PropertyGroup>\n<ModleOffline>true</ModleOffline></PropertyGroup>", "MOODLE1019", "property ModleOffline. Write the property MoodleOffline;")]
    [InlineData("<ItemGroup>\n<MoodleVersion Include='4.5' /></ItemGroup>", "MOODLE1019", "item MoodleVersion. Write the property MoodleVersion;")]
    [InlineData("<PropertyGroup>\n<MoodleTheme>boost</MoodleTheme></PropertyGroup>", "MOODLE1020", "property MoodleTheme")]
    [InlineData("<ItemGroup>\n<MoodleAudited Include='a' /></ItemGroup>", "MOODLE1020", "item MoodleAudited")]
    [InlineData("<ItemGroup>\n<MoodlePlugin Include='mod_*' /></ItemGroup>", "MOODLE1015", "an item for each")]
    [InlineData("<ItemGroup>\n<MoodlePublishExclude Include='**/x' /></ItemGroup>", "MOODLE1015", "as a property")]
    public void A_name_that_nothing_reads_and_a_wildcard(string xml, string code, string told)
    {
        var finding = Assert.Single(Told(xml));

        Assert.Equal(code, finding.Id);
        Assert.Equal(code is "MOODLE1019" ? Severity.Error : Severity.Warning, finding.Severity);
        Assert.Contains(told, finding.Text, StringComparison.Ordinal);
        Assert.Equal(new SourceLine(_folder["Directory.Build.props"], 2, 2), SourceLines.Find(finding.Origin!));
    }

    [Theory]
    [InlineData("<PropertyGroup><moodleversion>4.5</moodleversion><MoodlePlugins>mod_x</MoodlePlugins><MoodlePublishExclude>*</MoodlePublishExclude></PropertyGroup>")]
    [InlineData("<ItemGroup><MoodlePlugin Include='mod_x'><MoodleAnything>1</MoodleAnything></MoodlePlugin><MoodlePublishExclude Include='x' /></ItemGroup>")]
    [InlineData("<PropertyGroup><ModuleTag>v1</ModuleTag><MoodelTheme>boost</MoodelTheme><ModelVersion>1</ModelVersion></PropertyGroup>")]
    [InlineData("<ItemGroup><MoodlePluginsDirectory Include='https://x.example/plugins.json?token=1' /></ItemGroup>")]
    [InlineData("<!-- <PropertyGroup><MoodleVerison>4.5</MoodleVerison></PropertyGroup> -->")]
    [InlineData("<ItemDefinitionGroup><MoodlePlugin><Version>1</Version></MoodlePlugin></ItemDefinitionGroup>")]
    [InlineData("<Target Name='T'><MoodleTask Include='x' /></Target>")]
    [InlineData("<PropertyGroup><OutputPath>$(Configuration)</OutputPath><X Condition=\"'$(Configuration)' == 'A'\">1</X></PropertyGroup><ItemGroup><MoodlePlugin Include='mod_x' /></ItemGroup>")]
    [InlineData("<ItemGroup Condition=\"'$(Configuration)' == 'A'\"><MoodleCoreRemove Include='mod_chat' /></ItemGroup><ItemGroup><MoodlePlugin Condition=\"'$(X)' == ''\" Include='mod_x' /></ItemGroup>")]
    [InlineData("<not XML: MoodleVerison")]
    public void But_nothing_else(string xml) => Assert.Empty(Told(xml));

    [Theory]
    [InlineData("<ItemGroup>\n<MoodlePlugin Include='mod_x' Condition=\"'$(Configuration)' == 'Release'\" /></ItemGroup>", "Write Configurations=\"Release\" on the item")]
    [InlineData("<ItemGroup Condition=\" 'Debug'=='$(configuration)' \">\n<MoodlePluginDefault Include='mod_x' /></ItemGroup>", "Write Configurations=\"...\" on the item")]
    [InlineData("<ItemGroup Condition='$(Configuration) == Debug'>\n<MoodlePlugin Update='mod_x' Tag='v1' /></ItemGroup>", "Write Configurations=\"Debug\" on the item")]
    [InlineData("<ItemGroup>\n<MoodlePlugin Include='mod_x' Condition=\"'$(Configuration)' != 'Release'\" /></ItemGroup>", "Write Configurations=\"...\" on the item")]
    [InlineData("<ItemGroup>\n<MoodlePlugin Include='mod_x'><Tag Condition=\"'$(Configuration)' == 'Release'\">v1</Tag></MoodlePlugin></ItemGroup>", "Write Tag without the Condition")]
    [InlineData("<Choose><When Condition=\"'$(Configuration)' == 'Debug'\"><ItemGroup>\n<MoodlePlugin Include='mod_x' /></ItemGroup></When></Choose>", "Write Configurations=\"Debug\"")]
    [InlineData("<Choose><When Condition=\"'$(Configuration)' == 'Debug'\" /><Otherwise><ItemGroup>\n<MoodlePlugin Include='mod_x' /></ItemGroup></Otherwise></Choose>", "Write Configurations=\"...\"")]
    public void A_Condition_that_would_make_the_lock_differ_by_Configuration_is_an_error(string xml, string told)
    {
        var error = Assert.Single(Told(xml));

        Assert.Equal(("MOODLE1021", Severity.Error), (error.Id, error.Severity));
        Assert.Contains(told, error.Text, StringComparison.Ordinal);
        Assert.Equal(2, SourceLines.Find(error.Origin!).Line);
    }

    [Fact]
    public void Properties_of_the_command_line_are_looked_at_too()
    {
        var site = Declared.Site() with { GlobalProperties = ["MoodleOfline", "Configuration", "MoodelVersion", "MoodleTheme", "MOODLEOFFLINE", "_MoodleVerison"] };

        var told = Declared.Told(site);

        Assert.Equal(["MOODLE1019", "MOODLE1019", "MOODLE1020"], told.Select(d => d.Id));
        Assert.Equal(new SourceLine(site.ProjectFile, 0, 0), SourceLines.Find(told[0].Origin!));
    }

    [Fact]
    public void The_names_are_those_that_the_targets_read()
    {
        var files = Directory.EnumerateFiles(Path.Combine(PackedSdk.RepositoryRoot, "sdk", "Moodle.Sdk"), "*.targets", SearchOption.AllDirectories);
        var text = string.Concat(files.Select(File.ReadAllText));

        Assert.Equal(Names(PropertyRead), ProjectText.Properties.Order(StringComparer.Ordinal));
        Assert.Equal(Names(ItemRead).Except(["MoodleSiteOutput", "MoodleArtifact", "MoodleMove", "MoodleMadePatch", "MoodleImported", "MoodleExportedCustomization", "MoodleCachedUpstream", "MoodlePrunedUpstream"]), ProjectText.Items.Order(StringComparer.Ordinal));

        IEnumerable<string> Names(Regex read) => read.Matches(text).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<Diagnostic> Told(string xml)
    {
        var file = _folder["Directory.Build.props"];
        File.WriteAllText(file, $"<Project>{xml}</Project>");
        return Declared.Told(Declared.Site() with { ProjectFile = _folder["site.moodleproj"], DirectoryBuildFiles = [file, _folder["Directory.Build.targets"]] });
    }

    [GeneratedRegex(@"\$\((Moodle\w+)[).]")]
    private static partial Regex PropertyRead { get; }

    [GeneratedRegex(@"@\((Moodle\w+)\)")]
    private static partial Regex ItemRead { get; }
}
