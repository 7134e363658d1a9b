using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>A component's code and the place that it takes in the site tree.</summary>
/// <param name="Component">The component.</param>
/// <param name="Place">Folder in the code base, with slashes, such as <c>mod/attendance</c>; empty for core.</param>
/// <param name="Store">The store that holds its objects.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
/// <param name="Tree">The tree of its code.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record Graft(ComponentName Component, string Place, StoreName Store, IObjectReader Objects, TreeId Tree, Origin Origin);
