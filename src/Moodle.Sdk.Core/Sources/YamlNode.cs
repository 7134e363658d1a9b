using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Moodle.Sdk.Sources;

/// <summary>
/// A text, a list or a mapping of a YAML file, or of a JSON file, which is YAML too. Such files come from elsewhere: no aliases, which grow without bound,
/// no tags, nothing deep.
/// </summary>
/// <param name="Line">The line where it begins: of a field that of its name.</param>
internal sealed record YamlNode(int Line)
{
    private const int Deepest = 16;

    /// <summary>The text; null for a list, a mapping, and what is said to be nothing.</summary>
    public string? Text { get; private init; }

    /// <summary>The items of a list; none for anything else.</summary>
    public ImmutableArray<YamlNode> Items { get; private init; } = [];

    /// <summary>The fields of a mapping in their order; null for anything else.</summary>
    public IReadOnlyList<(string Name, YamlNode Value)>? Fields { get; private init; }

    /// <summary>A field of a mapping; null where there is none.</summary>
    public YamlNode? this[string name] => Fields?.FirstOrDefault(f => f.Name == name).Value;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It makes no sense; the message says why.</exception>
    public static YamlNode Read(byte[] content)
    {
        try
        {
            var parser = new Parser(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content)));
            parser.Consume<StreamStart>();
            return parser.TryConsume<DocumentStart>(out _) ? Value(parser, 0, null) : throw new InvalidDataException("it is no YAML: nothing is in it");
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

    private static YamlNode Value(Parser parser, int depth, long? line)
    {
        var node = parser.Consume<ParsingEvent>();
        if (node is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false } || depth > Deepest)
        {
            throw new InvalidDataException($"line {node.Start.Line} has an anchor, an alias or a tag, or is too deep");
        }

        var read = new YamlNode((int)(line ?? node.Start.Line));
        switch (node)
        {
            case Scalar scalar:
                return read with { Text = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value };
            case SequenceStart:
                var items = ImmutableArray.CreateBuilder<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Value(parser, depth + 1, null));
                }

                return read with { Items = items.ToImmutable() };
            default:
                var (fields, names) = (new List<(string, YamlNode)>(), new HashSet<string>(StringComparer.Ordinal));
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var name = parser.Consume<Scalar>();
                    fields.Add((name.Value, Value(parser, depth + 1, name.Start.Line)));
                    if (!names.Add(name.Value))
                    {
                        throw new InvalidDataException($"it has '{name.Value}' twice");
                    }
                }

                return read with { Fields = fields };
        }
    }
}
