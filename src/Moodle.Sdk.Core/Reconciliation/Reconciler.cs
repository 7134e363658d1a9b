using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Applying;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation;

/// <summary>What an output is to be made equal to, and how.</summary>
/// <param name="Tree">The site tree; the delivered tree for a published folder.</param>
/// <param name="Objects">Reads the tree's blobs. Not owned.</param>
/// <param name="Header">What the state shall say of the site.</param>
/// <param name="Adopt"><c>MoodleAdopt</c>: take over a folder that holds other files at our places; they are kept aside.</param>
/// <param name="HashEverything">Read every file instead of trusting its times: Rebuild.</param>
internal sealed record ReconcileRequest(
    OutputFolder Output, SiteTree Tree, SiteObjects Objects, StateHeader Header, bool Adopt = false, bool HashEverything = false)
{
    /// <summary>How an output that is there is reached. Tests put another file system in its place.</summary>
    public Func<string, OutputFiles> Open { get; init; } = OutputFiles.OpenForItsOwner;

    /// <summary>Looks for the code that lies in an output which is taken over.</summary>
    public Func<OutputFiles, FoundCode> Find { get; init; } = _ => FoundCode.None;
}

/// <summary>Makes an output folder equal to a tree, and says when it already is.</summary>
internal sealed class Reconciler(ReconcileRequest request, Findings findings, CancellationToken cancel)
{
    private readonly OutputFolder _output = request.Output;
    private readonly EntryTable _wanted = EntryTable.Of(request.Tree);

    /// <summary>
    /// Asks whether the output already is what a site key stands for: every managed place is looked at, nothing is composed and no repository opened.
    /// If so, the warnings of composing are told again, and those about unmanaged plugins anew.
    /// </summary>
    /// <param name="siteKey">The key that a state would now be written with.</param>
    /// <returns>The state when the output is as it says; null when the output has to be reconciled, or cannot be looked at and why is among the findings.</returns>
    public static OutputState? Confirm(OutputFolder output, string siteKey, Findings findings, CancellationToken cancel) =>
        findings.Take(FaultGuard.Run<OutputState?>(() =>
        {
            var looking = FileStat.Now();
            if (output.State.WasInterrupted
                || output.State.ReadState() is not { } state
                || state.Header.SiteKey != siteKey
                || Observation.Of(output, state, hashEverything: false, cancel) is not { IsIntact: true } observed)
            {
                return (OutputState?)null;
            }

            if (observed.Hashed > 0)
            {
                Refresh(output, state, looking);
            }

            findings.AddRange(state.Header.Warnings);
            using var files = OutputFiles.Open(output.Path);
            UnmanagedPlugins.Find(files, state.Header.PluginRoots, [state.Places], findings);
            return state;
        }));

    /// <summary>
    /// Makes the output equal to the tree. Waits for other builds of the same output. What is kept aside, and unmanaged plugins, are warnings; one that the user
    /// made an error stops it before anything is changed.
    /// </summary>
    /// <param name="cancel">Stops within a second; the next build ends right.</param>
    /// <returns>What was done; null after an error (MOODLE16xx, or a warning that the user made one), and then the output is as it was, or the next build goes on from there.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReconcileReport? Run(ReconcileRequest request, Findings findings, CancellationToken cancel) =>
        findings.Take(FaultGuard.Run<ReconcileReport?>(() =>
        {
            using var hold = request.Output.State.Hold(findings.Telling, cancel);
            return new Reconciler(request, findings, cancel).Run();
        }));

    // Content proved right where times did not: the next build need not read it again. Another build's newer state is left alone.
    private static void Refresh(OutputFolder output, OutputState state, long looking)
    {
        try
        {
            using var hold = output.State.TryHold();
            if (hold is not null && !output.State.WasInterrupted && output.State.ReadState()?.Written == state.Written)
            {
                output.State.Write(OutputState.Of(state.Header, state.Places, looking));
            }
        }
        catch (SystemFaultException)
        {
            // The output is confirmed all the same; only the next build has to read these files once more.
        }
    }

    // With the output's lock held.
    private Result<ReconcileReport?> Run()
    {
        if (File.Exists(_output.Path))
        {
            return OutputDiagnostics.NotAFolder(_output.Path);
        }

        if (OwnerRecord.Foreign(_output) is { } foreign)
        {
            return foreign;
        }

        return Directory.Exists(_output.Path) ? Update() : Create();
    }

    private Result<ReconcileReport?> Create()
    {
        SystemFault.Guard("mkdir", _output.Parent, () => Directory.CreateDirectory(_output.Parent));
        if (Begin(_wanted) is { } foreign)
        {
            return foreign;
        }

        var writing = FreshBuild.Run(_output, _wanted, WritingTo, cancel);
        End(writing.Newest);
        return new ReconcileReport(_wanted.Count, 0, 0, 0, 0);
    }

