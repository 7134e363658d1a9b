using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Declaration;

/// <summary>An item that is written into a project file.</summary>
/// <param name="Type">What it is, such as <c>MoodlePlugin</c>.</param>
/// <param name="Include">Its Include, as MSBuild is to read it.</param>
/// <param name="Metadata">Its metadata, in the order in which they are written.</param>
/// <param name="Comment">A word about it, behind it on its line.</param>
internal sealed record NewItem(string Type, string Include, ImmutableArray<(string Name, string Value)> Metadata, string? Comment = null)
{
    private string Element => $"<{Type} Include=\"{ProjectEdits.Escape(Include, isInclude: true)}\"{string.Concat(Metadata.Select(m => $" {m.Name}=\"{ProjectEdits.Escape(m.Value)}\""))} />";

    private string Word => Comment is null ? "" : ProjectEdits.TwoDashes.Replace(Printable.Of(Comment), "- ") + ' ';

    /// <summary>The element.</summary>
    public override string ToString() => Element + (Comment is null ? "" : $" <!-- {Word}-->");

    /// <summary>The element as a comment, which counts when it is taken out of that. Two hyphens would end it.</summary>
    internal string AsComment => $"<!-- {Element.Replace("--", "-&#45;", StringComparison.Ordinal)} {Word}-->";
}

/// <summary>
/// A project file that gets items and properties by a program: what is written goes where a person would write it, and every other byte stays as it is.
/// A value: each change gives another, and only <see cref="Write"/> touches the disk.
/// </summary>
internal sealed partial record ProjectEdits
{
    private readonly string _file;
    private readonly Encoding _encoding;
    private readonly string _text;

    private ProjectEdits(string file, Encoding encoding, string text) => (_file, _encoding, _text) = (file, encoding, text);

    /// <summary>The file as it now would be.</summary>
    public byte[] Bytes => [.. _encoding.GetPreamble(), .. _encoding.GetBytes(_text)];

    /// <summary>What the items of a type include, as it is written: folders and wildcards are what they are.</summary>
    public IEnumerable<string> IncludesOf(string type) => ProjectElement.All(_text).Where(e => e.Is(type)).Select(e => e.Include).OfType<string>();

