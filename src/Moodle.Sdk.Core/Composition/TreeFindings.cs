using System.Collections.Concurrent;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Tells what is wrong with trees. A hostile upstream can be wrong a million times: of each kind only the first few
/// of a component are told.
/// </summary>
internal sealed class TreeFindings(Findings findings)
{
    private const int MostOfAKind = 10;

    private readonly ConcurrentDictionary<(int Code, string? Component), int> _counts = new();

    /// <summary>True when the trees make no site.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Tells it, unless enough of its kind were told of the component.</summary>
    public void Add(Diagnostic finding)
    {
        if (finding.Severity == Severity.Error)
        {
            HasErrors = true;
        }

        if (_counts.AddOrUpdate((finding.Code, finding.Component), 1, static (_, count) => count + 1) <= MostOfAKind)
        {
            findings.Add(finding);
        }
    }
}
