using System.Text.RegularExpressions;
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
public static partial class SourceLines
{
    /// <summary>The place of the declaring element; the file alone when it cannot be found (set on the command line, say).</summary>
    public static SourceLine Find(Origin origin)
    {
        if (origin.Place is { Line: > 0 } known)
        {
            return new SourceLine(origin.File, known.Line, known.Column);
        }

        if (origin.Element == Origin.LockElement)
        {
            return new SourceLine(origin.File, LineOfEntry(origin), 1);
        }

        foreach (var file in Candidates(origin))
        {
            var elements = Load(file)?.Descendants().Where(e => e.Name.LocalName == origin.Element).ToList() ?? [];
            if ((elements.LastOrDefault(e => Declares(e, origin)) ?? elements.LastOrDefault(e => MayDeclare(e, origin))) is IXmlLineInfo line && line.HasLineInfo())
            {
                return new SourceLine(file, line.LineNumber, line.LinePosition);
            }
        }

        return new SourceLine(origin.File, 0, 0);
    }

    // Each entry begins on a line of its own. Of two of one name the last is one too many.
    private static int LineOfEntry(Origin origin)
    {
        try
        {
            return origin.Include is { } name ? 1 + Array.FindLastIndex(File.ReadAllLines(origin.File), line => line.TrimStart().StartsWith($"\"{name}\":", StringComparison.Ordinal)) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

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
        var names = Names(element);
        return origin.Include is null ? names is null : names == origin.Include || names?.Split(';', StringSplitOptions.TrimEntries).Contains(origin.Include, StringComparer.OrdinalIgnoreCase) == true;
    }

    // What MSBuild made of properties and wildcards stands in no file.
    private static bool MayDeclare(XElement element, Origin origin) => origin.Include is { } include && Names(element)?.Split(';', StringSplitOptions.TrimEntries).Any(name =>
        Evaluated.IsMatch(name) && Regex.IsMatch(include, $@"\A{string.Join(".*", Evaluated.Split(name).Select(Regex.Escape))}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)) == true;

    private static string? Names(XElement element) => (element.Attribute("Include") ?? element.Attribute("Update"))?.Value;

    /// <summary>The XML of a file with its lines; null when it is not there or cannot be read.</summary>
    internal static XDocument? Load(string file)
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

    [GeneratedRegex(@"\$\([^)]*\)|\*\*[\\/]|\*+|\?")]
    private static partial Regex Evaluated { get; }
}
