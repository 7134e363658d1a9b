using System.Collections.Concurrent;
using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Composition;

/// <summary>Lists every file and link of a component's tree under its place, and judges each name on the way.</summary>
internal sealed class TreeListing
{
    /// <summary>Files and folders that a component may have: six times as many as Moodle. A small repository can claim any number.</summary>
    public const int MostEntries = 250_000;

    /// <summary>
    /// Bytes of a path from the site's root: PATH_MAX of macOS, and on Linux a quarter of it, which leaves room for the folder that holds the site, or what
    /// was kept aside of it. It bounds the depth too. The longest of the plugins studied has 202.
    /// </summary>
    public const int LongestPath = 1024;

    /// <summary>Folders of the first levels are read side by side; deeper ones are too small to gain by it.</summary>
    private const int ParallelLevels = 2;

    private readonly Graft _graft;
    private readonly SitePart _part;
    private readonly TreeReading _reading;
    private readonly ConcurrentBag<string> _submodules = [];
    private int _count;
    private bool _isRefused;

    private TreeListing(Graft graft, TreeReading reading) => (_graft, _part, _reading) = (graft, new(graft.Component, graft.Store), reading);

    private bool IsFull => _count > MostEntries;

    /// <summary>Reads the whole tree, in git's order.</summary>
    public static List<SiteEntry> Read(Graft graft, TreeReading reading)
    {
        if (reading.Known.Find(graft, reading.Rules) is { } listed)
        {
            return listed;
        }

        var listing = new TreeListing(graft, reading);
        var entries = new List<SiteEntry>();
        listing.Read(graft.Tree, graft.Place.Length == 0 ? "" : graft.Place + '/', ParallelLevels, entries);
        if (listing.IsFull)
        {
            listing.Tell(CompositionDiagnostics.TooManyEntries(graft.Origin, graft.Component, MostEntries));
        }

        if (!listing._submodules.IsEmpty)
        {
            listing.TellSubmodules();
        }

        // Whether a submodule is missing does not lie in the tree alone.
        if (!listing._isRefused && listing._submodules.IsEmpty)
        {
            reading.Known.Keep(graft, reading.Rules, entries);
        }

        return entries;
    }

    private void TellSubmodules()
    {
        var missing = _submodules.Where(path => IsCode(path) && !_graft.Filled.Contains(path)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            Tell(CompositionDiagnostics.Submodules(_graft.Origin, _graft.Component, missing));
        }
    }

    // By its folders within the component: what only tests or readers need is missed by no site.
    private bool IsCode(string path) =>
        !path[_graft.Place.Length..].Split('/').Any(name => name.ToLowerInvariant() is "test" or "tests" or "doc" or "docs" or "documentation");

    private void Tell(Diagnostic finding)
    {
        _isRefused = true;
        _reading.Findings.Add(finding);
    }

    private void Read(TreeId tree, string prefix, int parallelLevels, List<SiteEntry> listed)
    {
        if (ReadTree(tree, prefix) is not { } entries)
        {
            return;
        }

        if (Interlocked.Add(ref _count, entries.Count) > MostEntries || !IsWellFormed(entries, prefix))
        {
            return;
        }

        var folders = parallelLevels > 0 ? ReadFolders(entries, prefix, parallelLevels - 1) : null;
        for (var i = 0; i < entries.Count && !IsFull; i++)
        {
            var entry = entries[i];
            if (!IsSound(entry.Name, prefix))
            {
                continue;
            }

            switch (entry.Mode)
            {
                case EntryMode.Tree when folders is not null:
                    listed.AddRange(folders[i]!);
                    break;
                case EntryMode.Tree:
                    Read(new TreeId(entry.Id), $"{prefix}{entry.Name}/", 0, listed);
                    break;
                case EntryMode.Submodule:
                    _submodules.Add(prefix + entry.Name);
                    break;
                default:
                    listed.Add(new SiteEntry(prefix + entry.Name, entry.Mode, new BlobId(entry.Id), _part));
                    break;
            }
        }
    }

    private IReadOnlyList<TreeEntry>? ReadTree(TreeId tree, string prefix)
    {
        try
        {
            return _graft.Objects.ReadTree(tree);
        }
        catch (RefusedContentException refused)
        {
            Tell(CompositionDiagnostics.RefusedContent(_graft.Origin, _graft.Component, prefix, refused));
            return null;
        }
    }

    private List<SiteEntry>?[] ReadFolders(IReadOnlyList<TreeEntry> entries, string prefix, int parallelLevels)
    {
        var folders = new List<SiteEntry>?[entries.Count];
        ParallelWork.For(entries.Count, i =>
        {
            if (entries[i].Mode == EntryMode.Tree && NameRules.WhyRefused(entries[i].Name, _reading.Rules) is null)
            {
                Read(new TreeId(entries[i].Id), $"{prefix}{entries[i].Name}/", parallelLevels, folders[i] = []);
            }
        });
        return folders;
    }

    private bool IsSound(string name, string prefix)
    {
        if (NameRules.WhyRefused(name, _reading.Rules) is { } why)
        {
            Tell(CompositionDiagnostics.BadName(_graft.Origin, _graft.Component, prefix + name, why));
            return false;
        }

        // No character takes more than three bytes in UTF-8 for each of its UTF-16 units.
        if ((prefix.Length + name.Length) * 3 > LongestPath && Encoding.UTF8.GetByteCount(prefix + name) > LongestPath)
        {
            Tell(CompositionDiagnostics.PathTooLong(_graft.Origin, _graft.Component, prefix + name, LongestPath));
            return false;
        }

        return true;
    }

    // Git writes a tree in order and names nothing twice; everything after this relies on it.
    private bool IsWellFormed(IReadOnlyList<TreeEntry> entries, string prefix)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            var order = Compare(entries[i - 1], entries[i]);
            if (order == 0 || IsAlsoAFile(entries, i))
            {
                Tell(CompositionDiagnostics.DuplicateName(_graft.Origin, _graft.Component, prefix + entries[i].Name));
                return false;
            }

            // An entry without a name is the mark of a broken tree, told as such.
            if (order > 0 && entries[i].Name.Length > 0)
            {
                Tell(CompositionDiagnostics.UnorderedTree(_graft.Origin, _graft.Component, prefix + entries[i].Name));
                return false;
            }
        }

        return true;
    }

    // A folder is ordered as if a slash ended its name, so a file of the same name lies some entries before it.
    private static bool IsAlsoAFile(IReadOnlyList<TreeEntry> entries, int folder)
    {
        var name = entries[folder].Name;
        for (var i = folder - 1; i >= 0 && entries[folder].Mode == EntryMode.Tree && entries[i].Name.StartsWith(name, StringComparison.Ordinal); i--)
        {
            if (entries[i].Name.Length == name.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static int Compare(TreeEntry left, TreeEntry right)
    {
        var common = left.Name.AsSpan().CommonPrefixLength(right.Name);
        return common < left.Name.Length && common < right.Name.Length
            ? PathOrder.Compare(left.Name.AsSpan(common), right.Name.AsSpan(common))
            : After(left, common).CompareTo(After(right, common));
    }

    private static int After(TreeEntry entry, int position) =>
        position < entry.Name.Length ? entry.Name[position] : entry.Mode == EntryMode.Tree ? '/' : 0;
}
