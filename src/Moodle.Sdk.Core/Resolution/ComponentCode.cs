using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Resolution;

/// <summary>A component's code, readable but nowhere checked out: what places and acceptance are decided on.</summary>
/// <param name="Component">The declared name.</param>
/// <param name="Code">The code.</param>
/// <param name="Version">Its version.php, read.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record ComponentCode(ComponentName Component, Code Code, VersionFile Version, IObjectReader Objects, Origin Origin)
{
    /// <summary>The component and its version as messages name them: <c>Moodle 4.5.6 (2024100706)</c>, <c>mod_attendance 2024072400</c>.</summary>
    public string Title => Component.IsCore
        ? Version.Release is { IsSet: true, Value: { } release } ? $"Moodle {release.Split('(')[0].Trim()} ({Version.Version.Value})" : $"Moodle {Number}"
        : $"{Component} {Number}";

    private string Number => Version.Version.IsSet ? Version.Version.Value.ToString() : $"of {Code.From}";

    /// <summary>Its files.</summary>
    public CodeFiles Files() => new(Objects, Code.Tree);
}
