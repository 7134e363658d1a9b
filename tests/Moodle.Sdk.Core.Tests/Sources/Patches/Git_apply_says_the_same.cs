using System.Text;
using Moodle.Sdk.PatchTrial;
using Moodle.Sdk.Sources.Patches;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources.Patches;

/// <summary>Diffs of commits and the files they are for, both changed at random. (The project Moodle.Sdk.PatchTrial does the same with the histories of real repositories.)</summary>
public sealed class Git_apply_says_the_same : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GitApply _git = new();
    private readonly List<RealDiff> _diffs;

    public Git_apply_says_the_same() =>
        _diffs = RealDiffs.Of([MadeHistory.Make(_folder["history"], Path.Combine(PackedSdk.RepositoryRoot, "docs"), 60)], 60, 1);

    /// <summary>The same verdict and, where both apply, the same bytes.</summary>
    [Fact]
    public void Of_a_diff_that_was_changed()
    {
        var (applied, refused) = (0, 0);
        Trial.Run(10_000, seed =>
        {
            var diff = new Mutation(new Random(seed), _diffs).Next();
            var (tree, said) = _git.Run(diff);
            var verdict = Verdict.Of(diff, tree, said);
            Assert.True(verdict.Disagreement is null, $"{verdict.Disagreement}\n{Encoding.Latin1.GetString(diff.Patch)}");
            (applied, refused) = verdict.IsApplied ? (applied + 1, refused) : (applied, refused + 1);
        });
        Assert.True(applied > 100 && refused > 100, $"{applied} applied, {refused} refused");
    }

    /// <summary>What is written for any change makes the same files, by git apply and here.</summary>
    [Fact]
    public void Of_a_patch_that_was_written_here() => Trial.Run(2000, seed =>
    {
        var before = _diffs[seed % _diffs.Count].Tree;
        var after = new UpstreamChange(new Random(seed)).Of(before, 1 + (seed % 6));
        var paths = before.Keys.Union(after.Keys).Order(StringComparer.Ordinal);
        var patch = PatchWriter.Write(paths.Select(path => (path, before.GetValueOrDefault(path), after.GetValueOrDefault(path))));
        if (patch.Length > 0)
        {
            var (tree, said) = _git.Run(new(patch, before));
            Assert.True(tree is not null, $"{said}\n{Encoding.Latin1.GetString(patch)}");
            Assert.Null(Verdict.Of(new(patch, before), new(after.ToDictionary(), StringComparer.Ordinal), "").Disagreement);
            Assert.Null(Verdict.Of(new(patch, before), tree, "").Disagreement);
        }
    });

    public void Dispose()
    {
        _git.Dispose();
        _folder.Dispose();
    }
}
