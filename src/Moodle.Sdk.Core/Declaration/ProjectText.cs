using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// Finds what MSBuild's evaluation leaves no trace of: names that begin with Moodle and that nothing reads, wildcards, a Condition on the Configuration where the lock
/// must not differ by it. Every verb looks, so a file is parsed only when a look at its text gives cause for it.
/// </summary>
internal static partial class ProjectText
{
    /// <summary>The properties that the SDK reads.</summary>
    public static readonly string[] Properties =
    [
        "MoodleVersion", "MoodleBranch", "MoodleTag", "MoodleCommit", "MoodleRepository", "MoodleCustomization", "MoodleCustomizationBranch", "MoodleCustomizationConfigurations", "MoodleGitCache", "MoodleGitEngine", "MoodleOffline", "MoodleAllowHttp", "MoodleNetworkTimeout", "MoodleLockFile",
        "MoodleAdopt", "MoodleAllowDirty", "MoodleAllowDowngrade", "MoodleArchiveFormats", "MoodleArtifactsDir", "MoodlePublishExclude", "MoodlePublishFolder", "MoodlePlugins", "MoodleAcceptMoved", "MoodleTransitivePlugins", "MoodlePruneDays", "MoodlePruneProjects", "MoodlePruneDryRun", "MoodleFrom", "MoodleUpstreams", "MoodleSdkTaskAssembly",
    ];

    /// <summary>The items that the SDK reads.</summary>
    public static readonly string[] Items = [.. LockedItems, "MoodlePluginsDirectory", "MoodleUpstreamMapping", "MoodleFile", "MoodleCoreRemove", "MoodlePublishExclude"];

    // A slip within Moodle itself is as easily made as one behind it.
    private const string Moodle = "(?:Moodl|Moode|Moold|Moole|Modole|Modle|Mooodle|Mooddle)";

    private static string[] LockedItems => ["MoodlePlugin", "MoodlePluginDefault", "MoodlePatch"];

    /// <summary>Looks at the project, the Directory.Build files that it imports, and the properties of the command line.</summary>
    public static void Check(RawSite site, Findings findings)
    {
        var inFiles = from file in site.DirectoryBuildFiles.Prepend(site.ProjectFile)
                      where GivesCause(file)
                      from element in SourceLines.Load(file)?.Descendants() ?? []
                      from diagnostic in Judge(file, element)
                      select diagnostic;
        var ofCommandLine = site.GlobalProperties.SelectMany(name => JudgeName(new Origin(site.ProjectFile, name), isItem: false));
        findings.AddRange(inFiles.Concat(ofCommandLine).DistinctBy(diagnostic => diagnostic.Text));
    }

    private static bool IsKnown(string name, bool isItem) => (isItem ? Items : Properties).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool GivesCause(string file)
    {
        try
        {
            var text = File.Exists(file) ? File.ReadAllText(file) : "";
            return StartTag.Matches(text).Any(tag => !IsKnown(tag.Groups["name"].Value, tag.Groups["item"].Success) || tag.Groups["item"].ValueSpan.ContainsAny('*', '?'))
                || (ConfigurationCondition.IsMatch(text) && LockedItems.Any(text.Contains));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<Diagnostic> Judge(string file, XElement element)
    {
        var names = element.Attribute("Include") ?? element.Attribute("Update") ?? element.Attribute("Remove");
        var origin = new Origin(file, element.Name.LocalName, names?.Value) { Place = (((IXmlLineInfo)element).LineNumber, ((IXmlLineInfo)element).LinePosition) };
        return element.Parent?.Name.LocalName switch
        {
            "PropertyGroup" => JudgeName(origin, isItem: false),
            "ItemDefinitionGroup" => JudgeName(origin, isItem: true),
            "ItemGroup" => [.. JudgeName(origin, isItem: true), .. JudgeWildcard(origin), .. JudgeConditions(origin, element)],
            _ => [],
        };
    }

    private static IEnumerable<Diagnostic> JudgeName(Origin origin, bool isItem)
    {
        var name = origin.Element;
        if (!BeginsWithMoodle.IsMatch(name) || IsKnown(name, isItem))
        {
            return [];
        }

        var near = NearNames.To(name, Properties.Concat(Items), within: 2).Select(n => $"the {(Items.Contains(n) ? "item" : "property")} {n}").ToArray();
        var written = $"the {(isItem ? "item" : "property")} {name}";
        return near.Length > 0 ? [DeclarationDiagnostics.MistypedName(origin, written, near)]
            : name.StartsWith("Moodle", StringComparison.OrdinalIgnoreCase) ? [DeclarationDiagnostics.UnknownName(origin, written)]
            : [];
    }

    // An address stays as it is: a colon behind the second letter makes it no path to MSBuild. Of files it is what is wanted.
    private static IEnumerable<Diagnostic> JudgeWildcard(Origin origin) =>
        IsKnown(origin.Element, isItem: true) && !origin.Element.Equals("MoodleFile", StringComparison.OrdinalIgnoreCase) && origin.Include.AsSpan().ContainsAny('*', '?') && !origin.Include!.Contains("://", StringComparison.Ordinal) ? [DeclarationDiagnostics.WildcardExpanded(origin)] : [];

    // Whether an item is there may hang on itself, on its group, and on the When or Otherwise that it is in with every When before.
    private static IEnumerable<Diagnostic> JudgeConditions(Origin origin, XElement item)
    {
        if (!LockedItems.Contains(origin.Element, StringComparer.OrdinalIgnoreCase))
        {
            return [];
        }

        var around = item.AncestorsAndSelf().SelectMany(e => e.Name.LocalName is "When" or "Otherwise" ? e.ElementsBeforeSelf().Append(e) : [e]);
        var conditions = around.Concat(item.Descendants()).Attributes("Condition").Where(c => c.Value.Contains("$(Configuration", StringComparison.OrdinalIgnoreCase)).ToArray();
        var inside = conditions.FirstOrDefault(c => c.Parent!.Parent == item);
        var only = conditions is [var one] && item.AncestorsAndSelf().Contains(one.Parent) && Equality.Match(one.Value) is { Success: true } equality ? equality.Groups["name"].Value : null;
        return conditions is [var first, ..] ? [DeclarationDiagnostics.ConditionOnConfiguration(origin, (inside ?? first).Value, inside?.Parent!.Name.LocalName, only)] : [];
    }

    // The Include of an item is its own; an attribute with a > before it only costs parsing the file.
    [GeneratedRegex($"""<(?<name>{Moodle}[\w.-]*)(?:[^>]*?\s(?<item>(?:Include|Update|Remove)\s*=\s*(?:"[^"]*|'[^']*)))?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StartTag { get; }

    [GeneratedRegex("^" + Moodle, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BeginsWithMoodle { get; }

    [GeneratedRegex("""Condition\s*=\s*(?:"[^"]*|'[^']*)\$\(Configuration""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ConfigurationCondition { get; }

    [GeneratedRegex("""^\s*['"]?\$\(Configuration\)['"]?\s*==\s*['"]?(?<name>[\w.-]+)['"]?\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Equality { get; }
}
