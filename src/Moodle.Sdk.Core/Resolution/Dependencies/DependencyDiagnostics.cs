using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Dependencies;

/// <summary>MOODLE1219: plugins that no versions bring together.</summary>
internal static class DependencyDiagnostics
{
    /// <summary>No versions go together. Tells the chain from a declared plugin to the one of which there is no version high enough, and what that end accepts.</summary>
    public static Diagnostic NoneTogether(
        Origin origin, ImmutableArray<(PluginChoices Plugin, Possibility? Version, Need? Need)> chain, Source? last, OpenedComponent core)
    {
        var needs = chain.Where(link => link.Need is not null).Select(link =>
            $"{link.Plugin.Component} {link.Version!.Version} needs {link.Need!.Component}{(link.Need.AtLeast is { } least ? $" {least} or later" : "")}");
        var (end, highest, _) = chain[^1];
        var asked = last is Source.OfGit { Request: var request and not CodeRequest.Compatible } ? $"declared as {request}" : $"that fits {core.Title}";
        return Error("MOODLE1219", origin,
            $"No versions of the site's plugins go together: {string.Join(", ", needs)}; of {end.Component} the highest {asked} is {(highest is null ? "none" : highest.Version)}.",
            $"Ask for an older {chain[0].Plugin.Component} or a newer {end.Component}, leave one of them out, or run dotnet build --no-restore -t:Update where the lock holds them.",
            chain[0].Plugin.Component.ToString());
    }
}
