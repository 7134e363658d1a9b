using System.Collections.Immutable;
using System.Security.Cryptography;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>A patch of the site's: a MoodlePatch item, or one of the files in its folder.</summary>
/// <param name="Component">What it changes: core, or a plugin.</param>
/// <param name="Shown">Its path from the project's folder, with slashes; a full path where it lies elsewhere.</param>
/// <param name="Content">The bytes of the file.</param>
/// <param name="Origin">The item.</param>
public sealed record Patch(ComponentName Component, string Shown, ReadOnlyMemory<byte> Content, Origin Origin)
{
    /// <summary>Configurations that have the patch; empty means all.</summary>
    public ImmutableArray<string> Configurations { get; init; } = [];

    /// <summary>The hash of the file, 64 hexadecimal digits in lower case.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}
