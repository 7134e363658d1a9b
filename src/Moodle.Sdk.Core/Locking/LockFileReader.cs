using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Locking;

/// <summary>Reads the bytes of a lock file. Fields of an entry that it does not know it keeps.</summary>
internal sealed class LockFileReader(string path)
{
    private readonly List<KeyValuePair<string, LockEntry>> _entries = [];
    private readonly SortedDictionary<ComponentName, LockedComponent> _components = [];
    private readonly List<Diagnostic> _errors = [];
    private int? _schema;

    /// <summary>Gives the lock, or what is wrong with the file.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public Result<SiteLock> Read(ReadOnlySpan<byte> bytes)
    {
        ReadMembers(bytes);
        if (_schema is not { } schema || schema < 1)
        {
            return LockDiagnostics.Malformed(path, 1, "it has no 'schema' number");
        }

        if (schema > LockFile.Schema)
        {
            return LockDiagnostics.NewerSchema(path, schema, LockFile.Schema);
        }

        foreach (var (name, entry) in _entries)
        {
            Add(name, entry, schema);
        }

        if (_errors.Count == 0 && !_components.ContainsKey(ComponentName.Core))
        {
            _errors.Add(LockDiagnostics.Malformed(path, 1, "it has no entry 'core'"));
        }

        return _errors.Count > 0 ? Result<SiteLock>.Failed(_errors) : new SiteLock([.. _components.Values]) { Schema = schema, File = path };
    }

    private void ReadMembers(ReadOnlySpan<byte> bytes)
    {
        // Editors on Windows put a byte order mark in front.
        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var json = new Utf8JsonReader(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an object was expected", null, 0, null);
        }

        try
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref json);
            }
        }
        catch (InvalidOperationException e)
        {
            // What the reader throws on a text in another encoding, and on half of a surrogate pair.
            throw new JsonException("a text there is not UTF-8", null, text[..(int)json.TokenStartIndex].Count((byte)'\n'), null, e);
        }

        // What follows the object would be an error too.
        json.Read();
    }

    private void ReadMember(ref Utf8JsonReader json)
    {
        var name = json.GetString();
        json.Read();
        if (name == "schema" && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var schema))
        {
            _schema = schema;
        }
        else if (name == "components" && json.TokenType == JsonTokenType.StartObject && !(_schema > LockFile.Schema))
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadComponent(ref json);
            }
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadComponent(ref Utf8JsonReader json)
    {
        var name = json.GetString()!;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            _errors.Add(LockDiagnostics.InvalidEntry(path, name, "it is not an object"));
            json.Skip();
            return;
        }

        var entry = new LockEntry();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.GetString()!;
            json.Read();
            entry.Add(json.TokenType == JsonTokenType.String ? new(field, json.GetString()!) : ReadStructure(field, ref json));
        }

        _entries.Add(new(name, entry));
    }

    // Written by another version of the SDK, to be written again as it is.
    private static LockField ReadStructure(string field, ref Utf8JsonReader json)
    {
        using var document = JsonDocument.ParseValue(ref json);
        using var dense = new MemoryStream();
        using (var writer = new Utf8JsonWriter(dense, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.RootElement.WriteTo(writer);
        }

        return new(field, Encoding.UTF8.GetString(dense.ToArray()), document.RootElement.Clone());
    }

    private void Add(string name, LockEntry entry, int schema)
    {
        if (!ComponentName.TryParse(name, out var component))
        {
            _errors.Add(LockDiagnostics.InvalidEntry(path, name, "that is not the name of a component"));
        }
        else if (entry.Read(component, schema, Path.GetDirectoryName(path)!, out var wrong) is not { } read)
        {
            _errors.Add(LockDiagnostics.InvalidEntry(path, name, wrong));
        }
        else if (!_components.TryAdd(component, read))
        {
            _errors.Add(LockDiagnostics.DuplicateComponent(path, component));
        }
    }
}
