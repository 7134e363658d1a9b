using Moodle.Sdk.Composition;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation;

/// <summary>What an output is to be made equal to, and how.</summary>
internal sealed record ReconcileRequest
{
    public required OutputFolder Output { get; init; }

    /// <summary>The site tree; the delivered tree for a published folder.</summary>
    public required SiteTree Tree { get; init; }

    /// <summary>Reads the tree's blobs. Not owned.</summary>
    public required SiteObjects Objects { get; init; }

    /// <summary>What the state shall say of the site.</summary>
    public required StateHeader Header { get; init; }

    /// <summary><c>MoodleAdopt</c>: take over a folder that holds other files at our places; they are kept aside.</summary>
    public bool Adopt { get; init; }

    /// <summary>Read every file instead of trusting its times: Rebuild.</summary>
    public bool HashEverything { get; init; }

    /// <summary>How an output that is there is reached. Tests put another file system in its place.</summary>
    public Func<string, OutputFiles> Open { get; init; } = OutputFiles.Open;
}

/// <summary>What became of an output.</summary>
/// <param name="Added">Files that the output did not have before.</param>
/// <param name="Changed">Files whose declared content or mode became another.</param>
/// <param name="Removed">Stale files taken out.</param>
/// <param name="Repaired">Files put right that had been changed by hand, or were missing.</param>
/// <param name="KeptAside">Files, links and folders whose content was kept under obj/.</param>
public sealed record ReconcileReport(int Added, int Changed, int Removed, int Repaired, int KeptAside)
{
    /// <summary>Nothing was to be done.</summary>
    public static ReconcileReport NoChange { get; } = new(0, 0, 0, 0, 0);

    /// <summary>True when the output was as it should be.</summary>
    public bool IsNoChange => Added + Changed + Removed + Repaired + KeptAside == 0;

    /// <summary>The counts in words, those of nothing left out.</summary>
    public override string ToString()
    {
        var parts = new[] { (Added, "added"), (Changed, "changed"), (Removed, "removed"), (Repaired, "put right"), (KeptAside, "kept aside") }
            .Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}");
        return IsNoChange ? "nothing to do" : string.Join(", ", parts);
    }
}
