using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>The plugins directory that named an address.</summary>
/// <param name="Directory">Its own address without secrets, or its path as it is declared.</param>
/// <param name="Commit">Its commit then; null for one that is no git repository.</param>
public sealed record NamedBy(string Directory, CommitId? Commit);
