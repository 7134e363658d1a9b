using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Applying;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Verbs;

/// <summary>What cleaning did.</summary>
/// <param name="Removed">Files and links deleted.</param>
/// <param name="KeptAside">Files changed by hand, moved under obj/.</param>
/// <param name="FolderRemoved">True when nothing was left and the output folder itself is gone.</param>
public sealed record CleanReport(int Removed, int KeptAside, bool FolderRemoved);

/// <summary>Takes out of an output what builds put there. Needs the output's state alone: no cache, no network, no lock.</summary>
public static class Clean
{
    /// <summary>
    /// Deletes what is as a build wrote it, keeps aside what was changed by hand, removes emptied folders and the state. Unmanaged files stay, and with
    /// them the folders that hold them.
    /// </summary>
    /// <param name="outputPath">Full path of the output.</param>
    /// <param name="folders">The project's own folders.</param>
    /// <param name="findings">Takes errors, a warning for each file kept aside, and one when there is no record to clean by.</param>
    /// <param name="cancel">Stops between two files; cleaning again goes on.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <returns>What was done; null when there are errors, and a warning that the user made an error is one.</returns>
    public static CleanReport? Run(string outputPath, ProjectFolders folders, Findings findings, CancellationToken cancel) =>
        findings.Take(OutputFolder.At(outputPath, folders, new Origin(folders.ProjectFile, "OutputPath"))) is { } output
            ? findings.Take(FaultGuard.Run(() => Run(output, findings, cancel)))
            : null;

    private static Result<CleanReport?> Run(OutputFolder output, Findings findings, CancellationToken cancel)
    {
        if (!output.State.KnowsOutput)
        {
            // After a clean only what people put there is left, such as config.php: that is no Moodle.
            if (File.Exists(Path.Combine(output.Path, "version.php")) || File.Exists(Path.Combine(output.Path, "public", "version.php")))
            {
                findings.Add(OutputDiagnostics.NothingKnownToClean(output.Path));
            }

            return new CleanReport(0, 0, false);
        }

        using var hold = output.State.Hold(findings.Telling, cancel);
        if (OwnerRecord.Foreign(output) is { } foreign)
        {
            return foreign;
        }

        FreshBuild.Clear(output, cancel);
        var report = Directory.Exists(output.Path) ? Empty(output, findings, cancel) : new CleanReport(0, 0, true);
        if (report is null)
        {
            return report;
        }

        OwnerRecord.Release(output);
        output.State.MarkCleaned();
        return report;
    }

    // To clean is to take out all that a tree of nothing does not hold.
    private static CleanReport? Empty(OutputFolder output, Findings findings, CancellationToken cancel)
    {
        using var files = OutputFiles.Open(output.Path);
        using var kept = new KeptAside(files, output.State, findings, cancel);
        var state = output.State.ReadState();
        var nothing = new EntryTable(Memory<byte>.Empty, 0, 0);
        var plan = Planner.Decide(files, nothing, state, [.. output.State.ReadStarted().Select(s => s.Places)], output.State.WasInterrupted, cancel);
        findings.AddRange(ForbiddenActs.Of(files, plan, OutputDiagnostics.EditedAndCleaned, findings, OtherMoodle.None));
        if (findings.HasErrors)
        {
            return null;
        }

        if (output.State.WasInterrupted)
        {
            TemporaryFiles.Sweep(files, plan, output.State.Key, cancel);
        }

        new StaleRemoval(files, plan, kept).Run(_ => true, OutputDiagnostics.EditedAndCleaned, cancel);
        kept.TellRest();
        using var parent = OutputFiles.Open(output.Parent);
        return new CleanReport(plan.With(Act.Delete).Count(), kept.Count, parent.RemoveFolder(OutputFiles.Bytes(output.Name)));
    }
}
