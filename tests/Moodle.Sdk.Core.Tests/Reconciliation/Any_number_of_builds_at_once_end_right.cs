using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Any_number_of_builds_at_once_end_right : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Fact]
    public void Of_one_tree_and_of_two_by_turns()
    {
        for (var i = 0; i < 200; i++)
        {
            _site.Write($"mod/m{i}/lib.php", $"first {i}");
        }

        var first = _site.Compose();
        for (var i = 100; i < 200; i++)
        {
            _site.Write($"mod/m{i}/lib.php", $"second {i}").Delete($"mod/m{i - 100}");
        }

        var second = _site.Compose();
        var header = _site.Header();

        Trial.Run(40, _ =>
        {
            Parallel.For(0, 8, i => Build(i % 2 == 0 ? first : second, header));

            Assert.NotNull(_site.Confirm());
            Assert.True(_site.Output.State.ReadState()!.Header.Tree is var tree && (tree == first.Id || tree == second.Id));
            Assert.Equal((tree == first.Id ? first : second).Entries.Select(e => e.Path), _site.Files());
            Assert.Empty(_site.Kept());
        });
    }

    [Fact]
    public void A_waiting_build_can_be_cancelled()
    {
        _site.Build();
        using var hold = _site.Output.State.Hold(null, default);
        using var cancel = new CancellationTokenSource(50);
        Assert.ThrowsAny<OperationCanceledException>(() => _site.TryBuild(cancel: cancel.Token));
        Assert.NotNull(_site.Confirm());
    }

    [Fact]
    public async Task A_build_that_waits_says_for_what()
    {
        _site.Build();
        var hold = _site.Output.State.Hold(null, default);
        var told = new TaskCompletionSource<string>();
        var findings = new Findings { Telling = text => told.TrySetResult(text) };
        using var objects = _site.ObjectsOf(_site.Tree);

        var build = Task.Run(() => Reconciler.Run(new ReconcileRequest(_site.Output, _site.Tree, objects, _site.Header()), findings, default));

        Assert.Contains(Path.Combine(_site.Output.State.Path, "lock"), await told.Task, StringComparison.Ordinal);
        hold.Dispose();
        Assert.NotNull(await build);
    }

    // Who can open it can hold it, for ever: another user of the machine who may only read.
    [FactThatNeeds(Needs.Linux)]
    public void Nobody_else_can_open_what_builds_wait_for()
    {
        _site.Build();

        Assert.Equal(UnixFileMode.None, OfOthers(File.GetUnixFileMode(Path.Combine(_site.Output.State.Path, "lock"))));

        static UnixFileMode OfOthers(UnixFileMode mode) => mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
    }

    [FactThatNeeds(Needs.Linux)]
    public void Who_may_read_the_record_of_the_owner_can_hold_no_build_up_with_it()
    {
        _site.Build();
        var record = Path.Combine(Path.GetDirectoryName(_site.OutputPath)!, ".site.moodle-owner");
        using var held = new FileStream(record, FileMode.Open, FileAccess.Read, FileShare.None);
        _site.Write("index.php", "<?php // new\n");

        _site.Build();
    }

    public void Dispose() => _site.Dispose();

    private void Build(SiteTree tree, StateHeader header)
    {
        using var objects = _site.ObjectsOf(tree);
        var findings = new Findings();
        var request = new ReconcileRequest(_site.Output, tree, objects, header with { Tree = tree.Id });
        Assert.NotNull(Reconciler.Run(request, findings, default));
        Assert.Empty(findings.All);
    }
}
