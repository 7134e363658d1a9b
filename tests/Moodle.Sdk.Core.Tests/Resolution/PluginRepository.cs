using Moodle.Sdk.Core.Tests.Locking;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Testing;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

/// <summary>A real repository that mod_example, or another component, is resolved from for Moodle 4.5.10.</summary>
internal sealed class PluginRepository : IDisposable
{
    private readonly TempFolder _folder = new();

    public PluginRepository() => Upstream = PluginUpstream.Create(_folder["upstream"], "mod_example");

    public PluginUpstream Upstream { get; }

    public TestRepository Git => Upstream.Repository;

    /// <summary>Writes down what is asked of it.</summary>
    public LocalCache Cache { get; } = new();

    public bool AllowDowngrade { get; set; }

    /// <summary>What a site has: the version at a tag or branch of the repository.</summary>
    public HeldVersion Held(string reference, string version, string? release = null) =>
        new(Number(version), release, new CommitId(ObjectId.Parse(Git.Resolve(reference))), reference.StartsWith("refs/", StringComparison.Ordinal) ? reference : $"refs/tags/{reference}");

    public async Task<Result<ResolvedComponent>> TryResolve(
        CodeRequest? request = null, HeldVersion? held = null, string component = "mod_example", string? subdirectory = null)
    {
        using var upstreams = new Upstreams(Cache, new Findings());
        return await TryResolve(Declared(component, request, subdirectory), upstreams, held);
    }

    /// <summary>Resolves plugins as those of one site.</summary>
    public async Task<Result<ResolvedComponent>[]> ResolveTogether(params (string Component, string Subdirectory)[] plugins)
    {
        PluginDeclaration[] declared = [.. plugins.Select(p => Declared(p.Component, null, p.Subdirectory))];
        using var upstreams = new Upstreams(Cache, new Findings(), declared);
        return await Task.WhenAll(declared.Select(p => TryResolve(p, upstreams, null)));
    }

    private PluginDeclaration Declared(string component, CodeRequest? request, string? subdirectory) => new()
    {
        Component = Component(component),
        Source = new Source.Git(Given.Upstream(_folder["upstream"]), request ?? new CodeRequest.Compatible(), subdirectory),
        Origin = new("/site/site.moodleproj", "MoodlePlugin", component),
        AllowDowngrade = AllowDowngrade,
    };

    private static Task<Result<ResolvedComponent>> TryResolve(PluginDeclaration plugin, Upstreams upstreams, HeldVersion? held)
    {
        var moodle = new VersionFile { Version = Field<VersionNumber>.Of(Number("2024100710")), Branch = Field<MoodleBranch>.Of(Moodle45) };
        return new PluginResolver(plugin, held, [], upstreams, default).ResolveAsync(Task.FromResult<Result<VersionFile>>(moodle));
    }

    public async Task<ResolvedComponent> Resolve(CodeRequest? request = null, HeldVersion? held = null, string component = "mod_example", string? subdirectory = null) =>
        (await TryResolve(request, held, component, subdirectory)).Value;

    /// <summary>The tag or branch that a version is.</summary>
    public async Task<string?> Reference(string? version = null) => (await Resolve(version is null ? null : new CodeRequest.Version(version))).Reference;

    public async Task<Diagnostic> Error(string? version = null, string component = "mod_example", string? subdirectory = null) =>
        Xunit.Assert.Single((await TryResolve(version is null ? null : new CodeRequest.Version(version), null, component, subdirectory)).Errors);

    public void Dispose() => _folder.Dispose();
}