    /// <summary>Reads a project file. Error: MOODLE1026.</summary>
    public static Result<ProjectEdits> Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            Encoding[] known = [new UTF8Encoding(true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true)];
            var encoding = known.FirstOrDefault(e => bytes.AsSpan().StartsWith(e.GetPreamble())) ?? new UTF8Encoding(false, true);
            var read = new ProjectEdits(file, encoding, encoding.GetString(bytes.AsSpan(encoding.GetPreamble().Length)));
            _ = ProjectElement.All(read._text);
            return read;
        }
        catch (DecoderFallbackException)
        {
            return DeclarationDiagnostics.NotEditable(file, "it is no UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return DeclarationDiagnostics.NotEditable(file, e.Message);
        }
    }

    /// <summary>Puts the file in its place, whole or not at all. Error: MOODLE1026.</summary>
    public Result<string> Write()
    {
        try
        {
            WholeFile.Write(_file, Bytes);
            return _file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DeclarationDiagnostics.NotEditable(_file, e.Message);
        }
    }

    /// <summary>
    /// Adds an item: as the last of its type, behind the one that is the last now. Where that one does not always count (its group has a Condition, or lies in a
    /// target), and where there is none, in a group of its own at the end.
    /// </summary>
    public ProjectEdits Add(NewItem item) => Add(item.Type, item.ToString());

    /// <summary>Adds items of one type that do not count, each as a comment that is not there yet, where such items go.</summary>
    public ProjectEdits AddAsComments(IEnumerable<NewItem> items) =>
        items.Where(i => !_text.Contains(i.AsComment, StringComparison.Ordinal)).ToList() is { Count: > 0 } added ? Add(added[0].Type, string.Join('\n', added.Select(i => i.AsComment))) : this;

    /// <summary>Sets a property, in the place of those that it takes the place of.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, as MSBuild is to read it.</param>
    /// <param name="instead">Properties that go.</param>
    public ProjectEdits Set(string name, string value, params string[] instead)
    {
        var all = ProjectElement.All(_text);
        var element = $"<{name}>{Escape(value)}</{name}>";
        var (there, groups) = (all.Where(e => !e.HasCondition && e.Parent is { AlwaysCounts: true } group && group.Is("PropertyGroup") && instead.Prepend(name).Any(e.Is)).ToList(), all.Where(e => e.AlwaysCounts && e.Is("PropertyGroup")));
        return there is [.., var last]
            ? With(_text[..last.Start] + element + _text[last.End..])
            : Insert(element, "PropertyGroup", groups.Select(group => all.LastOrDefault(e => e.Parent == group)).FirstOrDefault(e => e is not null), all);
    }

    /// <summary>Text as an attribute or an element has it, so that MSBuild reads the text itself. In an Include alone a semicolon and wildcards mean something.</summary>
    internal static string Escape(string text, bool isInclude = false) => SecurityElement.Escape((isInclude ? MeantInInclude : Meant).Replace(text, c => $"%{(int)c.Value[0]:X2}"));

    private ProjectEdits Add(string type, string element)
    {
        var all = ProjectElement.All(_text);
        var last = all.LastOrDefault(e => e.Is(type) && e.Parent?.Is("ItemGroup") == true);
        return Insert(element, "ItemGroup", last?.Parent is { AlwaysCounts: true } ? last : null, all);
    }

    private ProjectEdits With(string text) => new(_file, _encoding, text);

    private ProjectEdits Insert(string element, string group, ProjectElement? behind, IReadOnlyList<ProjectElement> all)
    {
        var line = NewLine.Match(_text) is { Success: true } found ? found.Value : "\n";
        if (behind is not null)
        {
            return Indent(behind.Start) is { } indent
                ? With(_text.Insert(RestOfLine.Match(_text, behind.End) is { Success: true } rest ? rest.Index + rest.Length : behind.End, line + indent + element.Replace("\n", line + indent, StringComparison.Ordinal)))
                : With(_text.Insert(behind.End, element));
        }

        var root = all[0];
        var outer = all.Where(e => e.Parent == root).Select(e => Indent(e.Start)).FirstOrDefault(i => i is { Length: > 0 }) ?? "  ";
        var whole = $"{outer}<{group}>{line}{outer}{outer}{element.Replace("\n", line + outer + outer, StringComparison.Ordinal)}{line}{outer}</{group}>{line}";
        if (root.Close is not { } close)
        {
            return With($"{_text[..root.End].TrimEnd('>').TrimEnd('/').TrimEnd()}>{line}{line}{whole}{line}</Project>{_text[root.End..]}");
        }

        // A file that has an empty line before its end keeps it, and has it between its groups, mostly.
        return Indent(close) is { } last
            ? With(_text.Insert(close - last.Length, whole + (_text[..(close - last.Length)].EndsWith(line + line, StringComparison.Ordinal) ? line : "")))
            : With(_text.Insert(close, line + whole));
    }

    // What a line begins with before a place in it; null where that is more than space.
    private string? Indent(int at)
    {
        var before = _text[(_text.AsSpan(0, at).LastIndexOfAny('\r', '\n') + 1)..at];
        return before.Trim(' ', '\t').Length == 0 ? before : null;
    }

    [GeneratedRegex(@"\r\n|\n|\r")]
    private static partial Regex NewLine { get; }

    // Comments behind an element on its line are about it.
    [GeneratedRegex(@"\G(?:[ \t]*<!--(?:(?!-->)[^\r\n])*-->)*(?=[ \t]*(?:[\r\n]|\z))")]
    private static partial Regex RestOfLine { get; }

    [GeneratedRegex(@"%|[$@](?=\()")]
    private static partial Regex Meant { get; }

    // What a comment must not hold.
    [GeneratedRegex("-(?=-)")]
    internal static partial Regex TwoDashes { get; }

    [GeneratedRegex(@"[%;*?]|[$@](?=\()")]
    private static partial Regex MeantInInclude { get; }
}
