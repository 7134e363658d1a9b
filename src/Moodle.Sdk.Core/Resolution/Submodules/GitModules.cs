using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Submodules;

/// <summary>A submodule as .gitmodules names it.</summary>
/// <param name="Path">Its folder, from the root of the repository, with slashes.</param>
/// <param name="Url">Its address as it is written.</param>
internal sealed record GitModule(string Path, string Url);

/// <summary>
/// Reads .gitmodules: a configuration file of git, of which path and url of each submodule are taken and nothing else: no branch, no command.
/// Source: git-config(1), syntax; gitmodules(5).
/// </summary>
internal static class GitModules
{
    private const string FileName = ".gitmodules";

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
        var (modules, isOfSubmodule) = (new List<(string? Path, string? Url)>(), false);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                // Of another section nothing is taken.
                isOfSubmodule = line.StartsWith("[submodule ", StringComparison.OrdinalIgnoreCase);
                modules.Add((null, null));
            }
            else if (line.Length > 0 && line[0] is not ('#' or ';') && isOfSubmodule && line.Split('=', 2) is [var key, var value])
            {
                modules[^1] = key.Trim().ToLowerInvariant() switch
                {
                    "path" => (Value(value), modules[^1].Url),
                    "url" => (modules[^1].Path, Value(value)),
                    _ => modules[^1],
                };
            }
        }

        return [.. modules.Where(m => m is { Path: not null, Url: not null }).Select(m => new GitModule(m.Path!, m.Url!))];
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
