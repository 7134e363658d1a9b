using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>A plugin of a list, and what is to become of it.</summary>
/// <param name="Entry">What the list says, with its name where that was found by other things.</param>
/// <param name="Request">Which commit; null leaves it to the one rule.</param>
/// <param name="Refused">Why it is not imported; null when it is.</param>
internal sealed record ListedPlugin(ListEntry Entry, CodeRequest? Request, string? Refused)
{
    /// <summary>Its name; null where nothing tells it.</summary>
    public ComponentName? Component => Entry.Component;

    /// <summary>What it is called in what is told of it.</summary>
    public string Named => Component?.ToString() ?? Entry.Named;

    /// <summary>The item that declares it; null where its name is not known.</summary>
    public NewItem? Item
    {
        get
        {
            (string, string)?[] metadata =
            [
                Entry.Repository is { } repository ? ("Repository", repository.Address) : null,
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
