using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>Reads which plugins directories a site has, and of which kind each is.</summary>
/// <param name="site">What MSBuild evaluated.</param>
/// <param name="findings">Takes errors and warnings.</param>
internal sealed class DirectoriesReader(RawSite site, Findings findings)
{
    private const string Community = "https://github.com/camp-registry/camp-index";
    private const string OfMoodle = "moodle.org";
    private const string ListOfMoodle = "https://download.moodle.org/api/1.3/pluglist.php";

    /// <summary>Those that are declared; where there are none, the community's own.</summary>
    public ImmutableArray<PluginsDirectory> Read(ImmutableArray<PluginDeclaration> plugins)
    {
        if (!site.PluginsDirectories.IsEmpty)
        {
            return [.. site.PluginsDirectories.Select(Read).OfType<PluginsDirectory>()];
        }

        // A site that names all its repositories may have no way there. Who makes it be asked is to blame when it does not answer.
        var asking = plugins.FirstOrDefault(p => p.Source is Source.Unnamed || site.AddsRequired)?.Origin ?? site.AskedBy;
        return asking is not null && UpstreamUrl.TryParse(Community, out var known) ? [new PluginsDirectory.OfGit(known, asking)] : [];
    }

    private PluginsDirectory? Read(RawItem item)
    {
        var origin = new Origin(item.DefinedIn, "MoodlePluginsDirectory", item.Include);
        findings.AddRange(DeclarationReader.Unknown(item, origin, []));
        var text = item.Include.Trim() is OfMoodle ? ListOfMoodle : item.Include.Trim();
        var reader = new SourceReader(origin, "the plugins directory", site.Folder, findings);
        if (!IsList(text))
        {
            return reader.ReadUpstream(text) is { } upstream ? new PluginsDirectory.OfGit(upstream, origin) : null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return reader.ReadWebFile(text) is { } file ? new PluginsDirectory.ListOnWeb(file, origin) : null;
        }

        var written = text.Replace('\\', '/');
        return new PluginsDirectory.ListOnDisk(Path.GetFullPath(written, site.Folder), written, origin);
    }

    // By the end of its path, which no repository has: both are found at addresses of HTTP and at paths.
    private static bool IsList(string text)
    {
        var path = text.Split('?', '#')[0];
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".php", StringComparison.OrdinalIgnoreCase);
    }
}
