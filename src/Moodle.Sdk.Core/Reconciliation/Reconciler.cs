using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;

namespace Moodle.Sdk.Reconciliation;

/// <summary>Makes an output folder equal to a tree, and says when it already is.</summary>
internal static class Reconciler
{
    /// <summary>
    /// Asks whether the output already is what a site key stands for: every managed place is looked at, nothing is composed and no repository opened.
    /// If so, the warnings of composing are told again, and those about unmanaged plugins anew.
    /// </summary>
    /// <param name="output">The output.</param>
    /// <param name="siteKey">The key that a state would now be written with.</param>
    /// <param name="findings">Takes the warnings, if the answer is yes.</param>
    /// <param name="cancel">Stops looking.</param>
    /// <returns>The state when the output is as it says; null when the output has to be reconciled, or cannot be looked at and why is among the findings.</returns>
    public static OutputState? Confirm(OutputFolder output, string siteKey, Findings findings, CancellationToken cancel) =>
        findings.Take(FaultDiagnostics.Guard<OutputState?>(() =>
        {
            var looking = FileStat.Now();
            if (output.State.WasInterrupted || output.State.ReadState() is not { } state || state.Header.SiteKey != siteKey)
            {
                return (OutputState?)null;
            }

            var observed = Observation.Take(output, state, hashEverything: false, cancel);
            if (!observed.IsIntact)
            {
                return (OutputState?)null;
            }

            if (observed.Hashed > 0)
            {
                Refresh(output, state, looking);
            }

            findings.AddRange(state.Header.Warnings);
            UnmanagedPlugins.Find(output, state.Header.PluginRoots, [state.Places], findings);
            return state;
        }));

    /// <summary>
    /// Makes the output equal to the tree. Waits for other builds of the same output. What is kept aside, and unmanaged plugins, are warnings; one that the user made an error stops it before anything is changed.
    /// </summary>
    /// <param name="request">What and how.</param>
    /// <param name="findings">Takes warnings.</param>
    /// <param name="cancel">Stops within a second; the next build ends right.</param>
    /// <returns>What was done; null after an error (MOODLE16xx, or a warning that the user made one), and then the output is as it was, or the next build goes on from there.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReconcileReport? Run(ReconcileRequest request, Findings findings, CancellationToken cancel) =>
        findings.Take(FaultDiagnostics.Guard<ReconcileReport?>(() =>
        {
            using var hold = request.Output.State.Hold(cancel);
            return new Reconciling(request, findings, cancel).Run();
        }));

    // Content proved right where times did not: the next build need not read it again. Another build's newer state is left alone.
    private static void Refresh(OutputFolder output, OutputState state, long looking)
    {
        try
        {
            using var hold = output.State.TryHold();
            if (hold is not null && !output.State.WasInterrupted && output.State.ReadState()?.Written == state.Written)
            {
                OutputState.Of(state.Header, state.Places, looking).Write(output.State.StateFile);
            }
        }
        catch (SystemFaultException)
        {
            // The output is confirmed all the same; only the next build has to read these files once more.
        }
    }
}
