using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>
/// Reads a plugin of a list in the format of Moodle's own directory. What a plugin's maintainer wrote there is of every kind: what is no address of a repository is passed over.
/// </summary>
internal static partial class PluginListEntry
{
    /// <summary>Reads it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="component">The component that it is looked up for.</param>
    /// <param name="namedBy">The directory.</param>
    /// <param name="isLocal">True when the directory itself lies on this machine: then it may name what lies there too.</param>
    /// <exception cref="InvalidDataException">It is of another component.</exception>
    public static DirectoryEntry Read(JsonElement plugin, ComponentName component, NamedBy namedBy, bool isLocal)
    {
        if (Text(plugin, "component") != component.ToString())
        {
            throw new InvalidDataException("it names its component twice");
        }

        var versions = Versions(plugin);
        var named = versions.Where(v => Text(v.Json, "vcssystem") == "git").Select(v => Repository(Text(v.Json, "vcsrepositoryurl"), isLocal));
        // Mostly a page about the plugin's code; only of some is it known that the code itself is at the same address.
        var source = Text(plugin, "source") is { } page && OfForge.Match(page) is { Success: true } forge ? Repository(forge.Groups["repository"].Value, isLocal) : null;
        return named.Append(source).OfType<UpstreamUrl>().FirstOrDefault() is { } upstream
            ? new DirectoryEntry.OfGit(component, upstream, namedBy)
            : new DirectoryEntry.OfDownloads(component, [.. versions.Select(v => Download(v.Number, v.Json)).OfType<NamedDownload>()], namedBy);
    }

    private static ImmutableArray<(VersionNumber Number, JsonElement Json)> Versions(JsonElement plugin)
    {
        var all = plugin.TryGetProperty("versions", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
        return
        [
            .. from json in all
               where json.ValueKind == JsonValueKind.Object
               let number = VersionNumber.TryParse(Text(json, "version"), out var known) ? known : (VersionNumber?)null
               where number is not null
               orderby number.Value descending
               select (number.Value, json),
        ];
    }

    // Nobody goes to the forges by http or git any more.
    private static UpstreamUrl? Repository(string? text, bool isLocal) =>
        UpstreamUrl.TryParse(OldProtocol.Replace(text ?? "", "https://"), out var upstream) && upstream.UserInfo.Length == 0 && (upstream.Host is not null || isLocal) ? upstream : null;

    private static NamedDownload? Download(VersionNumber number, JsonElement version) =>
        WebFile.TryParse(Text(version, "downloadurl"), out var file) && file.Address.UserInfo.Length == 0
            ? new(number, Text(version, "release"), file, Moodles(version), Text(version, "downloadmd5")?.ToLowerInvariant() is { } md5 && Md5.IsMatch(md5) ? md5 : null)
            : null;

    private static ImmutableArray<string> Moodles(JsonElement version) =>
        version.TryGetProperty("supportedmoodles", out var all) && all.ValueKind == JsonValueKind.Array
            ? [.. all.EnumerateArray().Where(moodle => moodle.ValueKind == JsonValueKind.Object).Select(moodle => Text(moodle, "release")).OfType<string>()]
            : [];

    // Numbers are written as such or as texts; a text of what are no letters is none.
    private static string? Text(JsonElement fields, string name)
    {
        try
        {
            return !fields.TryGetProperty(name, out var value) ? null : value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Forges show parts of a repository below its address.
    [GeneratedRegex(@"^(?<repository>(?:https?|git)://(?:www\.)?(?:github\.com|bitbucket\.org)/[^/\s?#]+/[^/\s?#]+|https?://gitlab\.com/(?:(?!/-/)[^\s?#])+|\S+\.git)", RegexOptions.IgnoreCase)]
    private static partial Regex OfForge { get; }

    [GeneratedRegex(@"^(?:http|git)://(?=(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/)", RegexOptions.IgnoreCase)]
    private static partial Regex OldProtocol { get; }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Md5 { get; }
}
