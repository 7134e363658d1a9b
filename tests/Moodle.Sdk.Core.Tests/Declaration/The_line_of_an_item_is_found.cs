using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed class The_line_of_an_item_is_found : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("config/prod/config.php", 2)]
    [InlineData("own/a/b/c.txt", 3)]
    [InlineData("own/d.txt", 3)]
    [InlineData("exact.txt", 4)]
    [InlineData("x1.css", 5)]
    [InlineData("elsewhere/config.php", 0)]
    [InlineData("config/prod/config.php.bak", 0)]
    public void Also_where_MSBuild_evaluated_its_name(string include, int line)
    {
        var project = _folder.Write("site.moodleproj", """
            <Project><ItemGroup>
              <MoodleFile Include="config/$(Configuration)/config.php" />
              <MoodleFile Include="own/**/*" />
              <MoodleFile Include="exact.txt" />
              <MoodleFile Include="a.css; x?.css" />
            </ItemGroup></Project>
            """);

        Assert.Equal(line, SourceLines.Find(new Origin(project, "MoodleFile", include)).Line);
    }

    public void Dispose() => _folder.Dispose();
}
