using System.Xml;
using System.Xml.Linq;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>A place in a file, counted from 1; line 0 means the file as a whole.</summary>
public readonly record struct SourceLine(string File, int Line, int Column);

/// <summary>
/// Finds the line of a declaration. MSBuild tells a task which file an item comes from but not which line, so the file is read again:
/// only when there is something to report.
/// </summary>
public static class SourceLines
{
    /// <summary>The place of the declaring element; the file alone when it cannot be found (set on the command line, say).</summary>
    public static SourceLine Find(Origin origin)
    {
        foreach (var file in Candidates(origin))
        {
            if (Load(file)?.Descendants().LastOrDefault(e => Declares(e, origin)) is IXmlLineInfo line && line.HasLineInfo())
            {
                return new SourceLine(file, line.LineNumber, line.LinePosition);
            }
        }

        return new SourceLine(origin.File, 0, 0);
    }

    /// <summary>
    /// The items of a kind whose Include holds a wildcard, in the project and the Directory.Build files above it. MSBuild replaces a wildcard by the
    /// project folder's files that match, and by nothing when none do, before a task sees it; only the text of the file still tells.
    /// </summary>
    public static IEnumerable<Origin> WithWildcard(string projectFile, string item) =>
        from file in Candidates(new Origin(projectFile, item))
        from element in Load(file)?.Descendants() ?? []
        where element.Name.LocalName == item
        let include = element.Attribute("Include")?.Value
        where include is not null && include.AsSpan().ContainsAny('*', '?')
        select new Origin(file, item, include);

    // A property may stand in the project or in a Directory.Build.* above it; MSBuild does not say.
    private static IEnumerable<string> Candidates(Origin origin)
    {
        yield return origin.File;
        if (origin.Include is not null)
        {
            yield break;
        }

        for (var folder = Path.GetDirectoryName(origin.File); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return Path.Combine(folder, "Directory.Build.targets");
            yield return Path.Combine(folder, "Directory.Build.props");
        }
    }

    private static bool Declares(XElement element, Origin origin)
    {
        if (element.Name.LocalName != origin.Element)
        {
            return false;
        }

        var names = element.Attribute("Include") ?? element.Attribute("Update");
        return origin.Include is null
            ? names is null
            : names is not null && (names.Value == origin.Include || names.Value.Split(';', StringSplitOptions.TrimEntries).Contains(origin.Include, StringComparer.OrdinalIgnoreCase));
    }

    private static XDocument? Load(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // A file that MSBuild could evaluate but we cannot read only costs the line number.
            return null;
        }
    }
}
