using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Locking;

/// <summary>
/// The lock as a file: JSON made for reviewing and merging, one block for each component. docs/lock-file.md describes it.
/// Read and written by hand over the JSON reader and writer: serialisation by reflection would cost every no-op build its start-up.
/// </summary>
internal static class LockFile
{
    /// <summary>The schema that this SDK writes, and the newest that it reads.</summary>
    public const int Schema = 2;

    private static readonly JsonWriterOptions Format = new()
    {
        Indented = true,
        NewLine = "\n",
        // Slashes, plus signs and letters beyond ASCII stay readable; nobody puts a lock into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a lock; null when there is no such file. Errors: MOODLE1301 to MOODLE1306.</summary>
    public static Result<SiteLock?> Read(string path) =>
        ReadBytes(path).Then(bytes => bytes is null ? (SiteLock?)null : Parse(path, bytes).Then<SiteLock?>(siteLock => siteLock));

    /// <summary>The bytes of the lock that a build is a function of: read once, so that no other writer can come in between. Errors: MOODLE1301, MOODLE1312.</summary>
    public static Result<byte[]> ReadBytes(string path, Origin origin) =>
        ReadBytes(path).Then<byte[]>(bytes => bytes is null ? LockDiagnostics.Missing(origin, path) : bytes);

    /// <summary>The bytes of a lock; null when there is no such file. Error: MOODLE1301.</summary>
    private static Result<byte[]?> ReadBytes(string path)
    {
        try
        {
            return RegularFile.TryRead(path, RegularFile.Small);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LockDiagnostics.Unreadable(path, e.Message);
        }
    }

    /// <summary>Understands the bytes of a lock that a build works from: one that does not fit the declaration is an error too (MOODLE1313).</summary>
    public static Result<SiteLock> ParseFitting(string path, byte[] bytes, SiteDeclaration declaration) => Parse(path, bytes).Then<SiteLock>(parsed =>
    {
        var siteLock = LockOfSchemaOne.Upgrade(parsed, declaration);
        var stale = LockFreshness.Check(declaration.Complete(siteLock), siteLock);
        return stale.IsEmpty ? siteLock : LockDiagnostics.Stale(declaration, path, stale);
    });

    /// <summary>Understands the bytes of a lock. Errors: MOODLE1302 to MOODLE1306.</summary>
    public static Result<SiteLock> Parse(string path, byte[] bytes)
    {
        try
        {
            return new LockFileReader(path).Read(bytes);
        }
        catch (JsonException e)
        {
            return FirstConflict(bytes) is { } line
                ? LockDiagnostics.InConflict(path, line)
                : LockDiagnostics.Malformed(path, (e.LineNumber ?? 0) + 1, WithoutPlace(e.Message));
        }
    }

    /// <summary>
    /// Writes a lock, whole or not at all; a file that says the same already is left as it is. Safe against other writers of the same file.
    /// </summary>
    /// <returns>Whether the file was written; or MOODLE1307.</returns>
    public static Result<bool> Write(string path, SiteLock siteLock)
    {
        var bytes = Render(siteLock, Path.GetDirectoryName(path)!);
        try
        {
            if (RegularFile.TryRead(path, RegularFile.Small) is { } there && SaysTheSame(there, bytes))
            {
                return false;
            }

            WholeFile.Write(path, bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LockDiagnostics.NotWritable(path, e.Message);
        }
    }

    /// <summary>A lock in the same folder that belongs to no project there: what a project that was renamed leaves behind. Null when there is none.</summary>
    public static string? Orphan(string path, string projectFile)
    {
        const string end = ".lock.json";
        var (folder, extension) = (Path.GetDirectoryName(path)!, Path.GetExtension(projectFile));
        return folder != Path.GetDirectoryName(projectFile) || !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder, "*" + end)
            .Where(other => other != path && !File.Exists(other[..^end.Length] + extension) && Read(other) is { Succeeded: true, Value: not null })
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    // The message ends in the place, counted from 0.
    private static string WithoutPlace(string message) => message.Split(" LineNumber:")[0];

    /// <summary>The bytes of a lock's file.</summary>
    private static byte[] Render(SiteLock siteLock, string folder)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Format))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteStartObject("components");
            foreach (var component in siteLock.Components)
            {
                json.WriteStartObject(component.Component.ToString());
                foreach (var field in LockEntry.Of(component, folder).Fields)
                {
                    Write(json, field);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, LockField field)
    {
        json.WritePropertyName(field.Name);
        if (field.Structure is { } structure)
        {
            structure.WriteTo(json);
        }
        else
        {
            json.WriteStringValue(field.Text);
        }
    }

    // git may have checked the file out with CRLF: that is no change.
    private static bool SaysTheSame(byte[] there, byte[] wanted) =>
        there.AsSpan().SequenceEqual(wanted) || (there.AsSpan().Contains((byte)'\r') && Array.FindAll(there, b => b != '\r').AsSpan().SequenceEqual(wanted));

    private static int? FirstConflict(ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            number++;
            if (bytes[range].StartsWith("<<<<<<<"u8))
            {
                return number;
            }
        }

        return null;
    }
}
