using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>A plugin of a list, and what is to become of it.</summary>
/// <param name="Entry">What the list says.</param>
/// <param name="Component">Its name; null where nothing tells it.</param>
/// <param name="Request">Which commit; null leaves it to the one rule.</param>
/// <param name="Refused">Why it is not imported; null when it is.</param>
internal sealed record ListedPlugin(ListEntry Entry, ComponentName? Component, CodeRequest? Request, string? Refused)
{
    /// <summary>The item that declares it; null where its name is not known.</summary>
    public NewItem? Item
    {
        get
        {
            (string, string)?[] metadata =
            [
                Entry.Repository is { } repository ? ("Repository", repository.Relative ?? repository.Address) : null,
                Entry.Subdirectory is { } within ? ("Subdirectory", within) : null,
                Metadata(Request),
                Entry.CustomizationBranch is { } branch ? ("CustomizationBranch", branch) : null,
            ];
            return Component is null ? null : new("MoodlePlugin", Component.ToString(), [.. metadata.OfType<(string, string)>()], Refused ?? Entry.Note);
        }
    }

    /// <summary>How a declaration writes which commit is wanted; null where it does not.</summary>
    public static (string Name, string Value)? Metadata(CodeRequest? request) => request switch
    {
        CodeRequest.Tag tag => ("Tag", tag.Name),
        CodeRequest.Branch branch => ("Branch", branch.Name),
        CodeRequest.Commit commit => ("Commit", commit.Hex),
        CodeRequest.Version version => ("Version", version.Text),
        _ => null,
    };
}
