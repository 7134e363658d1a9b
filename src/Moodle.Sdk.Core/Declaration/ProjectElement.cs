using System.Xml;

namespace Moodle.Sdk.Declaration;

/// <summary>An element of a project file, and where it stands in the text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The element around it.</param>
/// <param name="HasCondition">Whether it has a Condition.</param>
/// <param name="Start">Where it begins.</param>
internal sealed record ProjectElement(string Name, ProjectElement? Parent, bool HasCondition, int Start)
{
    /// <summary>Its Include as it is written; null for one that has none.</summary>
    public string? Include { get; private init; }

    /// <summary>Where its closing tag begins; null for one that has none.</summary>
    public int? Close { get; private set; }

    /// <summary>Behind its last character.</summary>
    public int End { get; private set; }

    /// <summary>True for a group that every evaluation reads.</summary>
    public bool AlwaysCounts => !HasCondition && Parent is { Parent: null };

    /// <summary>Whether it is called so; MSBuild takes no notice of case.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every element, in the order in which they begin; the first is the root.</summary>
    /// <exception cref="XmlException">The text is no XML.</exception>
    public static IReadOnlyList<ProjectElement> All(string text)
    {
        var (all, open, lines) = (new List<ProjectElement>(), new Stack<ProjectElement>(), LineStarts(text));
        using var reader = XmlReader.Create(new StringReader(text));
        while (reader.Read())
        {
            var place = (IXmlLineInfo)reader;
            if (reader.NodeType == XmlNodeType.Element)
            {
                var start = At(place) - 1;
                var element = new ProjectElement(reader.LocalName, open.TryPeek(out var around) ? around : null, reader.GetAttribute("Condition") is not null, start) { Include = reader.GetAttribute("Include") };
                all.Add(element);
                if (reader.IsEmptyElement)
                {
                    element.End = EndOfTag(text, start);
                }
                else
                {
                    open.Push(element);
                }
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                var closed = open.Pop();
                (closed.Close, closed.End) = (At(place) - 2, EndOfTag(text, At(place)));
            }
        }

        return all;

        int At(IXmlLineInfo place) => lines[place.LineNumber - 1] + place.LinePosition - 1;
    }

    // A line ends as XML says it does: with CR, LF, or both.
    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }

    private static int EndOfTag(string text, int from)
    {
        for (char? quote = null; ; from++)
        {
            if (quote is null && text[from] == '>')
            {
                return from + 1;
            }

            quote = quote == text[from] ? null : quote ?? (text[from] is '"' or '\'' ? text[from] : null);
        }
    }
}
