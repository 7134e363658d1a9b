using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Locking;

/// <summary>A component's tree on its way into a lock.</summary>
/// <param name="Component">The component.</param>
/// <param name="Place">Folder in the code base, such as <c>mod/attendance</c>; empty for core.</param>
/// <param name="Store">The store that holds its objects.</param>
/// <param name="Tree">The tree of its code.</param>
/// <param name="Objects">Reads its objects. Not owned, and open only while the tree is judged.</param>
/// <param name="Origin">The declaration to blame.</param>
/// <param name="IsNew">False when the lock being replaced holds the same tree at the same place: it was judged on its way in.</param>
public sealed record LockableTree(
    ComponentName Component, string Place, StoreName Store, TreeId Tree, IObjectReader Objects, Origin Origin, bool IsNew);

/// <summary>
/// Judges trees before a lock names them: an error keeps the lock as it was. What makes a tree fit for a code base is known to the room that composes,
/// so whoever restores brings the judge along.
/// </summary>
/// <param name="site">Every component of the lock to be. Those that are not new are there for their places.</param>
/// <param name="findings">Takes what is wrong.</param>
/// <exception cref="MissingObjectException">A repository of the cache lacks an object.</exception>
public delegate void TreeJudge(IReadOnlyList<LockableTree> site, Findings findings);
