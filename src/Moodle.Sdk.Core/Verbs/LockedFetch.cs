using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Archives;

namespace Moodle.Sdk.Verbs;

/// <summary>
/// Brings the git cache in line with a lock that fits the declaration. Whether a commit is there its repository is asked, as the build will ask it:
/// a mark in a repository that lost its packs says nothing.
/// </summary>
internal static class LockedFetch
{
    /// <summary>Fetches what the cache lacks, one transfer from each upstream, all side by side; false when something did not come, and why is among the findings.</summary>
    public static async Task<bool> RunAsync(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var upstreams = Declared(declaration, siteLock).GroupBy(c => c.Upstream);
        var archives = siteLock.Components.Where(c => c.Code is LockedCode.Archive archive && ArchiveSource.Unpacked(archive.Sha256, cache) is null);
        var errors = await Task.WhenAll(upstreams.Select(code => Task.Run(() => FetchAsync([.. code]), cancel)).Concat(archives.Select(UnpackAsync)));
        findings.AddRange(SourceDiagnostics.ToldOnce(errors.SelectMany(e => e)));
        return !findings.HasErrors;

        async Task<IReadOnlyCollection<Diagnostic>> FetchAsync(DeclaredCode[] code)
        {
            var targets = code.Select(c => new FetchTarget(c.Commit, c.Reference)).DistinctBy(t => t.Commit);
            var fetched = await cache.FetchAsync(code[0].Upstream, [.. targets], FetchDepth.Tip, cancel);
            if (fetched.TryGet(out var objects))
            {
                objects.Dispose();
            }

            return fetched.At(code[0].Origin, findings).Errors;
        }

        async Task<IReadOnlyCollection<Diagnostic>> UnpackAsync(LockedComponent locked)
        {
            using var looked = new Upstreams(cache, findings);
            return declaration.Find(locked.Component) is PluginDeclaration plugin && ((LockedCode.Archive)locked.Code).From(plugin.Source) is { } source
                ? (await new ArchiveResolver(plugin, source, locked.Code.Tree, looked).ResolveAsync(cancel)).Errors
                : [];
        }
    }

    /// <summary>Marks everything that a lock names as in use, so that upkeep never drops it; says why when that cannot be done.</summary>
    public static Diagnostic? KeepAll(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache) =>
        Declared(declaration, siteLock).SelectMany(c => cache.Keep(c.Upstream, c.Commit)?.At(c.Origin) ?? []).FirstOrDefault();

    private static IEnumerable<DeclaredCode> Declared(SiteDeclaration declaration, SiteLock siteLock)
    {
        foreach (var locked in siteLock.Components)
        {
            if (declaration.Find(locked.Component) is { } declared && locked.Code is LockedCode.Git code && code.From(declared.Source) is { } source)
            {
                yield return new(source.Upstream, code.Commit, code.Reference, declared.SourceOrigin);
                foreach (var submodule in code.Submodules)
                {
                    yield return new(submodule.Upstream, submodule.Commit, null, declared.SourceOrigin);
                }

                if (locked.Series is { } series && declared.Customization is { } customization)
                {
                    foreach (var commit in series.All)
                    {
                        yield return new(customization.Upstream ?? source.Upstream, commit, series.Reference, customization.Origin);
                    }
                }
            }
        }
    }

    // An object: queries over values of ours are compiled anew in every build.
    private sealed record DeclaredCode(UpstreamUrl Upstream, CommitId Commit, string? Reference, Origin Origin);
}