    private Result<ReconcileReport?> Update()
    {
        using var files = request.Open(_output.Path);
        var state = _output.State.ReadState();
        var interrupted = _output.State.WasInterrupted;
        var started = _output.State.ReadStarted();
        var recorded = state is null ? Recorded() : [];
        var isAdopted = state is null && request.Adopt;
        var found = isAdopted && recorded.Count == 0 ? request.Find(files) : FoundCode.None;
        EntryTable[] earlier = [.. started.Select(s => s.Places), .. recorded, .. found.Trees.Select(EntryTable.Of)];
        var lineEnds = state is null ? new LineEndsAlone(files, request.Tree, request.Objects) : null;
        var plan = Planner.Decide(files, _wanted, state, earlier, request.HashEverything || interrupted, cancel, lineEnds);
        if (state is null && started.Count == 0 && recorded.Count == 0 && !request.Adopt && FirstForeign(plan) is { } foreign)
        {
            // Another project may have claimed and written it since it was asked for.
            return OwnerRecord.Foreign(_output) ?? foreign;
        }

        if (!found.Unknown.IsEmpty)
        {
            findings.Add(OutputDiagnostics.FilesNotKnown(_output.Path, found.Unknown));
        }

        var others = isAdopted ? OtherMoodle.In(files, request.Header.PluginRoots, plan.Tables) : OtherMoodle.None;
        UnmanagedPlugins.Find(files, request.Header.PluginRoots, plan.Tables, findings, others.All);
        findings.AddRange(ForbiddenActs.Of(files, plan, OutputDiagnostics.EditedAndStale, findings, others));
        if (findings.HasErrors)
        {
            return (ReconcileReport?)null;
        }

        // Should this build be killed, the next one knows them too, though no version.php may be left to tell it.
        foreach (var tree in found.Trees)
        {
            _output.State.MarkStarted(OutputState.Of(request.Header with { Tree = tree.Id }, EntryTable.Of(tree), 0));
        }

        // The state goes on to speak for what it knows.
        if (Begin(state is null ? _wanted : EntryTable.Of(request.Tree, [.. plan.NewToState()])) is { } other)
        {
            return other;
        }

        // Without a state nobody knows whether a build was killed.
        if (interrupted || state is null)
        {
            TemporaryFiles.Sweep(files, plan, _output.State.Key, cancel);
            FreshBuild.Clear(_output, cancel);
        }

        var writing = WritingTo(files);
        using var kept = new KeptAside(files, _output.State, findings, cancel);
        foreach (var plugin in others.Foreign)
        {
            kept.Move(plugin, OutputDiagnostics.OfAnotherMoodle);
        }

        foreach (var plugin in others.Moved)
        {
            kept.Move(plugin);
        }

        var report = new PlanRun(files, plan, writing, kept, TemporaryFiles.NewKey(_output.State.Key)).Run(cancel);
        End(writing.Newest);
        return report;
    }

    // What this project's builds wrote, by the recipes of their trees, where the record of their files is lost.
    private List<EntryTable> Recorded()
    {
        var tables = new List<EntryTable>();
        foreach (var recipe in OwnerRecord.Recipes(_output))
        {
            if (recipe.Tree == request.Tree.Id)
            {
                tables.Add(_wanted);
            }
            else if (recipe.Compose(request.Objects.Look, new Origin(_output.ProjectFile, "OutputPath")) is { } tree)
            {
                tables.Add(EntryTable.Of(tree));
            }
            else
            {
                findings.Add(OutputDiagnostics.NotComposedAgain(_output.Path, recipe.Tree));
            }
        }

        return tables;
    }

    // A folder that no build of ours is known to have written is taken over silently when nothing in it would be replaced.
    private Diagnostic? FirstForeign(Plan plan)
    {
        string[] foreign =
        [
            .. plan.With(Act.KeepAndReplace, Act.ClearAndAdd).Select(place => OutputFiles.Text(plan.Places.PathOf(place))),
            .. plan.BlockedFolders().Select(folder => OutputFiles.Text(_wanted.PathOfFolder(folder))),
        ];
        return foreign.Length == 0 ? null : OutputDiagnostics.NotOurs(_output.Path, foreign.Length, _wanted.Count, foreign[0]);
    }

    private BlobWriting WritingTo(OutputFiles files) => new(files, request.Tree, request.Objects, _wanted);

    // Marked before it is claimed: a claim counts while its project's state knows of the output.
    private Diagnostic? Begin(EntryTable writes)
    {
        _output.State.MarkStarted(OutputState.Of(request.Header, writes, 0));
        var foreign = OwnerRecord.Claim(_output, request.Tree.Recipe, cancel);
        if (foreign is not null)
        {
            _output.State.ClearStarted();
        }

        return foreign;
    }

    // The state comes last, and a tick after the last file: then that file's times are clearly older, and no build has to read it to be sure.
    private void End(long newest)
    {
        FileStat.WaitUntilOlder(newest);
        _output.State.Write(OutputState.Of(request.Header, _wanted, FileStat.Now()));
        _output.State.ClearStarted();
        OwnerRecord.Settle(_output, request.Tree.Recipe);
    }
}
