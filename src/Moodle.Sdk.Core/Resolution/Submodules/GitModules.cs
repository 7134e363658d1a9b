using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Submodules;

/// <summary>A submodule as .gitmodules names it.</summary>
/// <param name="Path">Its folder, from the root of the repository, with slashes.</param>
/// <param name="Url">Its address as it is written.</param>
/// <param name="Branch">The branch that its owner follows, for people; null where none is written.</param>
/// <param name="Line">The line where it begins.</param>
internal sealed record GitModule(string Path, string Url, string? Branch, int Line);

/// <summary>
/// Reads .gitmodules: a configuration file of git, of which path, url and branch of each submodule are taken and nothing else: no command.
/// Source: git-config(1), syntax; gitmodules(5).
/// </summary>
internal static class GitModules
{
    public const string FileName = ".gitmodules";

    /// <summary>The submodules that a repository names; none when it has no such file. Those without a path or url are left out.</summary>
    /// <exception cref="InvalidDataException">The file is too large or makes no sense.</exception>
    public static IReadOnlyList<GitModule> In(TreeFiles files) => files.Read(FileName) is { } content ? Parse(Encoding.UTF8.GetString(content)) : [];

    /// <summary>The address of a submodule: one that begins with a dot counts from its repository's, as git counts (submodule--helper.c, resolve_relative_url).</summary>
    /// <returns>The address; null when it is none, or leads from a server into this machine.</returns>
    public static UpstreamUrl? AddressOf(string url, UpstreamUrl of)
    {
        var absolute = url;
        if (url is ['.', '/', ..] or ['.', '.', '/', ..])
        {
            (absolute, var rest) = (of.Address.TrimEnd('/'), url);
            while (rest is ['.', ..])
            {
                var isUp = rest.StartsWith("../", StringComparison.Ordinal);
                var end = absolute.LastIndexOfAny(['/', ':']);
                if ((!isUp && !rest.StartsWith("./", StringComparison.Ordinal)) || (isUp && end <= absolute.IndexOf("//", StringComparison.Ordinal) + 1))
                {
                    return null;
                }

                absolute = isUp ? absolute[..(absolute[end] == ':' ? end + 1 : end)] : absolute;
                rest = rest[(isUp ? 3 : 2)..];
            }

            absolute += absolute.EndsWith(':') ? rest : $"/{rest}";
        }

        return UpstreamUrl.TryParse(absolute, out var address) && (IsOnAServer(address) || !IsOnAServer(of)) ? address : null;
    }

    private static bool IsOnAServer(UpstreamUrl upstream) => upstream.TakesToken || upstream.IsSsh;

    /// <summary>The submodules that the text of such a file names.</summary>
    public static List<GitModule> Parse(string text)
    {
        var (modules, fields) = (new List<(Dictionary<string, string> Fields, int Line)>(), (Dictionary<string, string>?)null);
        foreach (var (line, number) in text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (line.Trim(), index + 1)))
        {
            if (line.StartsWith('['))
            {
                // Of another section nothing is taken.
                fields = line.StartsWith("[submodule ", StringComparison.OrdinalIgnoreCase) ? [] : null;
                if (fields is not null)
                {
                    modules.Add((fields, number));
                }
            }
            else if (fields is not null && line.Length > 0 && line[0] is not ('#' or ';') && line.Split('=', 2) is [var key, var value])
            {
                fields[key.Trim().ToLowerInvariant()] = Value(value);
            }
        }

        return [.. modules.Where(m => m.Fields.ContainsKey("path") && m.Fields.ContainsKey("url")).Select(m => new GitModule(m.Fields["path"], m.Fields["url"], m.Fields.GetValueOrDefault("branch"), m.Line))];
    }

    private static string Value(string written)
    {
        var (value, isQuoted) = (new StringBuilder(), false);
        for (var i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '#' or ';' when !isQuoted:
                    return value.ToString().Trim();
                case '\\' when i + 1 < written.Length:
                    value.Append(written[++i]);
                    break;
                default:
                    value.Append(written[i]);
                    break;
            }
        }

        return isQuoted ? throw new InvalidDataException("a quotation mark is not closed") : value.ToString().Trim();
    }
}
