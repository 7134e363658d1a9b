using System.Text;
using System.Text.RegularExpressions;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>
/// Reads a list of a plugin a line: its name, its repository, and a tag, a branch or a commit, as far as they are written, separated by spaces, commas, semicolons
/// or tabs; or in the columns that a first line names. Commands of moosh that install plugins are such lines too.
/// </summary>
internal static partial class PlainList
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no text.</exception>
    public static ImportedList Read(string path)
    {
        var text = Encoding.UTF8.GetString(ListFile.Content(path));
        if (text.Contains('\0'))
        {
            throw new InvalidDataException("it is no text");
        }

        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select((line, index) => (Text: Comment.Replace(line, "").Trim(), Line: index + 1)).Where(l => l.Text.Length > 0).ToList();
        var header = lines.Count > 0 && Cells(lines[0].Text) is { Length: > 0 } first && first.All(c => Column(c) is not null) ? first.Select(c => Column(c)!).ToArray() : null;
        var folder = Path.GetDirectoryName(path)!;
        return new(path, header is null ? "a list with a plugin a line" : "a list with named columns",
            [.. lines.Skip(header is null ? 0 : 1).Select(l => Entry(l.Text, l.Line, header is null ? Guessed(Cells(l.Text)) : header.Zip(Cells(l.Text)), folder))]);
    }

    // What a first line may call a column; null for what is no such name.
    private static string? Column(string name) => name.ToLowerInvariant() switch
    {
        "component" or "plugin" or "name" => "component",
        "repository" or "repo" or "url" or "source" or "git" => "repository",
        "tag" => "Tag",
        "branch" => "Branch",
        "commit" => "Commit",
        "version" or "release" => "Version",
        "reference" or "ref" or "revision" => "reference",
        "path" or "folder" or "place" => "path",
        "subdirectory" => "subdirectory",
        _ => null,
    };

    private static ListEntry Entry(string text, int line, IEnumerable<(string Column, string Value)> cells, string folder)
    {
        var of = cells.Where(c => c.Value.Length > 0).ToLookup(c => c.Column, c => c.Value);
        string? First(string column) => of[column].FirstOrDefault();
        var name = First("component");
        var component = name?.ToLowerInvariant() is "moodle" or "core" ? ComponentName.Core : ComponentName.TryParse(name, out var plugin) ? plugin : ListEntry.ComponentIn(name);
        var entry = new ListEntry(name ?? First("path") ?? text, line) { Component = component, Path = First("path"), Subdirectory = First("subdirectory"), Reference = First("reference") }.At(First("repository"), folder);
        return entry with
        {
            Request = First("Commit") is { } commit ? new CodeRequest.Commit(commit) : First("Tag") is { } tag ? new CodeRequest.Tag(tag)
                : First("Branch") is { } branch ? new CodeRequest.Branch(branch) : First("Version") is { } version ? new CodeRequest.Version(version) : null,
            Refused = entry.Refused ?? (component is null && entry.Path is null && entry.Repository is null ? $"'{text}' names no plugin" : null),
        };
    }

    // What stands where is told by its form.
    private static IEnumerable<(string, string)> Guessed(string[] cells)
    {
        if (Array.IndexOf(cells, "plugin-install") is var command and >= 0)
        {
            return OfMoosh(cells[(command + 1)..]);
        }

        var isNamed = false;
        return [.. cells.Select((cell, index) =>
        {
            var isAddress = cell.Contains(':') || cell.StartsWith('/') || cell.StartsWith('.');
            var column = isAddress ? "repository" : index == 0 && cell.Contains('/') ? "path" : isNamed || index > 0 && !ComponentName.TryParse(cell, out _) ? "reference" : "component";
            isNamed |= column is "component" or "path";
            return (column, cell);
        })];
    }

    private static IEnumerable<(string, string)> OfMoosh(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var option = words[i].Split('=', 2);
            var isRelease = option[0] is "-r" or "--release";
            if (isRelease && (option.Length > 1 || i + 1 < words.Length))
            {
                yield return ("Version", option.Length > 1 ? option[1] : words[++i]);
            }
            else if (!words[i].StartsWith('-'))
            {
                yield return ("component", words[i]);
            }
        }
    }

    private static string[] Cells(string line) => [.. (line.AsSpan().IndexOfAny(',', ';', '\t') >= 0 ? line.Split([',', ';', '\t']) : Space.Split(line)).Select(c => c.Trim().Trim('"'))];

    [GeneratedRegex(@"(^|(?<=\s))#.*$")]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space { get; }
}
