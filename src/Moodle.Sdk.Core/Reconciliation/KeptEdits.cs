using Moodle.Sdk.Composition;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// What was changed by hand is now declared: the state goes over to the new site, so that what differs from it is again what was changed by hand since. No file of
/// the output is touched.
/// </summary>
internal static class KeptEdits
{
    // No declaration has it: the next build composes the site, and judges it.
    private const string NoKey = "";

    /// <summary>Writes the state anew. Where another build is at work, that one knows better.</summary>
    /// <param name="output">The output, built before.</param>
    /// <param name="site">The site as it is declared now.</param>
    /// <exception cref="SystemFaultException">A file cannot be looked at, or the state not be written.</exception>
    public static void Record(OutputFolder output, ComposedSite site)
    {
        using var hold = output.State.TryHold();
        if (hold is null || output.State.WasInterrupted || output.State.ReadState() is not { } before)
        {
            return;
        }

        var places = EntryTable.Of(site.Tree);
        using var files = OutputFiles.Open(output.Path);
        foreach (ref var entry in places.Entries)
        {
            var path = places.PathOf(in entry);
            var known = before.Places.Find(path);
            if (known >= 0 && before.Places.Entries[known].Blob == entry.Blob)
            {
                entry.RecordOf(in before.Places.Entries[known]);
            }
            else
            {
                entry.RecordUntrusted(files.Look(path));
            }
        }

        output.State.Write(OutputState.Of(StateHeader.Of(site, NoKey), places, before.Written));
    }
}
