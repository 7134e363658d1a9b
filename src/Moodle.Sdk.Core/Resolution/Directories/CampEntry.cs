using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>
/// Reads an entry of a directory in CAMP's layout: a mapping of texts, lists and mappings (https://github.com/camp-registry/camp-index, its schema is checked there).
/// It comes from elsewhere: no aliases, which grow without bound, no tags, nothing deep.
/// </summary>
internal static class CampEntry
{
    private const int Deepest = 8;

    /// <summary>Reads it.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="component">The component that it is looked up for.</param>
    /// <param name="namedBy">The directory.</param>
    /// <param name="isLocal">True when the directory itself lies on this machine: then it may name what lies there too.</param>
    /// <exception cref="InvalidDataException">It makes no sense; the message says why.</exception>
    public static DirectoryEntry Read(byte[] yaml, ComponentName component, NamedBy namedBy, bool isLocal)
    {
        var fields = Mapping(yaml);
        var (named, source) = (Text(fields, "component"), Text(fields, "source"));
        if (named != component.ToString())
        {
            throw new InvalidDataException($"it is the entry of '{named}'");
        }

        if (!UpstreamUrl.TryParse(source, out var upstream) || upstream.UserInfo.Length > 0 || (upstream.Host is null && !isLocal))
        {
            throw new InvalidDataException("its source is not the address of a repository that can be used");
        }

        var isArchived = fields.GetValueOrDefault("metrics") is Dictionary<string, object> metrics && Text(metrics, "archived") == "true";
        return new DirectoryEntry.OfGit(component, upstream, namedBy)
        {
            Standing = Text(fields, "tier") switch
            {
                "0" => "nobody has claimed the entry",
                "1" => "its maintainer has claimed the entry",
                "2" => "its maintainer is verified",
                _ => null,
            },
            Ended = Text(fields, "status") is { } status and not "active" ? $"is {status}" : isArchived ? "has an archived repository" : null,
            Releases = Releases(fields),
        };
    }

    private static ImmutableArray<VerifiedRelease> Releases(Dictionary<string, object> fields) => fields.GetValueOrDefault("releases") is not List<object> list ? [] :
    [
        .. from release in list.OfType<Dictionary<string, object>>()
           let tag = Text(release, "tag")
           let commit = ObjectId.TryParse(Text(release, "commit"), out var id) ? id : (ObjectId?)null
           where tag is not null && commit is not null
           select new VerifiedRelease(tag, new CommitId(commit.Value)),
    ];

    private static string? Text(Dictionary<string, object> fields, string name) => fields.GetValueOrDefault(name) as string;

    private static Dictionary<string, object> Mapping(byte[] yaml)
    {
        try
        {
            var parser = new Parser(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(yaml)));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            return Value(parser, 0) as Dictionary<string, object> ?? throw new InvalidDataException("it is no mapping");
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"it is no YAML: {e.Message} (line {e.Start.Line})", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("it is not UTF-8", e);
        }
    }

    private static object Value(Parser parser, int depth)
    {
        var node = parser.Consume<ParsingEvent>();
        if (node is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false } || depth > Deepest)
        {
            throw new InvalidDataException($"line {node.Start.Line} has an anchor, an alias or a tag, or is too deep");
        }

        switch (node)
        {
            case Scalar scalar:
                return scalar.Value;
            case SequenceStart:
                var list = new List<object>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    list.Add(Value(parser, depth + 1));
                }

                return list;
            default:
                var fields = new Dictionary<string, object>(StringComparer.Ordinal);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var name = parser.Consume<Scalar>();
                    if (!fields.TryAdd(name.Value, Value(parser, depth + 1)))
                    {
                        throw new InvalidDataException($"it has '{name.Value}' twice");
                    }
                }

                return fields;
        }
    }
}
