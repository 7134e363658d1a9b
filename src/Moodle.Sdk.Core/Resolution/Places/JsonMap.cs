using System.Text.Json;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>Reads objects of texts out of Moodle's JSON files, where PHP may have written an empty object as <c>[]</c>.</summary>
internal sealed class JsonMap : IDisposable
{
    private readonly JsonDocument _document;

    private JsonMap(JsonDocument document) => _document = document;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public static JsonMap Parse(byte[] content)
    {
        try
        {
            var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonMap(document)
                : throw new InvalidDataException("it is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is not JSON: {e.Message}", e);
        }
    }

    public bool Has(string member) => _document.RootElement.TryGetProperty(member, out _);

    /// <summary>The names and texts of a member; a null stays null. None when the member is absent.</summary>
    /// <exception cref="InvalidDataException">The member has another shape.</exception>
    public IReadOnlyList<(string Name, string? Text)> Entries(string member)
    {
        if (!_document.RootElement.TryGetProperty(member, out var map) || map.ValueKind == JsonValueKind.Null || IsEmptyArray(map))
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

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static bool IsEmptyArray(JsonElement map) => map.ValueKind == JsonValueKind.Array && map.GetArrayLength() == 0;

    private static string? Text(string member, JsonProperty entry) => entry.Value.ValueKind switch
    {
        JsonValueKind.String => entry.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw new InvalidDataException($"in its '{member}' the value of '{entry.Name}' is not a text"),
    };
}
