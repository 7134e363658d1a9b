using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Core.Tests.Composition;

/// <summary>A real repository whose trees are composed; every graft is of one repository under upstreams of its own.</summary>
public abstract class ComposingTest : IDisposable
{
    private readonly TempFolder _temp = new();
    private IObjectReader? _objects;

    protected ComposingTest() => Repository = TestRepository.Create(_temp["upstream.git"]);

    private protected static FileSystemRules Linux { get; } = new(FoldsCase: false, IsWindows: false);

    protected TestRepository Repository { get; }

    /// <summary>What the last composing warned of.</summary>
    protected Findings Findings { get; private set; } = new();

    public void Dispose()
    {
        _objects?.Dispose();
        _temp.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The tree of some text files.</summary>
    protected string Tree(params (string Path, string Content)[] files)
    {
        Repository.DeleteAll();
        foreach (var (path, content) in files)
        {
            Repository.Write(path, content);
        }

        return Repository.ResolveTree(Repository.Commit());
    }

    /// <summary>The tree of the files that were written since.</summary>
    protected string Committed() => Repository.ResolveTree(Repository.Commit());

    protected string Blob(string content = "content") => Repository.RawBlob(content);

    /// <summary>A tree of one entry whose name is given in bytes.</summary>
    protected string RawTree(byte[] name) => IsolatedGit.Run(
        Repository.Folder,
        [.. "100644 "u8, .. name, 0, .. Convert.FromHexString(Blob())],
        ["hash-object", "-w", "-t", "tree", "--literally", "--stdin"]);

    private protected Graft Graft(string component, string place, string tree, string? upstream = null)
    {
        _ = ComponentName.TryParse(component, out var name);
        _ = UpstreamUrl.TryParse("https://example.org/" + (upstream ?? component), out var url);
        _objects ??= ObjectReader.Open(Repository.Folder);
        return new(name!, place, StoreName.Of(url!), _objects, new TreeId(ObjectId.Parse(tree)), new Origin("site.moodleproj", "MoodlePlugin", component));
    }

    private protected Result<SiteTree> Compose(string core, FileSystemRules rules, params Graft[] plugins) =>
        Compose(core, Sdk.Composition.Graft.InOrder(plugins), rules);

    private protected Result<SiteTree> Compose(string core, IEnumerable<TreeEdit> edits, FileSystemRules rules) =>
        SiteTreeBuilder.Build(Graft("core", "", core), [.. edits], new(), Findings = new(), rules) is { } tree ? tree : Result<SiteTree>.Failed(Findings.Errors);

    private protected Result<SiteTree> Compose(string core, params Graft[] plugins) => Compose(core, Linux, plugins);

    /// <summary>The text of the one error of a plugin's tree at mod/x.</summary>
    protected string ErrorOf(string pluginTree, int code)
    {
        var errors = Compose(Tree(("version.php", "core")), Graft("mod_x", "mod/x", pluginTree)).Errors;
        var error = Xunit.Assert.Single(errors);
        Xunit.Assert.Equal((code, Severity.Error, "mod_x"), (error.Code, error.Severity, error.Component));
        Xunit.Assert.Equal("mod_x", error.Origin?.Include);
        return error.Text;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
