using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution;

/// <summary>A site whose code is decided.</summary>
/// <param name="Components">Its components; from the resolver core first.</param>
/// <param name="Required">The plugins among them that nobody declared, as declarations.</param>
internal sealed record ResolvedSite(ImmutableArray<ResolvedComponent> Components, ImmutableArray<PluginDeclaration> Required);
