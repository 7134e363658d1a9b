using System.Collections.Immutable;

namespace Moodle.Sdk.Declaration;

/// <summary>The Configurations metadata: an item that has it takes part only in these.</summary>
internal static class ItemConfigurations
{
    /// <summary>The names that an item gives; none for all Configurations.</summary>
    public static ImmutableArray<string> Of(RawItem item) => Split(item["Configurations"]);

    /// <summary>Whether what has this metadata takes part in a Configuration. Case plays no part.</summary>
    public static bool Hold(this ImmutableArray<string> configurations, string configuration) =>
        configurations.IsEmpty || configurations.Contains(configuration, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of a list in MSBuild's way.</summary>
    public static ImmutableArray<string> Split(string list) =>
        [.. list.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
