using System.Collections.Concurrent;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Collects what is wrong with trees. A hostile upstream can be wrong a million times: of each kind only the first few
/// of a component are told.
/// </summary>
internal sealed class TreeFaults
{
    private const int MostOfAKind = 10;

    private readonly Findings _found = new();
    private readonly ConcurrentDictionary<(int Code, string? Component), int> _counts = new();

    /// <summary>True when the trees make no site.</summary>
    public bool HasErrors => _found.HasErrors;

    public IReadOnlyList<Diagnostic> Errors => _found.Errors;

    public IEnumerable<Diagnostic> Warnings => _found.All.Where(d => d.Severity == Severity.Warning);

    /// <summary>Tells it, unless enough of its kind were told of the component.</summary>
    public void Add(Diagnostic fault)
    {
        if (_counts.AddOrUpdate((fault.Code, fault.Component), 1, static (_, count) => count + 1) <= MostOfAKind)
        {
            _found.Add(fault);
        }
    }
}
