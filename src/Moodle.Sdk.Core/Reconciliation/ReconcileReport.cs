namespace Moodle.Sdk.Reconciliation;

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
        string?[] parts =
            [Part(Added, "added"), Part(Changed, "changed"), Part(Removed, "removed"), Part(Repaired, "put right"), Part(KeptAside, "kept aside")];
        return IsNoChange ? "nothing to do" : string.Join(", ", parts.OfType<string>());
    }

    private static string? Part(int count, string what) => count > 0 ? $"{count} {what}" : null;
}
