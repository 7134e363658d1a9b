using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>Turns evaluated properties and items into a <see cref="SiteDeclaration"/>, or says what is wrong with them, all at once.</summary>
public static class DeclarationReader
{
    /// <summary>Reads a site's declaration. Errors: MOODLE1002 to MOODLE1013.</summary>
    public static Result<SiteDeclaration> Read(RawSite site, Findings findings)
    {
        var errors = new List<Diagnostic>();
        var core = ReadCore(site, errors, findings);
        var plugins = ReadPlugins(site, errors, findings);
        if (errors.Count > 0 || core is null)
        {
            return Result<SiteDeclaration>.Failed(errors);
        }

        return new SiteDeclaration
        {
            Name = Path.GetFileNameWithoutExtension(site.ProjectFile),
            ProjectFile = site.ProjectFile,
            Configuration = site.Configuration,
            Core = core,
            Plugins = plugins,
            CoreRemovals = [.. site.CoreRemovals.Select(ReadRemoval)],
        };
    }

    private static CoreDeclaration? ReadCore(RawSite site, List<Diagnostic> errors, Findings findings)
    {
        var given = new[]
        {
            (Property: "MoodleVersion", Value: site.Version.Trim()),
            (Property: "MoodleBranch", Value: site.Branch.Trim()),
            (Property: "MoodleTag", Value: site.Tag.Trim()),
            (Property: "MoodleCommit", Value: site.Commit.Trim()),
        }.Where(p => p.Value.Length > 0).ToArray();
        if (given.Length != 1)
        {
            errors.Add(given.Length == 0
                ? DeclarationProblems.NoMoodleVersion(site.ProjectFile)
                : DeclarationProblems.SeveralMoodles(new Origin(site.ProjectFile, given[1].Property), [.. given.Select(p => p.Property)]));
            return null;
        }

        var origin = new Origin(site.ProjectFile, given[0].Property);
        var upstream = ReadUpstream(site.Repository, new Origin(site.ProjectFile, "MoodleRepository"), "core", errors, findings);
        var request = ReadRequest(given[0].Property["Moodle".Length..], given[0].Value, origin, "core", errors);
        return upstream is null || request is null ? null : new CoreDeclaration(new Source.Git(upstream, request), origin);
    }

    private static ImmutableArray<PluginDeclaration> ReadPlugins(RawSite site, List<Diagnostic> errors, Findings findings)
    {
        var defaults = new PluginDefaults(site.PluginDefaults, errors);
        var plugins = new SortedDictionary<ComponentName, PluginDeclaration>();
        foreach (var item in site.Plugins)
        {
            var origin = new Origin(item.DefinedIn, "MoodlePlugin", item.Include);
            if (!ComponentName.TryParse(item.Include, out var component) || component.IsCore)
            {
                errors.Add(DeclarationProblems.NotAPluginName(origin, item.Include));
            }
            else if (plugins.ContainsKey(component))
            {
                errors.Add(DeclarationProblems.DeclaredTwice(origin, component));
            }
            else
            {
                var found = new Findings();
                if (ReadPlugin(defaults.Complete(item), component, origin, errors, found) is { } plugin)
                {
                    plugins.Add(component, plugin);
                    findings.AddRange(found.All.Where(f => !plugin.Silences(f)));
                }
            }
        }

        return [.. plugins.Values];
    }

    private static PluginDeclaration? ReadPlugin(RawItem item, ComponentName component, Origin origin, List<Diagnostic> errors, Findings findings)
    {
        foreach (var name in item.Metadata.Keys.Where(name => !PluginMetadata.IsKnown(name)))
        {
            findings.Add(DeclarationProblems.UnknownMetadata(origin, component, name));
        }

        var source = ReadSource(item, component, origin, errors, findings);
        var allowDowngrade = ReadSwitch(item, "AllowDowngrade", component, origin, errors);
        return source is null ? null : new PluginDeclaration
        {
            Component = component,
            Source = source,
            Origin = origin,
            Configurations = Split(item["Configurations"]),
            AllowDowngrade = allowDowngrade,
            NoWarn = Split(item["NoWarn"]),
        };
    }

    private static Source? ReadSource(RawItem item, ComponentName component, Origin origin, List<Diagnostic> errors, Findings findings)
    {
        var given = PluginMetadata.Requests.Where(name => item[name].Length > 0).ToArray();
        if (given.Length > 1)
        {
            errors.Add(DeclarationProblems.SeveralRequests(origin, component, given));
            return null;
        }

        var request = given.Length == 0 ? new CodeRequest.Compatible() : ReadRequest(given[0], item[given[0]], origin, component.ToString(), errors);
        var upstream = item["Repository"] is { Length: > 0 } address ? ReadUpstream(address, origin, component.ToString(), errors, findings) : null;
        return item["Path"].Length > 0 ? new Source.Folder(item["Path"])
            : item["Archive"].Length > 0 ? new Source.Archive(item["Archive"], item["Sha256"].ToLowerInvariant())
            : request is null ? null
            : item["Repository"].Length == 0 ? new Source.Unnamed(request)
            : upstream is null ? null
            : new Source.Git(upstream, request, item["Subdirectory"] is { Length: > 0 } folder ? folder : null);
    }

    private static CoreRemoval ReadRemoval(RawItem item)
    {
        var origin = new Origin(item.DefinedIn, "MoodleCoreRemove", item.Include);
        return ComponentName.TryParse(item.Include, out var component) && !component.IsCore
            ? new CoreRemoval.Plugin(component, origin)
            : new CoreRemoval.Path(item.Include, origin);
    }

    private static UpstreamUrl? ReadUpstream(string text, Origin origin, string component, List<Diagnostic> errors, Findings findings)
    {
        if (!UpstreamUrl.TryParse(text, out var upstream))
        {
            errors.Add(DeclarationProblems.BadRepository(origin, component));
            return null;
        }

        if (upstream.HoldsPassword)
        {
            findings.Add(DeclarationProblems.PasswordInRepository(origin, component, upstream));
        }

        return upstream;
    }

    private static CodeRequest? ReadRequest(string kind, string value, Origin origin, string component, List<Diagnostic> errors)
    {
        switch (kind)
        {
            case "Version":
                return new CodeRequest.Version(value);
            case "Commit" when value.Length is >= 7 and <= 40 && value.All(char.IsAsciiHexDigit):
                return new CodeRequest.Commit(value.ToLowerInvariant());
            case "Commit":
                errors.Add(DeclarationProblems.BadCommit(origin, component, value));
                return null;
            case var _ when !IsRefName(value):
                errors.Add(DeclarationProblems.BadRefName(origin, component, kind, value));
                return null;
            case "Tag":
                return new CodeRequest.Tag(value);
            default:
                return new CodeRequest.Branch(value);
        }
    }

    private static bool ReadSwitch(RawItem item, string name, ComponentName component, Origin origin, List<Diagnostic> errors)
    {
        if (item[name].Length > 0 && !bool.TryParse(item[name], out _))
        {
            errors.Add(DeclarationProblems.NotASwitch(origin, component, name, item[name]));
        }

        return bool.TryParse(item[name], out var on) && on;
    }

    // What git check-ref-format refuses, as far as it could do harm.
    private static bool IsRefName(string name) =>
        !name.StartsWith('-') && !name.StartsWith('/') && !name.EndsWith('/') && !name.EndsWith(".lock", StringComparison.Ordinal) && !name.EndsWith('.')
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
        && !name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '~' or '^' or ':' or '?' or '*' or '[' or '\\');

    private static ImmutableArray<string> Split(string list) =>
        [.. list.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
