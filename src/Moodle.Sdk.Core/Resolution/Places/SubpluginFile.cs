using System.Text;
using System.Text.RegularExpressions;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// The subplugin types that a plugin owns, out of its db/subplugins.json or, on older Moodle, db/subplugins.php.
/// Source: lib/classes/component.php, fetch_subtypes, of 4.5 and 5.1.
/// </summary>
internal static partial class SubpluginFile
{
    private const string Json = "db/subplugins.json";
    private const string Php = "db/subplugins.php";

    /// <summary>From this branch on Moodle knows <c>subplugintypes</c> (MDL-83705) and throws on a plugin with db/subplugins.php alone (MDL-83703).</summary>
    private static readonly MoodleBranch Renewed = MoodleBranch.Of(5, 0);

    /// <summary>What an owner's files say.</summary>
    /// <param name="Types">The types it owns.</param>
    /// <param name="Fault">Words what is wrong with the files, of the owner; null when nothing is.</param>
    internal readonly record struct Reading(IReadOnlyList<PluginType> Types, Func<OpenedComponent, Diagnostic>? Fault = null);

    /// <summary>Reads the files of one owner.</summary>
    /// <param name="owner">The plugin.</param>
    /// <param name="files">Files that hold the plugin.</param>
    /// <param name="at">The plugin's folder within <paramref name="files"/>: empty, or ending with a slash.</param>
    /// <param name="place">The plugin's place in the code base.</param>
    /// <param name="layout">Moodle's layout.</param>
    /// <param name="branch">Moodle's branch.</param>
    public static Reading Read(ComponentName owner, TreeFiles files, string at, string place, MoodleLayout layout, MoodleBranch branch)
    {
        var file = at + Json;
        try
        {
            if (files.Read(file) is { } json)
            {
                return ReadJson(owner, json, place, layout, branch);
            }

            file = at + Php;
            return files.Read(file) is not { } php ? new([])
                : branch.CompareTo(Renewed) >= 0 ? new([], o => PlaceDiagnostics.SubpluginsPhpOnly(o, branch))
                : ReadPhp(owner, php, layout);
        }
        catch (InvalidDataException e)
        {
            return new([], o => PlaceDiagnostics.UnreadableSubplugins(o, file[at.Length..], e.Message));
        }
    }

    private static Reading ReadJson(ComponentName owner, byte[] content, string place, MoodleLayout layout, MoodleBranch branch)
    {
        var json = new MoodleJson(content);
        var fromRoot = json.Entries("plugintypes").Select(e => Type(owner, e.Name, layout.InCode(e.Text ?? ""), TypeStanding.Current));
        if (branch.CompareTo(Renewed) < 0)
        {
            return json.Has("plugintypes") || !json.Has("subplugintypes")
                ? new([.. fromRoot])
                : new([], o => PlaceDiagnostics.SubpluginKeysUnknown(o, branch));
        }

        IEnumerable<PluginType> Relative(string key, TypeStanding standing) =>
            json.Entries(key).Select(e => Type(owner, e.Name, $"{place}/{e.Text}", standing));
        var relative = Relative("subplugintypes", TypeStanding.Current).ToList();
        return new(
        [
            .. relative.Count > 0 ? relative : fromRoot,
            .. Relative("deprecatedsubplugintypes", TypeStanding.Deprecated),
            .. Relative("deletedsubplugintypes", TypeStanding.Deleted),
        ]);
    }

    private static Reading ReadPhp(ComponentName owner, byte[] content, MoodleLayout layout)
    {
        var code = Comments.Replace(Encoding.Latin1.GetString(content), " ");
        if (WholeFile.Match(code) is not { Success: true } file)
        {
            return new([], PlaceDiagnostics.SubpluginsPhpUnread);
        }

        var entries = file.Groups["type"].Captures.Zip(file.Groups["folder"].Captures);
        return new([.. entries.Select(e => Type(owner, e.First.Value, layout.InCode(e.Second.Value), TypeStanding.Current))]);
    }

    private static PluginType Type(ComponentName owner, string name, string folder, TypeStanding standing) =>
        PluginType.IsFolder(folder)
            ? new PluginType(name, folder, standing, owner)
            : throw new InvalidDataException($"the folder of the subplugin type '{name}' is not a path inside Moodle: '{folder}'");

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*|#[^\n]*", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Comments { get; }

    // Nothing but one array of texts, as Moodle's own files were: anything else needs PHP to be run.
    [GeneratedRegex(
        """
        ^\s*<\?(php|PHP)\s
        \s*(defined\s*\(\s*'MOODLE_INTERNAL'\s*\)\s*(\|\||or)\s*die\s*(\(\s*\))?\s*;\s*)?
        \$subplugins\s*=\s*(array\s*\(|\[)\s*
        (['"](?<type>[a-z0-9_]+)['"]\s*=>\s*['"](?<folder>[A-Za-z0-9_/-]+)['"]\s*(,\s*)?)*
        [\])]\s*;\s*(\?>)?\s*$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeFile { get; }
}
