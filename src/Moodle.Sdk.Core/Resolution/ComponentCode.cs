using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Resolution;

/// <summary>
/// A component's code at one commit, readable but nowhere checked out: what places and acceptance are decided on.
/// </summary>
/// <param name="Component">The declared name.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Tree">The tree of the component's code within the commit (a plugin may lie in a folder of a larger repository).</param>
/// <param name="Version">Its version.php, read.</param>
/// <param name="Upstream">Where it comes from.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
/// <param name="Origin">The declaration to blame.</param>
public sealed record ComponentCode(
    ComponentName Component,
    GitCommit Commit,
    TreeId Tree,
    VersionFile Version,
    UpstreamUrl Upstream,
    IObjectReader Objects,
    Origin Origin);
