using System.Text;
using System.Text.Unicode;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Composition;

/// <summary>Judges a composed site as a whole: names that differ only in case, and where links lead.</summary>
internal sealed class SiteRules(SiteEntries site, FileSystemRules rules, TreeFindings findings)
{
    /// <summary>A link's target of more bytes is refused, as a path is.</summary>
    private const int LongestTarget = TreeListing.LongestPath;

    public void Judge()
    {
        CaseCollisions.Find(site.All, JudgeTwin);
        var links = site.All.Where(e => e.Mode == EntryMode.SymbolicLink).ToList();
        // A file system may take a step in another case for a link too, and what is composed here is unpacked elsewhere.
        var places = links.Select(link => link.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        links.ForEach(link => JudgeLink(link, places));
    }

    private void JudgeTwin(string twin, string path, SiteEntry entry)
    {
        var owner = site.OwnerOf(entry);
        findings.Add(CompositionDiagnostics.SameButForCase(owner.Origin, owner.Component, twin, path, rules.FoldsCase));
    }

    private void JudgeLink(SiteEntry link, HashSet<string> links)
    {
        var owner = site.OwnerOf(link);
        string? target = null;
        try
        {
            site.Stores[link.Part.Store].ReadBlob(link.Blob, 0, (content, _) => target = content.Length <= LongestTarget && Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : null);
        }
        catch (RefusedContentException refused)
        {
            findings.Add(CompositionDiagnostics.RefusedContent(owner.Origin, owner.Component, link.Path, refused));
            return;
        }

        var why = target is null ? "its target is no path" : WhyRefused(link.Path, target, links);
        if (why is not null)
        {
            findings.Add(CompositionDiagnostics.BadLink(owner.Origin, owner.Component, link.Path, target ?? "", why));
        }
    }

    // Follows the target by its text. That is what the system will do too, as long as no step of it is a link itself.
    private static string? WhyRefused(string path, string target, HashSet<string> links)
    {
        if (target.Length == 0 || target.Any(c => char.IsControl(c) || NameRules.IsBidirectionalControl(c)))
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
