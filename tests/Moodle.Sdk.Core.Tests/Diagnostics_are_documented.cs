using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests;

public sealed partial class Diagnostics_are_documented
{
    [Fact]
    public void Every_code_has_its_section_and_every_section_its_code()
    {
        var folder = Path.Combine(PackedSdk.RepositoryRoot, "src", "Moodle.Sdk.Core", "Diagnostics");
        var source = string.Concat(Directory.EnumerateFiles(folder, "*.cs").Select(File.ReadAllText));
        // MOODLE1001 is raised by the targets, where no task can be loaded.
        var made = MadeCode.Matches(source).Select(m => int.Parse(m.Groups[1].Value, null)).Append(1001).Order().ToList();
        var documented = Heading.Matches(File.ReadAllText(Path.Combine(PackedSdk.RepositoryRoot, "docs", "diagnostics.md"))).Select(m => int.Parse(m.Groups[1].Value, null)).ToList();

        Assert.True(made.Count > 100);
        Assert.Equal(made, documented);
        Assert.Equal(made.Distinct(), made);
    }

    [GeneratedRegex(@"<summary>\s*(?:///\s*)?MOODLE(\d{4}): ")]
    private static partial Regex MadeCode { get; }

    [GeneratedRegex(@"^### MOODLE(\d{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }
}
