using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>An item as the project declares it, before anything is made of it.</summary>
/// <param name="Include">The item's text, such as <c>mod_attendance</c>.</param>
/// <param name="DefinedIn">Full path of the MSBuild file that holds it.</param>
/// <param name="Metadata">Its metadata by name; names are compared without case, absent and empty mean the same.</param>
public sealed record RawItem(string Include, string DefinedIn, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The metadata that come from a MoodlePluginDefault, and where that stands.</summary>
    internal (Origin? Origin, IReadOnlySet<string> Names) Defaults { get; init; } = (null, new HashSet<string>());

    /// <summary>What to blame for a metadata: the item, or the default that it comes from.</summary>
    internal Origin OriginOf(string name, Origin item) => Defaults is { Origin: { } of, Names: { } names } && names.Contains(name) ? of : item;

    /// <summary>One metadata value without surrounding space; empty when absent.</summary>
    public string this[string name] => Metadata.TryGetValue(name, out var value) ? value.Trim() : "";
}

/// <summary>A site's properties and items as MSBuild evaluated them.</summary>
public sealed record RawSite
{
    /// <summary>Full path of the project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The project's folder.</summary>
    internal string Folder => Path.GetDirectoryName(ProjectFile)!;

    /// <summary>The build configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary><c>MoodleVersion</c>; empty when not set, as with the next ones.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>MoodleBranch</c>.</summary>
    public string Branch { get; init; } = "";

    /// <summary><c>MoodleTag</c>.</summary>
    public string Tag { get; init; } = "";

    /// <summary><c>MoodleCommit</c>.</summary>
    public string Commit { get; init; } = "";

    /// <summary><c>MoodleRepository</c>.</summary>
    public string Repository { get; init; } = "";

    /// <summary><c>MoodleCustomization</c>.</summary>
    public string Customization { get; init; } = "";

    /// <summary><c>MoodleCustomizationBranch</c>.</summary>
    public string CustomizationBranch { get; init; } = "";

    /// <summary><c>MoodleCustomizationConfigurations</c>.</summary>
    public string CustomizationConfigurations { get; init; } = "";

    /// <summary><c>MoodleTransitivePlugins</c>.</summary>
    public bool AddsRequired { get; init; }

    /// <summary><c>MoodleAllowDowngrade</c>.</summary>
    public bool AllowDowngrade { get; init; }

    /// <summary>The <c>MoodlePlugin</c> items.</summary>
    public ImmutableArray<RawItem> Plugins { get; init; } = [];

    /// <summary>The <c>MoodlePluginDefault</c> items.</summary>
    public ImmutableArray<RawItem> PluginDefaults { get; init; } = [];

    /// <summary>The <c>MoodlePluginsDirectory</c> items.</summary>
    public ImmutableArray<RawItem> PluginsDirectories { get; init; } = [];

    /// <summary>What asks the plugins directories, also where no plugin needs them; null when nothing does.</summary>
    internal Origin? AskedBy { get; init; }

    /// <summary>The <c>MoodleUpstreamMapping</c> items.</summary>
    public ImmutableArray<RawItem> UpstreamMappings { get; init; } = [];

    /// <summary>The <c>MoodleFile</c> items, with what a wildcard stood for.</summary>
    public ImmutableArray<RawItem> Files { get; init; } = [];

    /// <summary>The <c>MoodlePatch</c> items.</summary>
    public ImmutableArray<RawItem> Patches { get; init; } = [];

    /// <summary>The <c>MoodleCoreRemove</c> items.</summary>
    public ImmutableArray<RawItem> CoreRemovals { get; init; } = [];

    /// <summary>The Directory.Build.props and Directory.Build.targets that the project imports, as full paths.</summary>
    public ImmutableArray<string> DirectoryBuildFiles { get; init; } = [];

    /// <summary>Names of the properties that the command line sets.</summary>
    public ImmutableArray<string> GlobalProperties { get; init; } = [];
}
