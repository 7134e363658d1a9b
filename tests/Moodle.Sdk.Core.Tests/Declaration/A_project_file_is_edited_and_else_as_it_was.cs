using System.Text;
using System.Xml.Linq;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed class A_project_file_is_edited_and_else_as_it_was : IDisposable
{
    private readonly TempFolder _folder = new();

    private static NewItem Patch => new("MoodlePatch", "patches/core.patch", []);

    [Fact]
    public void An_item_goes_behind_the_last_of_its_type() => Assert.Equal(
        """
        <Project Sdk="Moodle.Sdk/1.0.0">

          <ItemGroup>
            <MoodlePatch Include="patches/a.patch" Plugin="mod_x" />
            <MoodlePatch Include="patches/b.patch"> <!-- ">" -->
              <Plugin>mod_x</Plugin>
            </MoodlePatch> <!-- why --> <!-- and since when -->
            <MoodlePatch Include="patches/core.patch" />
            <MoodleFile Include="x.css" TargetPath="x.css" />
          </ItemGroup>

        </Project>
        """,
        Edited(
            """
            <Project Sdk="Moodle.Sdk/1.0.0">

              <ItemGroup>
                <MoodlePatch Include="patches/a.patch" Plugin="mod_x" />
                <MoodlePatch Include="patches/b.patch"> <!-- ">" -->
                  <Plugin>mod_x</Plugin>
                </MoodlePatch> <!-- why --> <!-- and since when -->
                <MoodleFile Include="x.css" TargetPath="x.css" />
              </ItemGroup>

            </Project>
            """,
            p => p.Add(Patch)));

    [Fact]
    public void One_without_such_neighbours_gets_a_group_at_the_end_with_the_indentation_of_the_file() => Assert.Equal(
        "<Project>\n\t<ItemGroup>\n\t\t<MoodlePlugin Include=\"mod_x\"/>\n\t</ItemGroup>\n\n\t<ItemGroup>\n\t\t<MoodlePatch Include=\"patches/core.patch\" />\n\t</ItemGroup>\n\n</Project>\n",
        Edited("<Project>\n\t<ItemGroup>\n\t\t<MoodlePlugin Include=\"mod_x\"/>\n\t</ItemGroup>\n\n</Project>\n", p => p.Add(Patch)));

    [Theory]
    [InlineData("<ItemGroup Condition=\"'$(Configuration)' == 'Debug'\"><MoodlePatch Include=\"x\" /></ItemGroup>")]
    [InlineData("<Target Name=\"T\"><ItemGroup><MoodlePatch Include=\"x\" /></ItemGroup></Target>")]
    [InlineData("<Choose><When Condition=\"true\"><ItemGroup><MoodlePatch Include=\"x\" /></ItemGroup></When></Choose>")]
    [InlineData("<!-- <ItemGroup><MoodlePatch Include=\"x\" /></ItemGroup> -->")]
    [InlineData("<PropertyGroup><A><![CDATA[<MoodlePatch Include=\"x\" />]]></A></PropertyGroup>")]
    public void A_group_that_does_not_always_count_takes_none(string there) => Assert.Equal(
        $"<Project>\n  {there}\n  <ItemGroup>\n    <MoodlePatch Include=\"patches/core.patch\" />\n  </ItemGroup>\n</Project>",
        Edited($"<Project>\n  {there}\n</Project>", p => p.Add(Patch)));

    [Fact]
    public void What_stands_on_one_line_stays_there()
    {
        Assert.Equal(
            "<Project><ItemGroup><MoodlePatch Include='a>b' /><MoodlePatch Include=\"patches/core.patch\" /></ItemGroup></Project>",
            Edited("<Project><ItemGroup><MoodlePatch Include='a>b' /></ItemGroup></Project>", p => p.Add(Patch)));
        Assert.Equal(
            "<Project Sdk=\"Moodle.Sdk/1.0.0\">\n\n  <ItemGroup>\n    <MoodlePatch Include=\"patches/core.patch\" />\n  </ItemGroup>\n\n</Project>",
            Edited("<Project Sdk=\"Moodle.Sdk/1.0.0\" />", p => p.Add(Patch)));
    }

    [Theory]
    [InlineData("\r\n", new byte[] { 0xEF, 0xBB, 0xBF }, "utf-8")]
    [InlineData("\n", new byte[0], "utf-8")]
    [InlineData("\r", new byte[0], "utf-8")]
    [InlineData("\r\n", new byte[] { 0xFF, 0xFE }, "utf-16")]
    public void Line_ends_and_encoding_are_those_of_the_file(string line, byte[] mark, string encoding)
    {
        var text = string.Join(line, "<!-- Lycée -->", "<Project>", "  <ItemGroup>", "    <MoodlePatch Include=\"a\" />", "  </ItemGroup>", "</Project>", "");
        byte[] Bytes(string content) => [.. mark, .. Encoding.GetEncoding(encoding).GetBytes(content)];
        File.WriteAllBytes(_folder["site.moodleproj"], Bytes(text));

        Assert.True(ProjectEdits.Read(_folder["site.moodleproj"]).Value.Add(Patch).Write().Succeeded);

        Assert.Equal(
            Bytes(text.Replace("\"a\" />", $"\"a\" />{line}    <MoodlePatch Include=\"patches/core.patch\" />")),
            File.ReadAllBytes(_folder["site.moodleproj"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_MSBuild_would_read_otherwise_is_escaped()
    {
        var edited = Edited("<Project />", p => p.Add(new("MoodlePatch", "a;b*?%41$(x)&\"<", [("Plugin", "$(x)*;%"), ("Tag", "v1 & 'two'")], "one -- two\nthree")));

        var item = XDocument.Parse(edited).Descendants("MoodlePatch").Single();
        Assert.Equal(["a%3Bb%2A%3F%2541%24(x)&\"<", "%24(x)*;%25", "v1 & 'two'"], item.Attributes().Select(a => a.Value));
        Assert.Equal(" one - - two three ", ((XComment)item.NextNode!).Value);
    }

    [Fact]
    public void A_property_is_set_where_it_is_or_in_the_place_of_another()
    {
        const string project = "<Project>\n  <PropertyGroup>\n    <!-- which -->\n    <MoodleVersion>4.5.*</MoodleVersion>\n    <CI>true</CI>\n  </PropertyGroup>\n</Project>\n";

        Assert.Equal(project.Replace("4.5.*", "4.5.6"), Edited(project, p => p.Set("MoodleVersion", "4.5.6", "MoodleCommit")));
        Assert.Equal(
            project.Replace("<MoodleVersion>4.5.*</MoodleVersion>", "<MoodleCommit>0123456</MoodleCommit>"),
            Edited(project, p => p.Set("MoodleCommit", "0123456", "MoodleVersion")));
        Assert.Equal(
            project.Replace("<CI>true</CI>", "<CI>true</CI>\n    <MoodleRepository>https://a/b</MoodleRepository>"),
            Edited(project, p => p.Set("MoodleRepository", "https://a/b")));
        Assert.Equal("<Project>\n  <PropertyGroup>\n    <MoodleVersion>4.5.6</MoodleVersion>\n  </PropertyGroup>\n</Project>", Edited("<Project>\n</Project>", p => p.Set("MoodleVersion", "4.5.6")));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'<', (byte)'a', 0xE9, (byte)'/', (byte)'>' }, "Error MOODLE1026: The project file cannot be changed: it is no UTF-8. Put that right and run the same again; nothing was written.")]
    [InlineData(new byte[] { (byte)'<' }, "Error MOODLE1026: The project file cannot be changed: ")]
    public void What_cannot_be_edited_is_an_error(byte[] content, string error)
    {
        File.WriteAllBytes(_folder["site.moodleproj"], content);

        Assert.StartsWith(error, Assert.Single(ProjectEdits.Read(_folder["site.moodleproj"]).Errors).ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Edited(string text, Func<ProjectEdits, ProjectEdits> edit)
    {
        var project = _folder.Write("site.moodleproj", text);
        Assert.True(edit(ProjectEdits.Read(project).Value).Write().Succeeded);
        return File.ReadAllText(project);
    }
}
