using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>Makes customised components: carries the commits of the site's own branch onto the code as it comes.</summary>
/// <param name="cache">Takes what is new, and merges.</param>
/// <param name="findings">Takes every conflict (MOODLE1188), and tells which commits were not needed.</param>
internal sealed class CustomizedCode(IGitCache cache, Findings findings, CancellationToken cancel)
{
    /// <summary>Carries them.</summary>
    /// <returns>The component as it then is; as it was where that cannot be done, which is then among the findings.</returns>
    /// <exception cref="MissingObjectException">The cache lacks an object.</exception>
    public OpenedComponent Apply(OpenedComponent opened, OpenedSeries series)
    {
        var code = new ChangedCode(cache, cancel);
        var name = ChangedCode.NameOf("customised", opened, series.Series.All.Select(c => c.ToString()));
        if (series.Series.Commits.IsEmpty)
        {
            return opened;
        }

        if (code.Known(opened, name) is { } known)
        {
            return known with { Time = series.Time };
        }

        if (!findings.TryTake(Carry(opened, series), out var carried))
        {
            return opened;
        }

        foreach (var there in carried.Commits.Where(c => c.Changes.IsEmpty && !c.IsEmpty))
        {
            findings.Telling?.Invoke($"{opened.Component}: {opened.Title} has all of the customisation's commit {there.Commit} already.");
        }

        return carried.Changes.Count == 0 ? opened : findings.Take(code.Write(opened with { Time = series.Time }, carried.Changes, name, series.Origin)) ?? opened;
    }

    /// <summary>Carries the commits one by one; what is in conflict is an error.</summary>
    public Result<CarriedSeries> Carry(OpenedComponent opened, OpenedSeries series)
    {
        GitFault? fault = null;
        MergedFile Merge(byte[] ancestor, byte[] ours, byte[] theirs)
        {
            var merged = cache.Merge(ancestor, ours, theirs, cancel);
            fault ??= merged.Fault;
            return merged.Value ?? new(ours, null);
        }

        try
        {
            var carried = new Carry(series, opened.Files(), opened.Component.IsCore, Merge, cancel).Run();
            return fault is not null ? Result<CarriedSeries>.Failed(fault.At(series.Origin))
                : carried.Conflicts.IsEmpty ? carried
                : Result<CarriedSeries>.Failed(carried.Conflicts.Select(c => CustomizationDiagnostics.Conflict(opened, series, c)));
        }
        catch (RefusedContentException refused)
        {
            return Result<CarriedSeries>.Failed((refused.Fault with { Upstream = series.Series.Upstream }).At(series.Origin));
        }
    }
}
