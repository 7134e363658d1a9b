using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Core.Tests.Declaration;

/// <summary>Declarations as MSBuild hands them over, and what comes of reading them.</summary>
internal static class Declared
{
    /// <summary>A site of Moodle 4.5 that lies nowhere.</summary>
    public static RawSite Site(params RawItem[] plugins) => new()
    {
        ProjectFile = "/sites/site.moodleproj",
        Configuration = "Debug",
        Version = "4.5",
        Repository = "https://git.example/moodle",
        Plugins = [.. plugins],
    };

    /// <summary>A plugin of a repository of its own, with further metadata written as <c>Tag=v1</c>.</summary>
    public static RawItem Plugin(string name, params string[] metadata) => Item(name, [$"Repository=https://git.example/{name}", .. metadata]);

    /// <summary>An item with metadata written as <c>Tag=v1</c>.</summary>
    public static RawItem Item(string include, params string[] metadata) => new(
        include,
        "/sites/Directory.Build.props",
        metadata.Select(m => m.Split('=', 2)).ToDictionary(m => m[0], m => m[1], StringComparer.OrdinalIgnoreCase));

    /// <summary>The declaration of a site that is right.</summary>
    public static SiteDeclaration Read(RawSite site) => DeclarationReader.Read(site, new Findings())!;

    /// <summary>All that is told of a site, errors and warnings.</summary>
    public static ImmutableArray<Diagnostic> Told(RawSite site)
    {
        var findings = new Findings();
        Xunit.Assert.Equal(DeclarationReader.Read(site, findings) is null, findings.HasErrors);
        return [.. findings.All];
    }
}
