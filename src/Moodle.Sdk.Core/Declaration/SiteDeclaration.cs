using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>What a site's project file declares, checked for form but not yet against any upstream.</summary>
public sealed record SiteDeclaration
{
    /// <summary>Name of the site: the project file's name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The build configuration, such as Release; decides which plugins with <c>Configurations</c> take part.</summary>
    public required string Configuration { get; init; }

    /// <summary>Moodle itself.</summary>
    public required CoreDeclaration Core { get; init; }

    /// <summary>Every declared plugin of every Configuration, ordered by name; the lock holds them all.</summary>
    public required ImmutableArray<PluginDeclaration> Plugins { get; init; }

    /// <summary>What of Moodle is left out, in every Configuration.</summary>
    public ImmutableArray<CoreRemoval> CoreRemovals { get; init; } = [];

    /// <summary>The patches of every Configuration, in the order in which they are applied; the lock holds them all.</summary>
    public ImmutableArray<Patch> Patches { get; init; } = [];

    /// <summary>The site's own files, of this Configuration.</summary>
    public ImmutableArray<OwnFile> OwnFiles { get; init; } = [];

    /// <summary><c>MoodleTransitivePlugins</c>: plugins that others need, and nobody declares, are added.</summary>
    public bool AddsRequired { get; init; }

    /// <summary>The plugins directories, in the order in which they are asked.</summary>
    public ImmutableArray<PluginsDirectory> PluginsDirectories { get; init; } = [];

    /// <summary>Where upstreams are asked in place of their own addresses.</summary>
    public ImmutableArray<UpstreamMapping> UpstreamMappings { get; init; } = [];

    /// <summary>What of Moodle this Configuration leaves out.</summary>
    public IEnumerable<CoreRemoval> ActiveRemovals => CoreRemovals.Where(r => r.Configurations.Hold(Configuration));

    /// <summary>
    /// The site as a restore judges it, which locks the plugins of every Configuration: what leaves Moodle in another Configuration makes room for a plugin of that one.
    /// </summary>
    internal SiteDeclaration ForLock => this with
    {
        CoreRemovals = [.. CoreRemovals.Select(r => r is CoreRemoval.Plugin plugin && Find(plugin.Component) is not null ? r with { Configurations = [] } : r)],
    };

    /// <summary>The patches of a component in this Configuration, in their order.</summary>
    public IEnumerable<Patch> ActivePatches(ComponentName component) => Patches.Where(p => p.Component == component && p.Configurations.Hold(Configuration));

    /// <summary>The plugins of this Configuration.</summary>
    public IEnumerable<PluginDeclaration> ActivePlugins => Plugins.Where(p => p.IsActiveIn(Configuration));

    /// <summary>Every component of every Configuration, core first.</summary>
    public IEnumerable<DeclaredComponent> Components => Plugins.Prepend<DeclaredComponent>(Core);

    /// <summary>The declaration of a component; null when the site does not declare it.</summary>
    public DeclaredComponent? Find(ComponentName component) => Components.FirstOrDefault(c => c.Component == component);
}

/// <summary>A plugins directory: it tells where the code of plugins is.</summary>
/// <param name="Origin">What declares it, or makes it be asked.</param>
public abstract record PluginsDirectory(Origin Origin)
{
    /// <summary>A git repository in CAMP's layout.</summary>
    /// <param name="Upstream">Its address.</param>
    /// <param name="Origin">What declares it, or makes it be asked.</param>
    public sealed record OfGit(UpstreamUrl Upstream, Origin Origin) : PluginsDirectory(Origin);

    /// <summary>A list in the format of Moodle's own directory, on a web server.</summary>
    /// <param name="File">The list.</param>
    /// <param name="Origin">What declares it.</param>
    public sealed record ListOnWeb(WebFile File, Origin Origin) : PluginsDirectory(Origin);

    /// <summary>A list in the format of Moodle's own directory, on this machine.</summary>
    /// <param name="Path">Full path.</param>
    /// <param name="Written">The path as it is declared, with slashes.</param>
    /// <param name="Origin">What declares it.</param>
    public sealed record ListOnDisk(string Path, string Written, Origin Origin) : PluginsDirectory(Origin);
}

