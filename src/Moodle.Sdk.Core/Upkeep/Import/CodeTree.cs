using Moodle.Sdk.Git;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>The files of a component in the folder, by their paths from the component's own.</summary>
/// <param name="Files">The files.</param>
internal sealed record FoundFiles(IReadOnlyDictionary<string, FoundFile> Files)
{
    /// <summary>How much of an upstream's tree is there. Trees of a history share most of their folders, so that each is looked at once.</summary>
    /// <param name="objects">Reads the trees; no file.</param>
    public Func<TreeId, Likeness> Measure(IObjectReader objects)
    {
        var known = new Dictionary<(string, TreeId), Likeness>();
        return tree => Of("", tree);

        Likeness Of(string prefix, TreeId tree)
        {
            if (known.TryGetValue((prefix, tree), out var likeness))
            {
                return likeness;
            }

            foreach (var entry in objects.ReadTree(tree))
            {
                likeness += entry.Mode switch
                {
                    EntryMode.Tree => Of($"{prefix}{entry.Name}/", new(entry.Id)),
                    EntryMode.Submodule => default,
                    _ => new(IsThere(prefix + entry.Name, entry) ? 1 : 0, 1),
                };
            }

            return known[(prefix, tree)] = likeness;
        }
    }

    /// <summary>Every file of a tree, by its path; submodules are entries of their own.</summary>
    public static Dictionary<string, TreeEntry> Flat(IObjectReader objects, TreeId tree)
    {
        var all = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        Add("", tree);
        return all;

        void Add(string prefix, TreeId at)
        {
            foreach (var entry in objects.ReadTree(at))
            {
                if (entry.Mode == EntryMode.Tree)
                {
                    Add($"{prefix}{entry.Name}/", new(entry.Id));
                }
                else
                {
                    all[prefix + entry.Name] = entry;
                }
            }
        }
    }

    private bool IsThere(string path, TreeEntry entry) => Files.TryGetValue(path, out var file) && (file.Blob.Id == entry.Id || file.WithoutCr?.Id == entry.Id);
}

/// <summary>How much of a tree lies in the folder.</summary>
/// <param name="Equal">How many of its files.</param>
/// <param name="All">How many it has.</param>
internal readonly record struct Likeness(int Equal, int All)
{
    /// <summary>How many files differ, are missing or are there besides.</summary>
    /// <param name="found">How many files are in the folder.</param>
    public int Distance(int found) => All + found - (2 * Equal);

    public static Likeness operator +(Likeness left, Likeness right) => new(left.Equal + right.Equal, left.All + right.All);
}
