using Moodle.Sdk.Reconciliation;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class The_state_says_what_a_no_op_build_needs : IDisposable
{
    private readonly ReconciledSite _site = new();

    [Fact]
    public void The_header_is_read_as_it_was_written()
    {
        _site.Build();

        var state = _site.Confirm()!;

        var (expected, read) = (_site.Header(), state.Header);
        Assert.Equal(expected.Versions.Components.AsEnumerable(), read.Versions.Components);
        Assert.Equal(expected.PluginRoots.AsEnumerable(), read.PluginRoots);
        Assert.Equal(expected.Warnings.AsEnumerable(), read.Warnings);
        Assert.Equal(
            (expected.SiteKey, expected.Tree, expected.MoodleRelease, expected.MoodleCommit),
            (read.SiteKey, read.Tree, read.MoodleRelease, read.MoodleCommit));
        Assert.Equal(_site.Tree.Entries.Select(e => e.Path), state.Paths());
        Assert.Equal(4, state.Places.Count);
    }

    [Fact]
    public void The_warnings_of_composing_are_told_again()
    {
        _site.Build();
        _site.Confirm();
        Assert.Equal(_site.Header().Warnings, _site.Findings.All);
    }

    [Fact]
    public void Another_site_key_is_no_confirmation()
    {
        _site.Build();
        Assert.Null(_site.Confirm("another"));
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public void Each_way_to_differ_is_seen()
    {
        _site.Write("a/one", "1").Write("b", "2").Write("c", "3").Build();
        Directory.Delete(_site["a"], recursive: true);
        _site.Edit("b", "other");
        File.Delete(_site["c"]);
        Directory.CreateDirectory(_site["c"]);

        var observed = Observation.Of(_site.Output, _site.Output.State.ReadState()!, hashEverything: true, default);

        Assert.Equal([new Drift("a/one", DriftKind.Missing), new Drift("b", DriftKind.Edited), new Drift("c", DriftKind.Replaced)], observed.Drifts.AsEnumerable());
        Directory.Delete(_site.OutputPath, recursive: true);
        Assert.Equal(7, Observation.Of(_site.Output, _site.Output.State.ReadState()!, hashEverything: false, default).Drifts.Length);
    }

    [Fact]
    public void A_build_that_wrote_just_now_is_confirmed_without_reading_a_file()
    {
        _site.Build();
        Assert.Equal(0, Observation.Of(_site.Output, _site.Output.State.ReadState()!, hashEverything: false, default).Hashed);
    }

    public void Dispose() => _site.Dispose();
}
