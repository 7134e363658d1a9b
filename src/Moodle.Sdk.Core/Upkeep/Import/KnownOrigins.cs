using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Submodules;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>What somebody says of where a component came from.</summary>
/// <param name="Upstream">The repository.</param>
/// <param name="By">Who says it, such as <c>its own .git</c>.</param>
internal sealed record KnownOrigin(UpstreamUrl Upstream, string By)
{
    /// <summary>The commit, where that is said too.</summary>
    public CommitId? Commit { get; init; }

    /// <summary>True where the declaration need not name it: a plugins directory does.</summary>
    public bool IsOfDirectory { get; init; }
}

/// <summary>Who may know where a plugin came from: who is asked first is believed first, and what a plugins directory says is asked for last, since it costs a look.</summary>
/// <param name="folder">What was found.</param>
/// <param name="told">What <c>MoodleUpstreams</c> says.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class KnownOrigins(FoundFolder folder, ImmutableDictionary<ComponentName, KnownOrigin> told, CancellationToken cancel)
{
    private readonly ImmutableDictionary<string, string> _submodules = Submodules(folder);

    /// <summary>What is said of a plugin, each repository once.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="declared">What the project says of it, or that it says nothing.</param>
    /// <param name="directories">The plugins directories.</param>
    /// <param name="tell">Told why a directory does not name it.</param>
    /// <param name="fail">Told why the directories could not be asked.</param>
    public async IAsyncEnumerable<KnownOrigin> OfAsync(FoundComponent plugin, PluginDeclaration declared, PluginsDirectories directories, Action<string> tell, Action<Diagnostic> fail)
    {
        var seen = new HashSet<UpstreamUrl>();
        if (folder.Repositories.GetValueOrDefault(plugin.Place)?.Origin() is var (address, head) && UpstreamUrl.TryParse(address, out var cloned) && seen.Add(cloned))
        {
            yield return new(cloned, "its own .git") { Commit = head };
        }

        if (told.GetValueOrDefault(plugin.Component) is { } named && seen.Add(named.Upstream))
        {
            yield return named;
        }

        if (_submodules.GetValueOrDefault(plugin.Place) is { } url && UpstreamUrl.TryParse(url, out var submodule) && seen.Add(submodule))
        {
            yield return new(submodule, ".gitmodules");
        }

        if (declared.Source is Source.Git git && seen.Add(git.Upstream))
        {
            yield return new(git.Upstream, "the project");
        }

        var entry = await directories.FindAsync(declared, cancel);
        if (entry is { Succeeded: true, Value: DirectoryEntry.OfGit known } && seen.Add(known.Upstream))
        {
            yield return new(known.Upstream, "a plugins directory") { IsOfDirectory = true };
        }
        else if (!entry.Succeeded)
        {
            tell(entry.Errors[0].Message);
            if (entry.Errors[0].Id != DirectoryDiagnostics.UnknownId)
            {
                fail(entry.Errors[0]);
            }
        }
        else if (entry.Value is DirectoryEntry.OfDownloads downloads)
        {
            tell($"{downloads.NamedBy.Directory} names no repository of it, but downloads.");
        }
    }

    private static ImmutableDictionary<string, string> Submodules(FoundFolder folder) => folder.Find(".gitmodules") is { Mode: not EntryMode.SymbolicLink } file
        ? GitModules.Parse(Encoding.UTF8.GetString(file.Read())).GroupBy(m => m.Path).ToImmutableDictionary(m => m.Key, m => m.Last().Url, StringComparer.Ordinal)
        : ImmutableDictionary<string, string>.Empty;
}
