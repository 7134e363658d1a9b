using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

/// <summary>Locks as other versions of the SDK write them: an older schema, fields more or less in an entry.</summary>
public sealed class A_lock_of_another_version_is_understood : IAsyncLifetime
{
    private static readonly string[] FieldsOfSchemaOne =
        ["requested", "reference", "commit", "tree", "version", "release", "branch", "place", "upstream", "reason", "fingerprint"];

    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;
    private string _written = "";

    public A_lock_of_another_version_is_understood() => _plugin = _site.Upstream("mod_example");

    public async Task InitializeAsync()
    {
        _plugin.Release(new PluginVersion("2024110100") { Release = "1.2" }, "v1.2");
        _site.Upstream("mod_tagged").Release("2024110100", "v1");
        _site.Declare("mod_example").Declare("mod_tagged", new CodeRequest.Tag("v1"));
        await _site.Restore();
        _written = _site.LockText;
        _site.Cache.TakeNetwork();
    }

    [Fact]
    public async Task A_field_more_is_no_edit_and_stays_while_the_code_does()
    {
        Change("mod_example", entry =>
        {
            entry["attested"] = "by somebody";
            entry["patches"] = new JsonObject { ["b.patch"] = "22", ["a.patch"] = "11" };
        });
        var theirs = _site.LockText;

        Assert.False((await _site.Restore()).LockWritten);
        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.DoesNotContain(_site.Lock.Components, c => c.IsEdited);
        Assert.Empty(_site.Cache.TakeNetwork());

        // Another component moves, and the lock is written anew.
        _site.Declare("mod_tagged", new CodeRequest.Branch("main"));
        Assert.True((await _site.Restore()).LockWritten);
        Assert.Equal(Entry(theirs, "mod_example"), Entry(_site.LockText, "mod_example"));

        // The code moves: what was said of the old one is gone.
        _plugin.Release("2024120100", "v1.3");
        await _site.Update("mod_example");
        Assert.DoesNotContain("attested", _site.LockText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_less_is_no_edit()
    {
        Change("mod_example", entry => entry.Remove("reason"));

        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.DoesNotContain(_site.Lock.Components, c => c.IsEdited);
    }

    [Fact]
    public async Task Schema_1_is_rewritten_by_the_next_restore_and_nothing_moves()
    {
        WriteAsSchemaOne();

        var restored = await _site.Restore();

        Assert.True(restored.LockWritten);
        Assert.Empty(restored.Moves);
        Assert.Equal(_written, _site.LockText);
        Assert.Empty(_site.Cache.TakeNetwork());
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task In_locked_mode_it_is_accepted_as_it_is()
    {
        WriteAsSchemaOne();
        var before = _site.LockText;

        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.Equal(before, _site.LockText);

        Assert.True(LockFile.ParseFitting(_site.LockPath, File.ReadAllBytes(_site.LockPath), _site.Declaration).Succeeded);
    }

    [Fact]
    public async Task Unless_something_would_move()
    {
        WriteAsSchemaOne();
        _site.Declare("mod_example", new CodeRequest.Branch("main"));

        Assert.Equal("MOODLE1309", Assert.Single(await _site.RestoreErrors(locked: true)).Id);
    }

    [Fact]
    public async Task What_was_changed_by_hand_in_schema_1_is_known_by_its_seal()
    {
        WriteAsSchemaOne();
        _site.LockText = _site.LockText.Replace("2024110100", "2024110000", StringComparison.Ordinal);

        await _site.Restore();

        Assert.Equal(_written, _site.LockText);
        Assert.Equal(["MOODLE1311", "MOODLE1311"], _site.Findings.All.Select(f => f.Id));
    }

    public Task DisposeAsync()
    {
        _site.Dispose();
        return Task.CompletedTask;
    }

    // The order of fields is each version's own.
    private static string[] Entry(string text, string component) =>
        [.. JsonNode.Parse(text)!["components"]![component]!.AsObject().Select(field => $"{field.Key}: {field.Value!.ToJsonString()}").Order(StringComparer.Ordinal)];

    private static string Hash(IEnumerable<string?> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))))[..16];

    private void Write(JsonNode siteLock) =>
        _site.LockText = siteLock.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    // Sealed as the documentation of the lock says it.
    private void Change(string component, Action<JsonObject> change)
    {
        var siteLock = JsonNode.Parse(_site.LockText)!;
        var entry = siteLock["components"]![component]!.AsObject();
        change(entry);
        entry.Remove("seal");
        entry["seal"] = Hash(entry.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={(f.Value is JsonValue text ? text.ToString() : f.Value!.ToJsonString())}").Prepend(component));
        Write(siteLock);
    }

    // As the SDK before this one: no source, fingerprints over request and address, seals over all fields by position.
    private void WriteAsSchemaOne()
    {
        var siteLock = JsonNode.Parse(_written)!;
        siteLock["schema"] = 1;
        foreach (var (name, node) in siteLock["components"]!.AsObject())
        {
            var entry = node!.AsObject();
            entry.Remove("source");
            var (request, address) = (name == "mod_example" ? "compatible" : $"{entry["requested"]}", $"{entry["upstream"]}");
            entry["fingerprint"] = Hash(name == "mod_example" ? [request, address, "405"] : [request, address]);
            entry["seal"] = Hash(FieldsOfSchemaOne.Select(field => entry[field]?.ToString()).Prepend(name));
        }

        Write(siteLock);
    }
}
