using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;

namespace Moodle.Sdk.Verbs;

/// <summary>Takes out of an output what builds put there. Needs the output's state alone: no cache, no network, no lock.</summary>
public static class Clean
{
    /// <summary>Cleans.</summary>
    /// <param name="outputPath">Full path of the output.</param>
    /// <param name="folders">The project's own folders.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops between two files; cleaning again goes on.</param>
    /// <returns>What was done; null when there are errors.</returns>
    public static CleanReport? Run(string outputPath, ProjectFolders folders, Findings findings, CancellationToken cancel) =>
        findings.Take(OutputFolder.At(outputPath, folders, new Origin(folders.ProjectFile, "OutputPath"))) is { } output
            ? Cleaner.Run(output, findings, cancel)
            : null;
}
