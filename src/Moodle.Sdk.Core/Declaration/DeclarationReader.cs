using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>Turns evaluated properties and items into a <see cref="SiteDeclaration"/>, or says what is wrong with them, all at once.</summary>
public static class DeclarationReader
{
    /// <summary>Reads a site's declaration. From then on the findings drop what its items silence.</summary>
    /// <param name="site">What MSBuild evaluated.</param>
    /// <param name="findings">Takes errors and warnings (MOODLE1002 to MOODLE1021).</param>
    /// <returns>The declaration; null when there are errors.</returns>
    public static SiteDeclaration? Read(RawSite site, Findings findings)
    {
        // Apart, until it is known which warnings are silenced.
        var found = new Findings();
        var core = ReadCore(site, found);
        var plugins = ReadPlugins(site, found);
        var removals = ReadRemovals(site, found);
        var files = OwnFilesReader.Read(site, found);
        var patches = PatchesReader.Read(site, found);
        var directories = new DirectoriesReader(site, found).Read(plugins);
        var mappings = ReadMappings(site, found);
        ProjectText.Check(site, found);
        findings.Silence(finding => plugins.Any(p => p.Silences(finding)));
        findings.AddRange(found.All);
        return findings.HasErrors || core is null ? null : new SiteDeclaration
        {
            Name = Path.GetFileNameWithoutExtension(site.ProjectFile),
            ProjectFile = site.ProjectFile,
            Configuration = site.Configuration,
            Core = core,
            Plugins = plugins,
            CoreRemovals = removals,
            OwnFiles = files,
            Patches = patches,
            PluginsDirectories = directories,
            AddsRequired = site.AddsRequired,
            UpstreamMappings = mappings,
        };
    }

    private static CoreDeclaration? ReadCore(RawSite site, Findings findings)
    {
        var given = new[]
        {
            (Property: "MoodleVersion", Value: site.Version.Trim()),
            (Property: "MoodleBranch", Value: site.Branch.Trim()),
            (Property: "MoodleTag", Value: site.Tag.Trim()),
            (Property: "MoodleCommit", Value: site.Commit.Trim()),
        }.Where(p => p.Value.Length > 0).ToArray();
        if (given.Length != 1)
        {
            findings.Add(given.Length == 0
                ? DeclarationDiagnostics.NoMoodleVersion(site.ProjectFile)
                : DeclarationDiagnostics.SeveralMoodles(new Origin(site.ProjectFile, given[1].Property), [.. given.Select(p => p.Property)]));
            return null;
        }

        var origin = new Origin(site.ProjectFile, given[0].Property);
        var upstream = new SourceReader(new Origin(site.ProjectFile, "MoodleRepository"), "core", site.Folder, findings).ReadUpstream(site.Repository);
        var request = new SourceReader(origin, "core", site.Folder, findings).ReadRequest(given[0].Property["Moodle".Length..], given[0].Value);
        var customization = new CustomizationReader(
            "Moodle",
            name => name switch { "MoodleCustomization" => site.Customization, "MoodleCustomizationBranch" => site.CustomizationBranch, _ => site.CustomizationConfigurations },
            name => new Origin(site.ProjectFile, name)).Read("core", site.Folder, findings);
        return upstream is null || request is null ? null
            : new CoreDeclaration(new Source.Git(upstream, request), origin) { AllowDowngrade = site.AllowDowngrade, Customization = customization };
    }

