using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Patches;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources.Patches;

/// <summary>Small trees as texts, to apply patches to.</summary>
internal static class Trees
{
    /// <summary>A tree of files: each path with its text. A star behind a path makes it executable, an @ a link.</summary>
    public static Dictionary<string, PatchedFile> Of(params (string Path, string Text)[] files) => files.ToDictionary(
        file => file.Path.TrimEnd('*', '@'),
        file => new PatchedFile(file.Path[^1] switch { '*' => EntryMode.Executable, '@' => EntryMode.SymbolicLink, _ => EntryMode.File }, Encoding.UTF8.GetBytes(file.Text)));

    /// <summary>Reads and applies a patch that can be read.</summary>
    public static PatchOutcome Apply(string patch, Dictionary<string, PatchedFile> tree) => Read(patch).Apply(path => tree.GetValueOrDefault(path));

    /// <summary>Reads a patch that can be read.</summary>
    public static PatchText Read(string patch)
    {
        var read = PatchText.Read(Encoding.UTF8.GetBytes(patch), out var bad);
        Assert.Null(bad);
        return read!;
    }

    /// <summary>Why a patch cannot be read, as "line 3: ...".</summary>
    public static string Refused(string patch)
    {
        Assert.Null(PatchText.Read(Encoding.UTF8.GetBytes(patch), out var bad));
        return $"line {bad!.Line}: {bad.Why}";
    }

    /// <summary>What a patch changes: each path with its mark and text, a deleted one with a dash.</summary>
    public static IEnumerable<string> Changes(string patch, params (string Path, string Text)[] files)
    {
        var outcome = Apply(patch, Of(files));
        Assert.Empty(outcome.Failures);
        return outcome.Changes.Select(change => change.Key + (change.Value is not { } file ? "-"
            : $"{file.Mode switch { EntryMode.Executable => "*", EntryMode.SymbolicLink => "@", _ => "" }}: {Encoding.UTF8.GetString(file.Content.Span)}"));
    }
}
