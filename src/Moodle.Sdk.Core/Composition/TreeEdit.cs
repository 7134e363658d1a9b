using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>One change on the way from Moodle's tree to the site tree. Edits are applied in their order, and each sees what those before it left.</summary>
/// <param name="Component">The component that it changes.</param>
/// <param name="Origin">The declaration to blame.</param>
internal abstract record TreeEdit(ComponentName Component, Origin Origin)
{
    /// <summary>Reads what the edit brings along. All edits are read side by side, so this sees nothing of the site.</summary>
    /// <returns>Entries, ordered; none for an edit that brings nothing.</returns>
    public virtual List<SiteEntry> Read(TreeReading reading) => [];

    /// <summary>Changes the site.</summary>
    /// <param name="read">What <see cref="Read"/> gave.</param>
    /// <returns>Why it cannot be changed so; null when it was.</returns>
    public abstract Diagnostic? Apply(SiteEntries site, List<SiteEntry> read);
}

/// <summary>How trees are read.</summary>
/// <param name="Rules">What the file system makes of names.</param>
/// <param name="Known">What was listed before in this build.</param>
/// <param name="Findings">Takes what is wrong with the trees.</param>
internal sealed record TreeReading(FileSystemRules Rules, TreeListings Known, TreeFindings Findings);
