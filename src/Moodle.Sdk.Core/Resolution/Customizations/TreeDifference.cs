using System.Globalization;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>A file, link or submodule that two trees have otherwise.</summary>
/// <param name="Path">Its path, with slashes.</param>
/// <param name="Before">What the one tree has there, or null.</param>
/// <param name="After">What the other has, or null.</param>
internal sealed record ChangedEntry(string Path, TreeEntry? Before, TreeEntry? After);

/// <summary>Finds what differs between two trees of one repository. What both have alike is not read.</summary>
internal sealed class TreeDifference
{
    // More than a new version of Moodle changes. A tree can be made that has one folder in it over and over.
    private const int Most = 100_000;

    private readonly IObjectReader _objects;
    private readonly List<ChangedEntry> _changed = [];
    private int _looked;

    private TreeDifference(IObjectReader objects) => _objects = objects;

    /// <summary>What differs, in the order of paths.</summary>
    /// <exception cref="RefusedContentException">More differs than any real commit changes.</exception>
    public static List<ChangedEntry> Between(IObjectReader objects, TreeId? before, TreeId? after)
    {
        var difference = new TreeDifference(objects);
        difference.Compare(before, after, "");
        return difference._changed;
    }

    private void Compare(TreeId? before, TreeId? after, string folder)
    {
        var (old, now) = (Entries(before), Entries(after));
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (old.GetValueOrDefault(name), now.GetValueOrDefault(name));
            if (was == becomes)
            {
                continue;
            }

            if (++_looked > Most)
            {
                throw RefusedContentException.TooMuch(string.Create(CultureInfo.InvariantCulture, $"a commit that changes more than {Most:N0} files and folders"));
            }

            if (FileOf(was) is not null || FileOf(becomes) is not null)
            {
                _changed.Add(new(folder + name, FileOf(was), FileOf(becomes)));
            }

            if (TreeOf(was) is not null || TreeOf(becomes) is not null)
            {
                Compare(TreeOf(was), TreeOf(becomes), $"{folder}{name}/");
            }
        }
    }

    private Dictionary<string, TreeEntry> Entries(TreeId? tree)
    {
        var entries = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (var entry in tree is { } id ? _objects.ReadTree(id) : [])
        {
            entries.TryAdd(entry.Name, entry);
        }

        return entries;
    }

    private static TreeEntry? FileOf(TreeEntry? entry) => entry is { Mode: not EntryMode.Tree } ? entry : null;

    private static TreeId? TreeOf(TreeEntry? entry) => entry is { Mode: EntryMode.Tree } ? new TreeId(entry.Id) : null;
}
