using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Moodle.Sdk.Diagnostics;

/// <summary>
/// The one channel for what a verb finds on its way, errors and warnings. Each is judged once, when it comes in: a warning that its item silences is dropped,
/// one that the user made an error is an error from then on. Safe to be shared by parallel work; the order given out is stable.
/// </summary>
/// <param name="isError">Whether the user made warnings of a code errors, such as MOODLE1405; null when none are.</param>
public sealed class Findings(Func<string, bool>? isError = null)
{
    private readonly ConcurrentQueue<Diagnostic> _found = new();
    private Func<Diagnostic, bool>? _isSilenced;

    /// <summary>Takes, on any thread, what a person wants to know at once and need not be told at the end: what is waited for.</summary>
    public Action<string>? Telling { get; init; }

    /// <summary>True when at least one error was found.</summary>
    public bool HasErrors => _found.Any(d => d.Severity == Severity.Error);

    /// <summary>All findings, ordered by code and text so that parallel work reports the same each time.</summary>
    public IReadOnlyList<Diagnostic> All =>
        [.. _found.OrderBy(d => d.Code).ThenBy(d => d.Component, StringComparer.Ordinal).ThenBy(d => d.Message, StringComparer.Ordinal)];

    /// <summary>The errors among them.</summary>
    public IReadOnlyList<Diagnostic> Errors => [.. All.Where(d => d.Severity == Severity.Error)];

    /// <summary>Drops from now on the warnings that a declaration silences.</summary>
    public void Silence(Func<Diagnostic, bool> isSilenced) => _isSilenced = isSilenced;

    /// <summary>An empty one that judges as this does.</summary>
    public Findings Apart() => new(isError) { _isSilenced = _isSilenced, Telling = Telling };

    /// <summary>Whether the user made warnings of a code errors.</summary>
    public bool IsError(string id) => isError?.Invoke(id) == true;

    /// <summary>Adds one finding.</summary>
    public void Add(Diagnostic finding)
    {
        if (finding.Severity == Severity.Error)
        {
            _found.Enqueue(finding);
        }
        else if (_isSilenced?.Invoke(finding) != true)
        {
            _found.Enqueue(IsError(finding.Id) ? finding with { Severity = Severity.Error } : finding);
        }
    }

    /// <summary>Adds several findings.</summary>
    public void AddRange(IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary>True with the value of a result; false when it failed, and then its errors are added.</summary>
    public bool TryTake<T>(Result<T> result, [MaybeNullWhen(false)] out T value)
    {
        AddRange(result.Errors);
        return result.TryGet(out value);
    }

    /// <summary>The value of a result; null when it failed, and then its errors are added.</summary>
    public T? Take<T>(Result<T> result)
        where T : class?
    {
        return TryTake(result, out var value) ? value : null;
    }
}
