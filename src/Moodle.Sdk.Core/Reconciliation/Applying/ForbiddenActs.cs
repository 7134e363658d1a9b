using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// What of a plan the user forbids: he made an error of the warning that doing it would bring. Told before anything is done, since a verb that fails has changed nothing.
/// </summary>
internal static class ForbiddenActs
{
    // As of what is kept aside, more would be read by nobody.
    private const int Told = 20;

    /// <summary>An error for each, up to some; none when nothing is forbidden.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="stale">The warning about a stale file that was changed by hand.</param>
    /// <param name="findings">Knows which warnings are errors.</param>
    public static IEnumerable<Diagnostic> Of(Plan plan, Func<string, string, Diagnostic> stale, Findings findings)
    {
        var blocked = plan.BlockedFolders().Select(folder => OutputFiles.Text(plan.Wanted.PathOfFolder(folder)));
        var ours = plan.StaleFolders();
        return plan.With(Act.KeepAndReplace, Act.KeepAndDelete, Act.ClearAndAdd)
            .Select(place => (Act: plan.Acts[place], Place: place, Path: OutputFiles.Text(plan.Places.PathOf(place))))
            // A folder of ours that gives way to a file goes as stale.
            .Where(p => p.Act != Act.ClearAndAdd || !ours.ContainsKey(p.Path))
            .Select(p => p.Act switch
            {
                Act.KeepAndDelete => stale(p.Path, ""),
                Act.KeepAndReplace when plan.IsKnown(p.Place) => OutputProblems.EditedByHand(p.Path, ""),
                _ => OutputProblems.InTheWay(p.Path, ""),
            })
            .Concat(blocked.Select(path => OutputProblems.InTheWay(path, "")))
            .Where(warning => findings.IsError(warning.Id))
            .Take(Told)
            .Select(OutputProblems.Forbidden);
    }
}
