using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// The MoodlePluginDefault items: metadata for every site that declares the plugin without it. The site's own metadata wins;
/// a site that says which commit discards the default's word on that as a whole.
/// </summary>
internal sealed class PluginDefaults
{
    private readonly Dictionary<string, RawItem> _defaults = new(StringComparer.Ordinal);

    public PluginDefaults(ImmutableArray<RawItem> items, List<Diagnostic> errors)
    {
        foreach (var item in items)
        {
            if (!ComponentName.TryParse(item.Include, out var component) || component.IsCore)
            {
                errors.Add(DeclarationProblems.NotAPluginName(new Origin(item.DefinedIn, "MoodlePluginDefault", item.Include), item.Include));
            }

            // Later items win, as later properties do: a site's folder overrides the fleet's.
            _defaults[item.Include] = item;
        }
    }

    /// <summary>The item with what it left open.</summary>
    public RawItem Complete(RawItem item)
    {
        if (!_defaults.TryGetValue(item.Include, out var fallback))
        {
            return item;
        }

        var saysWhichCommit = item.Metadata.Any(m => PluginMetadata.IsRequest(m.Key) && m.Value.Trim().Length > 0);
        var metadata = new Dictionary<string, string>(item.Metadata, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fallback.Metadata)
        {
            var isOpen = !metadata.TryGetValue(name, out var own) || own.Trim().Length == 0;
            if (isOpen && !(saysWhichCommit && PluginMetadata.IsRequest(name)))
            {
                metadata[name] = value;
            }
        }

        return item with { Metadata = metadata };
    }
}
