using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation.Applying;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation;

/// <summary>One run of <see cref="Reconciler"/>, with the output's lock held.</summary>
internal sealed class Reconciling(ReconcileRequest request, Findings findings, CancellationToken cancel)
{
    private readonly OutputFolder _output = request.Output;
    private readonly EntryTable _wanted = EntryTable.Of(request.Tree);

    /// <summary>Updates the output, or makes it whole where it is absent; null when a finding forbids it and nothing was written.</summary>
    public Result<ReconcileReport?> Run()
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
        OutputFault.Guard(_output.Parent, () => Directory.CreateDirectory(_output.Parent));
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
        var plan = Planner.Decide(files, _wanted, state, started, request.HashEverything || interrupted, cancel);
        if (state is null && started.Count == 0 && !request.Adopt && FirstForeign(plan) is { } foreign)
        {
            return foreign;
        }

        UnmanagedPlugins.Find(_output, request.Header.PluginRoots, plan.Tables, findings);
        findings.AddRange(ForbiddenActs.Of(files, plan, OutputDiagnostics.EditedAndStale, findings));
        if (findings.HasErrors)
        {
            return (ReconcileReport?)null;
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
        }

        var writing = WritingTo(files);
        var report = new PlanRun(files, plan, writing, new KeptAside(_output, findings), _output.State.Key).Run(cancel);
        End(writing.Newest);
        return report;
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
        var foreign = OwnerRecord.Claim(_output, cancel);
        if (foreign is not null)
        {
            _output.State.ClearStarted();
        }

        return foreign;
    }

    // The state comes last, and a tick after the last file: then that file's times are clearly older, and no build has to read it to be sure.
    private void End(long newest)
    {
        while (FileStat.Now() is var now && now - newest is > 0 and <= FileStat.Tick)
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(((FileStat.Tick - (now - newest)) / 1000) + 100));
        }

        OutputState.Of(request.Header, _wanted, FileStat.Now()).Write(_output.State.StateFile);
        _output.State.ClearStarted();
    }
}
