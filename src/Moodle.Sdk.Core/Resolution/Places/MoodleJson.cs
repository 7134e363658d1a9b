using System.Text.Json;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>Reads objects of texts out of Moodle's JSON files, where PHP may have written an empty object as <c>[]</c>.</summary>
internal readonly struct MoodleJson
{
    private readonly JsonElement _root;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public MoodleJson(byte[] content)
    {
        try
        {
            _root = JsonElement.Parse(content);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is not JSON: {e.Message}", e);
        }

        if (_root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("it is not a JSON object");
        }
    }

    public bool Has(string member) => _root.TryGetProperty(member, out _);

    /// <summary>The names and texts of a member; a null stays null. None when the member is absent.</summary>
    /// <exception cref="InvalidDataException">The member has another shape.</exception>
    public IReadOnlyList<(string Name, string? Text)> Entries(string member)
    {
        if (!_root.TryGetProperty(member, out var map) || map.ValueKind == JsonValueKind.Null
            || (map.ValueKind == JsonValueKind.Array && map.GetArrayLength() == 0))
        {
            return [];
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"its '{member}' is not an object");
        }

        try
        {
            return [.. map.EnumerateObject().Select(entry => (entry.Name, Text(member, entry)))];
        }
        catch (InvalidOperationException e)
        {
            // An escape that is half of a surrogate pair.
            throw new InvalidDataException($"its '{member}' holds a text that is not Unicode", e);
        }
    }

    private static string? Text(string member, JsonProperty entry) => entry.Value.ValueKind switch
    {
        JsonValueKind.String => entry.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw new InvalidDataException($"in its '{member}' the value of '{entry.Name}' is not a text"),
    };
}
