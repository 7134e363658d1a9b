using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Whose code it carries is not this assembly's business: what is called after it is given to it (<see cref="GitCacheOptions"/>).</summary>
public sealed partial class It_knows_git_and_nothing_else
{
    private static readonly string Folder = Path.Combine(PackedSdk.RepositoryRoot, "src", "Moodle.Sdk.Git");

    [Fact]
    public void No_source_file_has_a_word_of_Moodle_besides_the_name_of_the_assembly()
    {
        var files = Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(f => !Path.GetRelativePath(Folder, f).StartsWith("obj", StringComparison.Ordinal)).ToList();
        var wrong =
            from file in files
            from line in File.ReadLines(file)
            where Word.IsMatch(line.Replace("Moodle.Sdk.Git", "", StringComparison.Ordinal))
            select $"{Path.GetRelativePath(Folder, file)}: {line.Trim()}";

        Assert.True(files.Count > 50);
        Assert.Empty(wrong);
    }

    [Fact]
    public void It_stands_on_nothing_of_MSBuild_and_nothing_of_the_domain() => Assert.DoesNotContain(
        typeof(GitCache).Assembly.GetReferencedAssemblies(),
        used => used.Name!.StartsWith("Microsoft.Build", StringComparison.Ordinal) || used.Name.StartsWith("Moodle", StringComparison.Ordinal));

    [GeneratedRegex(@"moodle|plugin|\bsites?\b|version\.php|frankenstyle|MSBuild|msbuild", RegexOptions.IgnoreCase)]
    private static partial Regex Word { get; }
}
