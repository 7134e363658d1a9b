using System.Text.RegularExpressions;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed partial class What_can_be_declared_and_asked_is_documented
{
    // What others ask of any project, and the two that verbs are made of.
    private static readonly string[] OfNoPerson = ["ResolveSite", "ReconcileSite"];

    private static readonly string Documented = File.ReadAllText(Path.Combine(PackedSdk.RepositoryRoot, "docs", "project-file.md"));

    [Fact]
    public void Each_property_and_item_in_the_page_of_the_project_file() =>
        Assert.All(ProjectText.Properties.Concat(ProjectText.Items), name => Assert.Matches($@"\b{name}\b", Documented));

    [Fact]
    public void Each_target_in_its_table_of_commands()
    {
        var targets = Directory.GetFiles(Path.Combine(PackedSdk.RepositoryRoot, "sdk", "Moodle.Sdk", "targets"), "*.targets")
            .Where(file => Path.GetFileName(file) != "tooling.targets")
            .SelectMany(file => Public.Matches(File.ReadAllText(file)).Select(target => target.Groups[1].Value)).Except(OfNoPerson).ToList();

        Assert.Contains("CacheInfo", targets);
        Assert.All(targets, target => Assert.Matches($@"(?m)^\| `dotnet ({target.ToLowerInvariant()}|.* -t:{target})` \|", Documented));
    }

    [GeneratedRegex("<Target Name=\"([A-Z]\\w+)\"")]
    private static partial Regex Public { get; }
}
