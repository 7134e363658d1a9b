namespace Moodle.Sdk.Git;

/// <summary>Leads the upstreams whose addresses begin alike elsewhere: to a mirror. Everybody goes on to know them by their own address.</summary>
/// <param name="From">What such an address begins with. Case plays no part.</param>
/// <param name="To">What stands in its place.</param>
public sealed record UpstreamMapping(string From, string To)
{
    /// <summary>Where an upstream is asked: by the mapping with the longest beginning. Null when that is no address.</summary>
    internal static UpstreamUrl? Apply(IEnumerable<UpstreamMapping> mappings, UpstreamUrl upstream)
    {
        var mapping = mappings.Where(m => upstream.Address.StartsWith(m.From, StringComparison.OrdinalIgnoreCase)).MaxBy(m => m.From.Length);
        return mapping is null ? upstream : UpstreamUrl.TryParse(mapping.To + upstream.Address[mapping.From.Length..], out var mapped) ? mapped : null;
    }
}
