using System.Text;
using System.Text.Unicode;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Judges a composed site as a whole: names that differ only in case, and where links lead.</summary>
internal sealed class SiteRules(SiteGrafting site, FileSystemRules rules, TreeFaults faults)
{
    /// <summary>A link's target of more bytes is refused: PATH_MAX of Linux.</summary>
    private const int LongestTarget = TreeListing.LongestPath;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Judges every entry.</summary>
    public void Judge()
    {
        JudgeCase();
        var links = site.Entries.Where(e => e.Mode == EntryMode.SymbolicLink).ToList();
        // A file system may take a step in another case for a link too, and what is composed here is unpacked elsewhere.
        var places = links.Select(link => link.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        links.ForEach(link => JudgeLink(link, places));
    }

    private void JudgeCase()
    {
        // Entries are ordered: each folder's are together, so a folder is looked at once for every run of entries.
        var names = new Dictionary<string, string>(site.Entries.Count * 4 / 3, StringComparer.OrdinalIgnoreCase);
        var folder = "";
        foreach (var entry in site.Entries)
        {
            var end = entry.Path.LastIndexOf('/');
            if (end >= 0 && !entry.Path.AsSpan(0, end).SequenceEqual(folder))
            {
                folder = entry.Path[..end];
                JudgeFolder(names, folder, entry.Path);
            }

            JudgeName(names, entry.Path, entry.Path);
        }
    }

    private void JudgeFolder(Dictionary<string, string> names, string folder, string entry)
    {
        for (var end = folder.Length; end > 0; end = folder.LastIndexOf('/', end - 1))
        {
            var part = end == folder.Length ? folder : folder[..end];
            if (names.TryGetValue(part, out var known) && known == part)
            {
                return;
            }

            JudgeName(names, part, entry);
        }
    }

    private void JudgeName(Dictionary<string, string> names, string path, string entry)
    {
        if (!names.TryAdd(path, path) && names[path] is var other && other != path && _told.Add(path))
        {
            var owner = site.OwnerOf(entry);
            faults.Add(CompositionProblems.SameButForCase(owner.Origin, owner.Component, other, path, rules.FoldsCase));
        }
    }

    private void JudgeLink(SiteEntry link, HashSet<string> links)
    {
        var owner = site.OwnerOf(link.Path);
        string? target = null;
        owner.Objects.ReadBlob(link.Blob, 0, (content, _) => target = content.Length <= LongestTarget && Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : null);
        var why = target is null ? "its target is no path" : WhyRefused(link.Path, target, links);
        if (why is not null)
        {
            faults.Add(CompositionProblems.BadLink(owner.Origin, owner.Component, link.Path, target ?? "", why));
        }
    }

    // Follows the target by its text. That is what the system will do too, as long as no step of it is a link itself.
    private static string? WhyRefused(string path, string target, HashSet<string> links)
    {
        if (target.Length == 0 || target.Any(char.IsControl))
        {
            return "its target is no path";
        }

        if (target.Contains('\\') || target[0] == '/' || (target.Length > 1 && target[1] == ':'))
        {
            return "its target is not relative to its folder";
        }

        var at = path.Split('/')[..^1].ToList();
        var steps = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < steps.Length; i++)
        {
            switch (steps[i])
            {
                case ".":
                    continue;
                case ".." when at.Count == 0:
                    return "it leads out of the code base";
                case "..":
                    at.RemoveAt(at.Count - 1);
                    continue;
            }

            at.Add(steps[i]);
            var here = string.Join('/', at);
            if (i < steps.Length - 1 && links.Contains(here))
            {
                return $"it leads through '{here}', which is a link itself";
            }
        }

        return null;
    }
}
