using Moodle.Sdk.Declaration;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Resolution;

/// <summary>What a site has of a plugin already, by its lock or its output: a choice by rule never goes below it.</summary>
/// <param name="Version">The version number.</param>
/// <param name="Release">The release text, if there is one.</param>
/// <param name="Commit">The commit; null where only an output's record is known.</param>
/// <param name="Reference">Full name of the ref that led to the commit, or null.</param>
internal sealed record HeldVersion(VersionNumber Version, string? Release, CommitId? Commit, string? Reference);
