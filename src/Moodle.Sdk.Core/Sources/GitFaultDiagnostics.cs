using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

/// <summary>Words what the git cache answers at the declaration that led to the question.</summary>
internal static class GitFaultDiagnostics
{
    // An upstream can name any number of commits that it does not have.
    private const int MostTold = 5;

    /// <summary>The value, or the errors that its fault is told with; a repository that was put aside is warned of.</summary>
    public static Result<T> At<T>(this GitResult<T> result, Origin origin, Findings findings)
    {
        if (result.Damaged is { } damaged)
        {
            findings.Add(SourceDiagnostics.DamagedAndFetchedAnew(damaged.Upstream, origin, damaged.PutAside));
        }

        return result.TryGet(out var value) ? Result<T>.Of(value) : Result<T>.Failed(result.Fault!.At(origin));
    }

    /// <summary>The value, or the error of what the machine refused, which goes back to no declaration.</summary>
    public static Result<T> OfTheMachine<T>(this GitResult<T> result) =>
        result.TryGet(out var value) ? Result<T>.Of(value) : Result<T>.Failed(result.Fault!.At(null));

    /// <summary>The errors that a fault is told with: one for each commit that an upstream does not give, else one.</summary>
    public static IEnumerable<Diagnostic> At(this GitFault fault, Origin? origin) => fault switch
    {
        { Kind: GitFaultKind.CommitUnavailable, Upstream: { } upstream, Wanted.Length: > MostTold } =>
            [SourceDiagnostics.CommitUnavailable(upstream, origin!, fault.Wanted[0].ToString(), fault.Wanted[0].Reference, fault.Wanted.Length - 1)],
        { Kind: GitFaultKind.CommitUnavailable, Upstream: { } upstream } =>
            fault.Wanted.Select(w => SourceDiagnostics.CommitUnavailable(upstream, origin!, w.ToString(), w.Reference)),
        { Upstream: { } upstream } when origin is not null => [At(fault, upstream, origin)],
        _ => [OfTheMachine(fault, origin)],
    };

    private static Diagnostic At(GitFault fault, UpstreamUrl upstream, Origin origin)
    {
        var words = fault.LedTo is { } other ? $"{fault.Words} (asked at {other}, where it leads)" : fault.Words;
        return fault.Kind switch
        {
            GitFaultKind.Unreachable => SourceDiagnostics.Unreachable(upstream, origin, words, fault.HttpStatus),
            GitFaultKind.ProxyRefused => SourceDiagnostics.Unreachable(upstream, origin, $"a proxy on the way wants other credentials ({words})"),
            GitFaultKind.Silent => SourceDiagnostics.Silent(upstream, origin, words),
            GitFaultKind.TooMuch => SourceDiagnostics.TooMuch(upstream, origin, words),
            GitFaultKind.WrongObject => SourceDiagnostics.WrongObject(upstream, origin, words),
            GitFaultKind.AuthenticationRefused => SourceDiagnostics.AuthenticationRefused(upstream, origin, words, fault.LedTo, fault.SentCredentials),
            GitFaultKind.RepositoryNotFound => SourceDiagnostics.RepositoryNotFound(upstream, origin, fault, words),
            GitFaultKind.NoSuchReference when fault.Wanted is [{ Reference: { } reference }] => SourceDiagnostics.NoSuchReference(upstream, origin, reference),
            GitFaultKind.ProtocolRefused => SourceDiagnostics.ProtocolRefused(upstream, origin, words),
            GitFaultKind.RedirectRefused => SourceDiagnostics.RedirectRefused(upstream, origin, words),
            GitFaultKind.CertificateRefused => SourceDiagnostics.CertificateRefused(upstream, origin, words),
            GitFaultKind.Offline when fault.Wanted.IsEmpty => SourceDiagnostics.OfflineAndUnresolved(upstream, origin),
            GitFaultKind.Offline => SourceDiagnostics.OfflineAndMissing(upstream, origin, fault.Wanted.Select(w => w.ToString())),
            GitFaultKind.DiskFull or GitFaultKind.NotUsable or GitFaultKind.NoneLeft or GitFaultKind.Unfit or GitFaultKind.OfAnotherUser or GitFaultKind.GitNotStarted or GitFaultKind.GitSilent => OfTheMachine(fault, origin),
            _ => SourceDiagnostics.TransferFailed(upstream, origin, fault.Engine, words, fault.Wanted.FirstOrDefault()),
        };
    }

    private static Diagnostic OfTheMachine(GitFault fault, Origin? origin) => fault.Kind switch
    {
        GitFaultKind.Unfit => SourceDiagnostics.CacheUnfit(fault.Path, origin, fault.Words),
        GitFaultKind.DiskFull => SourceDiagnostics.DiskFull(fault.Path, origin),
        GitFaultKind.OfAnotherUser => SourceDiagnostics.CacheOfAnotherUser(fault.Path, origin, fault.Words),
        GitFaultKind.FolderNotFull => SourceDiagnostics.CacheFolderNotFull(fault.Path),
        GitFaultKind.GitNotFound => SourceDiagnostics.GitNotFound(),
        GitFaultKind.GitNotStarted or GitFaultKind.GitSilent => SourceDiagnostics.GitNotStarted(fault.Words),
        GitFaultKind.GitTooOld => SourceDiagnostics.GitTooOld(fault.Path, fault.Words),
        GitFaultKind.NoneLeft => SourceDiagnostics.NoneLeft(origin, fault.Words),
        _ => SourceDiagnostics.CacheNotUsable(fault.Path, origin, fault.Words, fault.Refused?.Kind),
    };
}
