using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>The diagnostic for each way that a transfer fails.</summary>
internal static class TransportProblems
{
    /// <summary>Explains a failure at the declaration that led to it.</summary>
    public static Diagnostic Explain(TransportFailure failure, UpstreamUrl upstream, string cacheFolder, string engine, Origin origin) => failure.Kind switch
    {
        FailureKind.Unreachable => SourceProblems.Unreachable(upstream, origin, failure.Detail),
        FailureKind.AuthenticationRefused => SourceProblems.AuthenticationRefused(upstream, origin, failure.Detail),
        FailureKind.RepositoryNotFound => SourceProblems.RepositoryNotFound(upstream, origin),
        FailureKind.ProtocolRefused => SourceProblems.ProtocolRefused(upstream, origin, failure.Detail),
        FailureKind.CertificateRefused => SourceProblems.CertificateRefused(upstream, origin, failure.Detail),
        FailureKind.DiskFull => SourceProblems.DiskFull(cacheFolder, origin),
        FailureKind.NotWritable => SourceProblems.CacheNotWritable(cacheFolder, origin, failure.Detail),
        FailureKind.OfAnotherUser => SourceProblems.CacheOfAnotherUser(cacheFolder, origin),
        _ => SourceProblems.TransferFailed(upstream, origin, engine, failure.Detail),
    };
}