/// <summary>What core and plugins have in common.</summary>
public abstract record DeclaredComponent
{
    /// <summary>The component, by its frankenstyle name.</summary>
    public required ComponentName Component { get; init; }

    /// <summary>Where its code comes from.</summary>
    public required Source Source { get; init; }

    /// <summary>The property or item that declares it.</summary>
    public required Origin Origin { get; init; }

    /// <summary>What says where its code comes from: the item, or a default of it.</summary>
    public Origin SourceOrigin { get => field ?? Origin; init; }

    /// <summary>What says which commit is wanted: the item, or a default of it.</summary>
    public Origin RequestOrigin { get => field ?? Origin; init; }

    /// <summary>The site's own branch of it, or null.</summary>
    public Customization? Customization { get; init; }

    /// <summary>Whether the site's own branch of it is carried in a Configuration.</summary>
    public bool IsCustomizedIn(string configuration) => Customization?.Configurations.Hold(configuration) == true;
}

/// <summary>The declared Moodle. It always comes from git.</summary>
public sealed record CoreDeclaration : DeclaredComponent
{
    /// <summary>A Moodle, and the property that says which.</summary>
    [SetsRequiredMembers]
    public CoreDeclaration(Source.Git source, Origin origin) => (Component, Source, Origin) = (ComponentName.Core, source, origin);

    /// <summary><c>MoodleAllowDowngrade</c>: a lower version than before is accepted.</summary>
    public bool AllowDowngrade { get; init; }

    /// <summary>Its source.</summary>
    public Source.Git Git => (Source.Git)Source;
}

/// <summary>A declared plugin.</summary>
public sealed record PluginDeclaration : DeclaredComponent
{
    /// <summary>Configurations that hold the plugin; empty means all.</summary>
    public ImmutableArray<string> Configurations { get; init; } = [];

    /// <summary>True when a lower version than before is accepted.</summary>
    public bool AllowDowngrade { get; init; }

    /// <summary>The plugins that need it, where it is added for their sake; empty for one that the site declares.</summary>
    public ImmutableArray<ComponentName> RequiredBy { get; init; } = [];

    /// <summary>Codes of warnings that this item silences, such as MOODLE1405.</summary>
    public ImmutableArray<string> NoWarn { get; init; } = [];

    /// <summary>Whether the plugin takes part in a configuration.</summary>
    public bool IsActiveIn(string configuration) => Configurations.Hold(configuration);

    /// <summary>Whether the item's NoWarn silences a finding: a warning about this very plugin, of a listed code. Errors cannot be silenced.</summary>
    public bool Silences(Diagnostic finding) =>
        finding.Severity == Severity.Warning
        && finding.Component == Component.ToString()
        && NoWarn.Contains(finding.Id, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Which commit of an upstream is wanted.</summary>
public abstract record CodeRequest
{
    private CodeRequest()
    {
    }

    /// <summary>The request as one line of text, stable: it is part of the lock's fingerprint. Such as <c>version 4.5.*</c>, <c>tag v1.2</c> or <c>compatible</c>.</summary>
    public abstract override string ToString();

    /// <summary>The best commit that fits the Moodle being composed: the one rule. Plugins only.</summary>
    public sealed record Compatible : CodeRequest
    {
        /// <inheritdoc/>
        public override string ToString() => "compatible";
    }

    /// <summary>The highest version that matches. The text's grammar is read in Resolution, since core and plugins differ.</summary>
    public sealed record Version(string Text) : CodeRequest
    {
        /// <inheritdoc/>
        public override string ToString() => $"version {Text}";
    }

    /// <summary>Exactly this tag.</summary>
    public sealed record Tag(string Name) : CodeRequest
    {
        /// <inheritdoc/>
        public override string ToString() => $"tag {Name}";
    }

    /// <summary>The head of this branch, as it is when resolved.</summary>
    public sealed record Branch(string Name) : CodeRequest
    {
        /// <inheritdoc/>
        public override string ToString() => $"branch {Name}";
    }

    /// <summary>Exactly this commit: 40 digits, or 7 and more that are unambiguous in the fetched history.</summary>
    public sealed record Commit(string Hex) : CodeRequest
    {
        /// <summary>True when all 40 digits are given.</summary>
        public bool IsFull => Hex.Length == 40;

        /// <inheritdoc/>
        public override string ToString() => $"commit {Hex}";
    }
}
