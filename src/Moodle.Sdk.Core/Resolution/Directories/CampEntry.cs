using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>
/// Reads an entry of a directory in CAMP's layout: a mapping of texts, lists and mappings (https://github.com/camp-registry/camp-index, its schema is checked there).
/// </summary>
internal static class CampEntry
{
    /// <summary>Reads it.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="component">The component that it is looked up for.</param>
    /// <param name="namedBy">The directory.</param>
    /// <param name="isLocal">True when the directory itself lies on this machine: then it may name what lies there too.</param>
    /// <exception cref="InvalidDataException">It makes no sense; the message says why.</exception>
    public static DirectoryEntry Read(byte[] yaml, ComponentName component, NamedBy namedBy, bool isLocal)
    {
        var entry = YamlNode.Read(yaml);
        var (named, source) = (entry["component"]?.Text, entry["source"]?.Text);
        if (named != component.ToString())
        {
            throw new InvalidDataException(entry.Fields is null ? "it is no mapping" : $"it is the entry of '{named}'");
        }

        if (!UpstreamUrl.TryParse(source, out var upstream) || upstream.UserInfo.Length > 0 || (upstream.Host is null && !isLocal))
        {
            throw new InvalidDataException("its source is not the address of a repository that can be used");
        }

        return new DirectoryEntry.OfGit(component, upstream, namedBy)
        {
            Standing = entry["tier"]?.Text switch
            {
                "0" => "nobody has claimed the entry",
                "1" => "its maintainer has claimed the entry",
                "2" => "its maintainer is verified",
                _ => null,
            },
            Ended = entry["status"]?.Text is { } status and not "active" ? $"is {status}" : entry["metrics"]?["archived"]?.Text == "true" ? "has an archived repository" : null,
            Releases = Releases(entry),
        };
    }

    private static ImmutableArray<VerifiedRelease> Releases(YamlNode entry) =>
    [
        .. from release in entry["releases"]?.Items ?? []
           let tag = release["tag"]?.Text
           let commit = ObjectId.TryParse(release["commit"]?.Text, out var id) ? id : (ObjectId?)null
           where tag is not null && commit is not null
           select new VerifiedRelease(tag, new CommitId(commit.Value)),
    ];
}