    private static ImmutableArray<PluginDeclaration> ReadPlugins(RawSite site, Findings findings)
    {
        var defaults = new PluginDefaults(site.PluginDefaults, findings);
        var plugins = new SortedDictionary<ComponentName, PluginDeclaration?>();
        foreach (var item in site.Plugins)
        {
            var origin = new Origin(item.DefinedIn, "MoodlePlugin", item.Include);
            findings.AddRange(Unknown(item, origin, PluginMetadata.Known));
            if (!ComponentName.TryParse(item.Include, out var component) || component.IsCore)
            {
                findings.Add(DeclarationDiagnostics.NotAPluginName(origin));
            }
            else if (plugins.ContainsKey(component))
            {
                findings.Add(DeclarationDiagnostics.DeclaredTwice(origin));
            }
            else
            {
                plugins.Add(component, ReadPlugin(defaults.Complete(item), component, origin, site.Folder, findings));
            }
        }

        return [.. plugins.Values.OfType<PluginDeclaration>()];
    }

    private static PluginDeclaration? ReadPlugin(RawItem item, ComponentName component, Origin origin, string folder, Findings findings)
    {
        var source = new SourceReader(origin, component.ToString(), folder, findings).Read(item);
        var customization = new CustomizationReader("", name => item[name], name => item.OriginOf(name, origin)).Read(component.ToString(), folder, findings);
        var allowDowngrade = SourceReader.ReadSwitch(item, "AllowDowngrade", origin, findings) == true;
        return source is null ? null : new PluginDeclaration
        {
            Component = component,
            Source = source,
            Origin = origin,
            SourceOrigin = item.OriginOf("Repository", origin),
            RequestOrigin = PluginMetadata.Requests.Where(name => item[name].Length > 0).Select(name => item.OriginOf(name, origin)).FirstOrDefault(origin),
            Configurations = ItemConfigurations.Of(item),
            AllowDowngrade = allowDowngrade,
            Customization = customization,
            NoWarn = ItemConfigurations.Split(item["NoWarn"]),
        };
    }

    private static ImmutableArray<UpstreamMapping> ReadMappings(RawSite site, Findings findings)
    {
        var mappings = ImmutableArray.CreateBuilder<UpstreamMapping>();
        foreach (var item in site.UpstreamMappings)
        {
            var (origin, to) = (new Origin(item.DefinedIn, "MoodleUpstreamMapping", item.Include), item["To"]);
            findings.AddRange(Unknown(item, origin, ["To"]));
            // A name stands for what follows the beginning.
            if (!UpstreamUrl.TryParse(to + "x", out var mirror) || mirror.UserInfo.Length > 0 || UpstreamUrl.HoldsQuery(to))
            {
                findings.Add(DeclarationDiagnostics.BadMapping(origin));
            }
            else
            {
                mappings.Add(new(item.Include, to));
            }
        }

        return mappings.ToImmutable();
    }

    private static ImmutableArray<CoreRemoval> ReadRemovals(RawSite site, Findings findings)
    {
        var removals = new Dictionary<string, CoreRemoval>(StringComparer.Ordinal);
        foreach (var item in site.CoreRemovals)
        {
            var origin = new Origin(item.DefinedIn, "MoodleCoreRemove", item.Include);
            findings.AddRange(Unknown(item, origin, ["Configurations"]));
            CoreRemoval? removal = ComponentName.TryParse(item.Include, out var component) && !component.IsCore ? new CoreRemoval.Plugin(component, origin)
                : SourceReader.TreePath(item.Include) is { } place ? new CoreRemoval.Path(place, origin)
                : null;
            if (removal is null)
            {
                findings.Add(DeclarationDiagnostics.BadPath(origin, item.Include));
            }
            else if (!removals.TryAdd(removal is CoreRemoval.Path path ? path.Place : item.Include, removal with { Configurations = ItemConfigurations.Of(item) }))
            {
                findings.Add(DeclarationDiagnostics.DeclaredTwice(origin));
            }
        }

        return [.. removals.Values];
    }

    /// <summary>What an item carries that nothing reads.</summary>
    internal static IEnumerable<Diagnostic> Unknown(RawItem item, Origin origin, string[] known) =>
        item.Metadata.Keys.Except(known, StringComparer.OrdinalIgnoreCase).Select(name => DeclarationDiagnostics.UnknownMetadata(origin, name, known));
}
