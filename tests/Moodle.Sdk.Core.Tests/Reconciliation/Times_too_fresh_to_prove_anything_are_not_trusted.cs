using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class Times_too_fresh_to_prove_anything_are_not_trusted
{
    private const long Written = 1_700_000_000_123_456_789;

    [Fact]
    public void Equal_times_clearly_older_than_the_state_are_proof() => Assert.True(Matches(Written - 1_000_000_001));

    [Fact]
    public void Equal_times_within_a_tick_of_the_state_are_none()
    {
        Assert.False(Matches(Written - 1));
        Assert.False(Matches(Written - FileStat.Tick));
        Assert.False(Matches(Written + 5));
    }

    [Fact]
    public void Whole_seconds_are_a_coarse_clock()
    {
        Assert.False(Matches(1_700_000_000_000_000_000));
        Assert.False(Matches(1_699_999_999_000_000_000));
        Assert.True(Matches(1_699_999_990_000_000_000));
    }

    [Fact]
    public void A_file_seen_within_a_tick_of_its_last_change_is_looked_at_again()
    {
        var entry = new StateEntry { Mode = EntryMode.File };
        var seen = new FileStat(FileKind.File, false, 0, Written, Written);
        entry.RecordSince(in seen, Written + 1);
        Assert.False(entry.Matches(in seen, Written + 1_000_000_000));
        entry.RecordSince(in seen, Written + FileStat.Tick + 1);
        Assert.True(entry.Matches(in seen, Written + 1_000_000_000));
    }

    private static bool Matches(long time)
    {
        var entry = new StateEntry { Mode = EntryMode.File };
        var seen = new FileStat(FileKind.File, false, 3, time, time);
        entry.Record(in seen);
        return entry.Matches(in seen, Written);
    }
}
