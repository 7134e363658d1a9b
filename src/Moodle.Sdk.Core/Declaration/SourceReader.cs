using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>Reads where the code of one component comes from. What is wrong with it goes into the findings, and nothing comes back.</summary>
/// <param name="origin">What declares it.</param>
/// <param name="component">The component.</param>
/// <param name="folder">The project's folder, from which relative paths count.</param>
/// <param name="findings">Takes errors and warnings.</param>
internal sealed class SourceReader(Origin origin, string component, string folder, Findings findings)
{
    /// <summary>Of a plugin.</summary>
    public Source? Read(RawItem item)
    {
        var given = PluginMetadata.Sources.Where(name => item[name].Length > 0).ToArray();
        var taken = PluginMetadata.TakenWith(given);
        if (given.Except(taken).ToArray() is { Length: > 0 } others)
        {
            return Refuse<Source>(DeclarationDiagnostics.NotOneSource(item.OriginOf(others[0], origin), taken[0] is "Path" or "Archive" or "Repository" ? taken[0] : null, others));
        }

        var requests = given.Intersect(PluginMetadata.Requests).ToArray();
        if (requests.Length > 1)
        {
            return Refuse<Source>(DeclarationDiagnostics.SeveralRequests(item.OriginOf(requests[0], origin), component, requests));
        }

        return taken[0] switch
        {
            "Path" => ReadFolder(item["Path"]),
            "Archive" => Of(item, "Archive").ReadArchive(item["Archive"], item["Sha256"]),
            _ => ReadGit(item, requests),
        };
    }

    /// <summary>The address of an upstream.</summary>
    public UpstreamUrl? ReadUpstream(string text)
    {
        if (!UpstreamUrl.TryParse(text, folder, out var upstream))
        {
            return Refuse<UpstreamUrl>(UpstreamUrl.HoldsQuery(text)
                ? DeclarationDiagnostics.QueryInRepository(origin, component)
                : DeclarationDiagnostics.BadRepository(origin, component));
        }

        return WarnOfSecret(upstream);
    }

    /// <summary>The address of a file on a web server.</summary>
    public WebFile? ReadWebFile(string text)
    {
        if (!WebFile.TryParse(text, out var file))
        {
            return Refuse<WebFile>(DeclarationDiagnostics.BadRepository(origin, component));
        }

        WarnOfSecret(file.Address);
        return file;
    }

    /// <summary>Which commit is wanted.</summary>
    /// <param name="kind">Version, Tag, Branch or Commit.</param>
    /// <param name="value">What the metadata or property of that name holds.</param>
    public CodeRequest? ReadRequest(string kind, string value) => kind switch
    {
        "Version" => new CodeRequest.Version(value),
        "Commit" when value.Length is >= 7 and <= 40 && value.All(char.IsAsciiHexDigit) => new CodeRequest.Commit(value.ToLowerInvariant()),
        "Commit" => Refuse<CodeRequest>(DeclarationDiagnostics.BadCommit(origin, component, value)),
        _ when !IsRefName(value) => Refuse<CodeRequest>(DeclarationDiagnostics.BadRefName(origin, component, kind, value)),
        "Tag" => new CodeRequest.Tag(value),
        _ => new CodeRequest.Branch(value),
    };

    // A default's metadata is wrong where the default stands.
    private SourceReader Of(RawItem item, string name) => new(item.OriginOf(name, origin), component, folder, findings);

    private CodeRequest? ReadRequest(RawItem item, string[] requests) =>
        requests.Length == 0 ? new CodeRequest.Compatible() : Of(item, requests[0]).ReadRequest(requests[0], item[requests[0]]);

    private Source.OfGit? ReadGit(RawItem item, string[] requests)
    {
        var isNamed = item["Repository"].Length > 0;
        var (upstream, request) = (isNamed ? Of(item, "Repository").ReadUpstream(item["Repository"]) : null, ReadRequest(item, requests));
        var submodules = ReadSwitch(item, "Submodules", origin, findings);
        var (written, subdirectory) = (item["Subdirectory"], TreePath(item["Subdirectory"]));
        return written.Length > 0 && subdirectory is null ? Refuse<Source.OfGit>(DeclarationDiagnostics.BadPath(item.OriginOf("Subdirectory", origin), written))
            : request is null || (isNamed && upstream is null) ? null
            : upstream is null ? new Source.Unnamed(request, subdirectory) { WithoutSubmodules = submodules == false }
            : new Source.Git(upstream, request, subdirectory) { WithoutSubmodules = submodules == false };
    }

    private Source.Folder ReadFolder(string text)
    {
        var shown = text.Replace('\\', '/').TrimEnd('/');
        return new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(shown.Length == 0 ? "/" : shown, folder)), shown, folder);
    }

    private Source.Archive? ReadArchive(string text, string sha256)
    {
        // A path needs no ./ before it here: it can be nothing else.
        var isAddress = text.Contains("://", StringComparison.Ordinal);
        var file = isAddress && WebFile.TryParse(text, out var onServer) ? onServer : null;
        var address = file?.Address;
        if (isAddress ? file is null : !UpstreamUrl.TryParse(Path.IsPathFullyQualified(text) || text is ['.', ..] ? text : $"./{text}", folder, out address) || !Path.IsPathFullyQualified(address.Address))
        {
            return Refuse<Source.Archive>(DeclarationDiagnostics.BadArchive(origin));
        }

        if (address!.UserInfo.Length > 0)
        {
            findings.Add(DeclarationDiagnostics.SecretInRepository(origin, component, address));
        }

        return sha256.Length == 0 || (sha256.Length == 64 && sha256.All(char.IsAsciiHexDigit))
            ? new Source.Archive(address, sha256.Length == 0 ? null : sha256.ToLowerInvariant()) { File = file }
            : Refuse<Source.Archive>(DeclarationDiagnostics.BadSha256(origin, sha256));
    }

    /// <summary>A metadata that is true or false; null where it is left open.</summary>
    public static bool? ReadSwitch(RawItem item, string name, Origin origin, Findings findings)
    {
        if (item[name].Length > 0 && !bool.TryParse(item[name], out _))
        {
            findings.Add(DeclarationDiagnostics.NotASwitch(item.OriginOf(name, origin), name, item[name]));
        }

        return bool.TryParse(item[name], out var on) ? on : null;
    }

    /// <summary>A path from the root of a tree, with slashes however it is written; null when it leads out, has a wildcard, or leads nowhere else.</summary>
    public static string? TreePath(string text)
    {
        var path = text.Replace('\\', '/').TrimEnd('/');
        var isWithin = path.Split('/').All(name => name is not ("" or "." or "..")) && !path.Any(c => char.IsControl(c) || c is '*' or '?');
        return isWithin ? path : null;
    }

    // What git check-ref-format refuses, as far as it could do harm.
    private static bool IsRefName(string name) =>
        !name.StartsWith('-') && !name.StartsWith('/') && !name.EndsWith('/') && !name.EndsWith(".lock", StringComparison.Ordinal) && !name.EndsWith('.')
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
        && !name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '~' or '^' or ':' or '?' or '*' or '[' or '\\');

    private UpstreamUrl WarnOfSecret(UpstreamUrl upstream)
    {
        if (upstream.UserInfo.Length > 0)
        {
            findings.Add(DeclarationDiagnostics.SecretInRepository(origin, component, upstream));
        }

        return upstream;
    }

    private T? Refuse<T>(Diagnostic why)
        where T : class
    {
        findings.Add(why);
        return null;
    }
}
