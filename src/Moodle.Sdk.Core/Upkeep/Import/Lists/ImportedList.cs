using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>A list of the code of a site, as another tool keeps it.</summary>
/// <param name="File">Full path of the file that its lines count in.</param>
/// <param name="Kind">What it is, for people.</param>
/// <param name="Entries">What it names, in its order; Moodle may be among it.</param>
internal sealed record ImportedList(string File, string Kind, ImmutableArray<ListEntry> Entries)
{
    /// <summary>What it says of Moodle; null where it says nothing.</summary>
    public ListEntry? Core => Entries.FirstOrDefault(e => e.Component is { IsCore: true });

    /// <summary>Its plugins, and what may be one.</summary>
    public IEnumerable<ListEntry> Plugins => Entries.Where(e => e.Component is not { IsCore: true });

    /// <summary>The place of an entry.</summary>
    public Origin OriginOf(ListEntry entry) => new(File, "list", entry.Component?.ToString() ?? entry.Named) { Place = (entry.Line, 1) };
}

/// <summary>An entry of such a list.</summary>
/// <param name="Named">What the list calls it.</param>
/// <param name="Line">Its line, counted from 1.</param>
internal sealed record ListEntry(string Named, int Line)
{
    /// <summary>The component; null where the list does not say it.</summary>
    public ComponentName? Component { get; init; }

    /// <summary>Its folder in the code base, which may have something before it, such as <c>moodle/public/mod/attendance</c>; null where the list does not say it.</summary>
    public string? Path { get; init; }

    /// <summary>Its repository; null leaves that to the plugins directories.</summary>
    public UpstreamUrl? Repository { get; init; }

    /// <summary>Which commit; null where the list does not say it, or <see cref="Reference"/> does.</summary>
    public CodeRequest? Request { get; init; }

    /// <summary>A tag, a branch or a commit: which of them, its upstream tells.</summary>
    public string? Reference { get; init; }

    /// <summary>The folder of the repository that it is; null for the whole.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>The branch with what the site changed; null for none.</summary>
    public string? CustomizationBranch { get; init; }

    /// <summary>A word about it.</summary>
    public string? Note { get; init; }

    /// <summary>Why it is not imported; null when it is.</summary>
    public string? Refused { get; init; }

    /// <summary>What is asked for, for people.</summary>
    public string Asked => Request?.ToString() ?? Reference ?? "";

    /// <summary>The entry with a repository, as it is written there; nothing written is nothing said.</summary>
    public ListEntry At(string? address, string folder) => string.IsNullOrWhiteSpace(address) ? this
        : UpstreamUrl.TryParse(address, folder, out var upstream) ? this with { Repository = upstream }
        : this with { Refused = $"'{address}' is not the address of a repository that can be used" };

    /// <summary>Whether a text can be a commit, whole or shortened.</summary>
    public static bool IsCommit(string text) => text.Length is >= 7 and <= 40 && text.All(char.IsAsciiHexDigit);

    /// <summary>The component that the name of a repository or of a package tells, such as <c>https://github.com/danmarsden/moodle-mod_attendance.git</c>.</summary>
    public static ComponentName? ComponentIn(string? name)
    {
        var last = name?.TrimEnd('/') is { } whole ? whole[(whole.LastIndexOfAny(['/', ':']) + 1)..] : "";
        last = last.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? last[..^4] : last;
        last = last.StartsWith("moodle-", StringComparison.OrdinalIgnoreCase) || last.StartsWith("moodle_", StringComparison.OrdinalIgnoreCase) ? last[7..] : last;
        return ComponentName.TryParse(last, out var component) && !component.IsCore ? component : null;
    }
}
