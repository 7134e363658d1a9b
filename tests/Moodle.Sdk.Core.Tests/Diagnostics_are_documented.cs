using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests;

public sealed partial class Diagnostics_are_documented
{
    private static readonly string Sources = Path.Combine(PackedSdk.RepositoryRoot, "src");

    // Each room words its own, in files that are named so; a comment may name codes too.
    private static readonly string Diagnostics = string.Join('\n',
        from file in Directory.EnumerateFiles(Path.Combine(Sources, "Moodle.Sdk.Core"), "*.cs", SearchOption.AllDirectories)
        where file.EndsWith("Diagnostics.cs", StringComparison.Ordinal) || file.EndsWith("Diagnostic.cs", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        select line);

    private static readonly string Documented = File.ReadAllText(Path.Combine(PackedSdk.RepositoryRoot, "docs", "diagnostics.md"));

    [Fact]
    public void Every_code_has_its_section_and_every_section_its_code()
    {
        var targets = Directory.EnumerateFiles(Path.Combine(PackedSdk.RepositoryRoot, "sdk"), "*.targets", SearchOption.AllDirectories).Select(File.ReadAllText);
        var raised = Codes(MadeCode, Diagnostics).Concat(targets.SelectMany(text => Codes(TargetCode, text))).Distinct().Order().ToList();

        Assert.True(raised.Count > 100);
        Assert.Contains("1001", raised);
        Assert.Equal(raised, Codes(Heading, Documented));
    }

    [Fact]
    public void Each_code_is_made_in_one_place()
    {
        var made = Member.Split(Diagnostics).SelectMany(member => Codes(MadeCode, member).Distinct()).ToList();

        Assert.Equal(made.Distinct(), made);
    }

    [Fact]
    public void Every_section_says_how_much_its_code_weighs()
    {
        var made = Weighed.Matches(Diagnostics).Select(m => (Code: m.Groups[2].Value, Weight: m.Groups[1].Value)).ToList();
        var documented = WeighedHeading.Matches(Documented).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        // A code that is now one and now the other is documented as one of them.
        Assert.DoesNotContain(made.ToLookup(m => m.Code, m => m.Weight), m => !m.Contains(documented[m.Key]));
    }

    [Fact]
    public void Every_code_can_be_raised()
    {
        var sources = Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

        Assert.Empty(Codes(Maker, Diagnostics).Except(sources.SelectMany(text => Codes(Use, text))));
    }

    private static IEnumerable<string> Codes(Regex regex, string text) => regex.Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex("\"MOODLE(\\d{4})\",")]
    private static partial Regex MadeCode { get; }

    [GeneratedRegex(@"(?=public static )")]
    private static partial Regex Member { get; }

    [GeneratedRegex("Code=\"MOODLE(\\d{4})\"")]
    private static partial Regex TargetCode { get; }

    [GeneratedRegex("(Error|Warning)\\(\\s*\"MOODLE(\\d{4})\",")]
    private static partial Regex Weighed { get; }

    [GeneratedRegex(@"public static Diagnostic (?!Error|Warning)(\w+)\(")]
    private static partial Regex Maker { get; }

    [GeneratedRegex(@"Diagnostics?\.(\w+)")]
    private static partial Regex Use { get; }

    [GeneratedRegex(@"^### MOODLE(\d{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"^### MOODLE(\d{4})\n\n(Error|Warning)", RegexOptions.Multiline)]
    private static partial Regex WeighedHeading { get; }
}
