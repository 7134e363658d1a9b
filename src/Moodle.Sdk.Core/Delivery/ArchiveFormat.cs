using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Delivery;

/// <summary>A kind of archive that publishing makes: a container, today always a tar, and a codec.</summary>
public sealed record ArchiveFormat
{
    private ArchiveFormat(string container, Codec codec) => (Name, Codec) = (container + codec.Extension, codec);

    /// <summary>A tar compressed with gzip.</summary>
    public static ArchiveFormat TarGz { get; } = new("tar", Codec.Gzip);

    /// <summary>The tar as it is.</summary>
    public static ArchiveFormat Tar { get; } = new("tar", Codec.None);

    /// <summary>Every format, in the order in which they are offered.</summary>
    public static ImmutableArray<ArchiveFormat> All { get; } = [TarGz, Tar];

    /// <summary>The format's name, which is also its file extension without the dot.</summary>
    public string Name { get; }

    /// <summary>How the container's bytes are compressed.</summary>
    internal Codec Codec { get; }

    /// <summary>Reads <c>MoodleArchiveFormats</c>: names separated by semicolons; nothing means that no archive is wanted.</summary>
    /// <param name="text">The property's value.</param>
    /// <param name="origin">The property.</param>
    /// <returns>The formats, each once; MOODLE1701 for each name that is unknown.</returns>
    public static Result<ImmutableArray<ArchiveFormat>> ParseList(string? text, Origin? origin)
    {
        var names = (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = names.Where(n => Find(n) is null).ToList();
        return unknown.Count > 0
            ? Result<ImmutableArray<ArchiveFormat>>.Failed(
                unknown.Select(n => DeliveryDiagnostics.UnknownArchiveFormat(n, All.Select(f => f.Name), origin)))
            : names.Select(n => Find(n)!).Distinct().ToImmutableArray();
    }

    /// <summary>The format's name.</summary>
    public override string ToString() => Name;

    private static ArchiveFormat? Find(string name) =>
        All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
}
