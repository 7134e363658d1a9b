using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// What of a plan the user forbids: he made an error of the warning that doing it would bring. Told before anything is done, since a verb that fails has changed nothing.
/// </summary>
internal static class ForbiddenActs
{
    private static readonly string[] Codes = ["MOODLE1606", "MOODLE1607", "MOODLE1608", "MOODLE1609", "MOODLE1620", "MOODLE1623"];

    /// <summary>An error for each, up to some; none when nothing is forbidden.</summary>
    /// <param name="stale">The warning about a stale file that was changed by hand.</param>
    /// <param name="others">What of an adopted output is moved aside.</param>
    public static IEnumerable<Diagnostic> Of(OutputFiles files, Plan plan, Func<string, string, Diagnostic> stale, Findings findings, OtherMoodle others)
    {
        // In most builds nothing is: no warning is an error, and nothing of what follows has to be compiled.
        return Codes.Any(findings.IsError) ? Told(files, plan, stale, findings, others) : [];
    }

    private static IEnumerable<Diagnostic> Told(OutputFiles files, Plan plan, Func<string, string, Diagnostic> stale, Findings findings, OtherMoodle others)
    {
        // What is ours and stale goes before the tree's files and folders come in its place: nothing is kept aside for it.
        var (gone, ours) = (new Lazy<HashSet<string>>(() => [.. plan.With(Act.Delete, Act.KeepAndDelete).Select(PathOf)]), new Lazy<Dictionary<string, string>>(plan.StaleFolders));
        bool IsGone(string path) => gone.Value.Contains(path)
            || (ours.Value.ContainsKey(path) && files.Look(OutputFiles.Bytes(path)).Kind == FileKind.Folder && files.Names(path).All(name => IsGone($"{path}/{name}")));
        string PathOf(int place) => OutputFiles.Text(plan.Places.PathOf(place));

        var inTheWay = plan.With(Act.ClearAndAdd).Select(PathOf).Concat(plan.BlockedFolders().Select(folder => OutputFiles.Text(plan.Wanted.PathOfFolder(folder))));
        Diagnostic[] warnings =
        [
            .. plan.With(Act.KeepAndDelete).Select(place => stale(PathOf(place), "")),
            .. plan.With(Act.KeepAndReplace).Select(place => plan.IsKnown(place) ? OutputDiagnostics.EditedByHand(PathOf(place), "") : OutputDiagnostics.InTheWay(PathOf(place), "")),
            .. others.Foreign.Select(other => OutputDiagnostics.OfAnotherMoodle(OutputFiles.Text(other), "")),
            .. inTheWay.Where(path => !IsGone(path)).Select(path => OutputDiagnostics.InTheWay(path, "")),
        ];
        var more = Math.Max(warnings.Length - KeptAside.ToldOneByOne, 0) + others.Moved.Length;
        return warnings.Concat(more > 0 ? [OutputDiagnostics.MoreKeptAside(more, "")] : [])
            .Where(warning => findings.IsError(warning.Id))
            .Take(KeptAside.ToldOneByOne)
            .Select(OutputDiagnostics.Forbidden);
    }
}
