namespace Moodle.Sdk.Composition;

/// <summary>Puts a component's entries into the entries of a site. Both are ordered, so a folder is one run of entries.</summary>
internal static class SiteGrafting
{
    /// <summary>Replaces what the site holds at the graft's place.</summary>
    public static void Place(Graft graft, List<SiteEntry> entries, List<SiteEntry> site)
    {
        // '0' is the character after '/': together they enclose every path within the folder.
        var start = FirstNotBefore(site, graft.Place + '/');
        var end = FirstNotBefore(site, graft.Place + '0');
        site.RemoveRange(start, end - start);
        site.InsertRange(start, entries);
    }

    private static int FirstNotBefore(List<SiteEntry> entries, string path)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = PathOrder.Compare(entries[middle].Path, path) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
