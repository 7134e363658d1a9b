using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Composition;

/// <summary>
/// What a site tree was made of, in a few lines of text: so that it can be composed again where the record of its files is lost. The tree's id proves it:
/// what does not come to that id is not that tree.
/// </summary>
/// <param name="Tree">The site tree's id.</param>
/// <param name="Parts">The components in their order, core first.</param>
/// <param name="Removed">The paths that were left out of Moodle.</param>
internal sealed record TreeRecipe(TreeId Tree, ImmutableArray<RecipePart> Parts, ImmutableArray<string> Removed)
{
    private const string OwnKey = "own=";

    private const string TreeKey = "tree=";
    private const string PartKey = "part=";
    private const string RemovedKey = "without=";

    /// <summary>The recipe of a tree; null for one that took an edit which has no line here.</summary>
    public static TreeRecipe? Of(TreeId tree, IReadOnlyCollection<TreeEdit> edits) => edits.All(edit => edit is Graft or Removal or Overlay)
        ? new(
            tree,
            [.. edits.OfType<Graft>().Select(g => new RecipePart(g.Tree, g.Store, g.Component, g.Place))],
            [.. edits.OfType<Removal>().Select(r => r.Path)])
        {
            Own = edits.OfType<Overlay>().FirstOrDefault()?.Tree,
        }
        : null;

    /// <summary>The tree of the site's own files; null for none.</summary>
    public TreeId? Own { get; init; }

    /// <summary>The lines that <see cref="Read"/> understands.</summary>
    public IEnumerable<string> Lines() =>
        [$"{TreeKey}{Tree}", .. Parts.Select(p => $"{PartKey}{p.Tree} {p.Store} {p.Component} {p.Place}"), .. Removed.Select(path => RemovedKey + path), .. Own is { } own ? [OwnKey + own] : Array.Empty<string>()];

    /// <summary>
    /// The recipes that lines hold, in their order. Anybody may have written them: a line that says no such thing ends the reading, and no place leads out of the
    /// code base.
    /// </summary>
    public static ImmutableArray<TreeRecipe> Read(IEnumerable<string> lines)
    {
        var recipes = new List<TreeRecipe>();
        foreach (var line in lines)
        {
            if (line.StartsWith(TreeKey, StringComparison.Ordinal) && ObjectId.TryParse(line[TreeKey.Length..], out var tree))
            {
                recipes.Add(new(new(tree), [], []));
            }
            else if (recipes.Count == 0 || recipes[^1].With(line) is not { } more)
            {
                break;
            }
            else
            {
                recipes[^1] = more;
            }
        }

        return [.. recipes];
    }

    /// <summary>Composes the tree again; null when a store lacks something of it, or it does not come to its id.</summary>
    /// <param name="open">Opens a store for a look at what it need not hold; null when there is none.</param>
    /// <param name="origin">The declaration to blame for what nobody is told of.</param>
    public SiteTree? Compose(Func<StoreName, IObjectReader?> open, Origin origin)
    {
        try
        {
            var grafts = Parts.Select(p => open(p.Store) is { } objects ? new Graft(p.Component, p.Place, p.Store, objects, p.Tree, origin) : null).ToList();
            if (grafts is not [{ Place: "" } core, .. var plugins] || plugins.Contains(null))
            {
                return null;
            }

            TreeEdit[] edits =
            [
                .. Removed.Select(path => new Removal(path, origin)),
                .. plugins.OfType<Graft>(),
                .. Own is { } own && open(StoreName.Made) is { } made ? [new Overlay(made, own, origin, ImmutableDictionary<string, OwnFile>.Empty)] : Array.Empty<Overlay>(),
            ];
            return SiteTreeBuilder.Build(core, edits, new(), new()) is { } composed && composed.Id == Tree ? composed : null;
        }
        catch (Exception e) when (e is MissingObjectException or RefusedContentException or SystemFaultException)
        {
            return null;
        }
    }

    private TreeRecipe? With(string line) =>
        line.StartsWith(OwnKey, StringComparison.Ordinal) && ObjectId.TryParse(line[OwnKey.Length..], out var own) ? this with { Own = new(own) }
        : line.StartsWith(RemovedKey, StringComparison.Ordinal) ? this with { Removed = Removed.Add(line[RemovedKey.Length..]) }
        : line.StartsWith(PartKey, StringComparison.Ordinal) && RecipePart.TryParse(line[PartKey.Length..], out var part) ? this with { Parts = Parts.Add(part) }
        : null;
}

/// <summary>A component in a recipe.</summary>
/// <param name="Tree">The tree of its code.</param>
/// <param name="Store">The store of its objects.</param>
/// <param name="Component">Its name.</param>
/// <param name="Place">Its folder in the code base; empty for core.</param>
internal sealed record RecipePart(TreeId Tree, StoreName Store, ComponentName Component, string Place)
{
    /// <summary>Reads a part; refuses a place that no component can have.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RecipePart? part)
    {
        part = text.Split(' ', 4) is [var hex, var folder, var name, var place]
            && ObjectId.TryParse(hex, out var tree)
            && StoreName.TryParse(folder, out var store)
            && ComponentName.TryParse(name, out var component)
            && (component.IsCore ? place.Length == 0 : NameRules.IsFolder(place, FileSystemRules.Current))
                ? new(new(tree), store, component, place)
                : null;
        return part is not null;
    }
}
