using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Reconciliation.States;

/// <summary>The header of a state as bytes: its members one after the other, lists with their count before them.</summary>
internal static class StateHeaderFormat
{
    public static byte[] Write(StateHeader header)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(header.SiteKey);
        writer.Write(header.Tree.ToString());
        writer.Write(header.MoodleRelease);
        writer.Write(header.MoodleCommit.ToString());
        List(writer, header.Versions.Components, version =>
        {
            writer.Write(version.Component.ToString());
            writer.Write(version.Version.Value);
            Text(writer, version.Release);
        });
        List(writer, header.PluginRoots, writer.Write);
        List(writer, header.Warnings, warning => Write(writer, warning));
        writer.Flush();
        return memory.ToArray();
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="Exception">Whatever bytes of another make lead to: <see cref="IOException"/>, <see cref="FormatException"/>.</exception>
    public static StateHeader Read(ArraySegment<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count), Encoding.UTF8);
        return new StateHeader(
            SiteKey: reader.ReadString(),
            Tree: new TreeId(ObjectId.Parse(reader.ReadString())),
            MoodleRelease: reader.ReadString(),
            MoodleCommit: new CommitId(ObjectId.Parse(reader.ReadString())),
            Versions: new SiteVersions(List(reader, () => new ComponentVersion(Component(reader.ReadString()), new VersionNumber(reader.ReadDecimal()), Text(reader)))),
            PluginRoots: List(reader, reader.ReadString),
            Warnings: List(reader, () => ReadWarning(reader)));
    }

    private static void Write(BinaryWriter writer, Diagnostic warning)
    {
        writer.Write(warning.Code);
        writer.Write((int)warning.Severity);
        writer.Write(warning.Message);
        writer.Write(warning.Remedy);
        Text(writer, warning.Component);
        writer.Write(warning.Origin is not null);
        if (warning.Origin is { } origin)
        {
            writer.Write(origin.File);
            writer.Write(origin.Element);
            Text(writer, origin.Include);
        }
    }

    private static Diagnostic ReadWarning(BinaryReader reader)
    {
        var (code, severity) = (reader.ReadInt32(), (Severity)reader.ReadInt32());
        var (message, remedy, component) = (reader.ReadString(), reader.ReadString(), Text(reader));
        var origin = reader.ReadBoolean() ? new Origin(reader.ReadString(), reader.ReadString(), Text(reader)) : null;
        return new Diagnostic(code, severity, message, remedy, origin, component);
    }

    private static ComponentName Component(string name) =>
        ComponentName.TryParse(name, out var component) ? component : throw new FormatException($"'{name}' is no component.");

    private static void Text(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    private static string? Text(BinaryReader reader)
    {
        var isThere = reader.ReadBoolean();
        var text = reader.ReadString();
        return isThere ? text : null;
    }

    private static void List<T>(BinaryWriter writer, ImmutableArray<T> items, Action<T> write)
    {
        writer.Write(items.Length);
        foreach (var item in items)
        {
            write(item);
        }
    }

    private static ImmutableArray<T> List<T>(BinaryReader reader, Func<T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            items.Add(read());
        }

        return items.ToImmutable();
    }
}
