using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// The MoodlePluginDefault items: metadata for every site that declares the plugin without it. The site's own metadata wins;
/// a site that says which commit, or names another kind of source, discards the default's word on that as a whole.
/// </summary>
internal sealed class PluginDefaults
{
    private readonly Dictionary<string, RawItem> _defaults = new(StringComparer.Ordinal);

    public PluginDefaults(ImmutableArray<RawItem> items, Findings findings)
    {
        foreach (var item in items)
        {
            var origin = OriginOf(item);
            findings.AddRange(DeclarationReader.Unknown(item, origin, PluginMetadata.Known));
            if (!ComponentName.TryParse(item.Include, out var component) || component.IsCore)
            {
                findings.Add(DeclarationDiagnostics.NotAPluginName(origin));
            }

            // Later items win, as later properties do: a site's folder overrides the fleet's.
            _defaults[item.Include] = item;
        }
    }

    private static Origin OriginOf(RawItem item) => new(item.DefinedIn, "MoodlePluginDefault", item.Include);

    /// <summary>The item with what it left open.</summary>
    public RawItem Complete(RawItem item)
    {
        if (!_defaults.TryGetValue(item.Include, out var fallback))
        {
            return item;
        }

        var own = item.Metadata.Keys.Where(name => item[name].Length > 0).ToArray();
        var metadata = new Dictionary<string, string>(item.Metadata, StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fallback.Metadata)
        {
            if (!PluginMetadata.IsAnswered(name, own))
            {
                metadata[name] = value;
                taken.Add(name);
            }
        }

        return item with { Metadata = metadata, Defaults = (OriginOf(fallback), taken) };
    }
}
