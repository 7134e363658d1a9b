using System.Collections.Concurrent;

namespace Moodle.Sdk.Diagnostics;

/// <summary>Collects what a verb finds on its way. Safe to be shared by parallel work; the order given out is stable.</summary>
public sealed class Findings
{
    private readonly ConcurrentQueue<Diagnostic> _found = new();

    /// <summary>True when at least one error was found.</summary>
    public bool HasErrors => _found.Any(d => d.Severity == Severity.Error);

    /// <summary>All findings, ordered by code and text so that parallel work reports the same each time.</summary>
    public IReadOnlyList<Diagnostic> All =>
        [.. _found.OrderBy(d => d.Code).ThenBy(d => d.Component, StringComparer.Ordinal).ThenBy(d => d.Message, StringComparer.Ordinal)];

    /// <summary>The errors among them.</summary>
    public IReadOnlyList<Diagnostic> Errors => [.. All.Where(d => d.Severity == Severity.Error)];

    /// <summary>Adds one finding.</summary>
    public void Add(Diagnostic finding) => _found.Enqueue(finding);

    /// <summary>Adds several findings.</summary>
    public void AddRange(IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }
}
