namespace Moodle.Sdk.Testing;

/// <summary>A small Moodle and some plugins behind a smart HTTP server, and sites that are declared from them.</summary>
public sealed class UpstreamWorld : IDisposable
{
    private static readonly Lazy<PluginUpstream> AttendanceTemplate = new(() =>
    {
        var attendance = PluginUpstream.Create(SharedFolder.Instance["mod_attendance.git"], "mod_attendance");
        attendance.Release(new PluginVersion("2024100701") { Release = "1.0", Supported = (405, 405) }, "v1.0");
        attendance.Release(new PluginVersion("2024100702") { Release = "1.1", Supported = (405, 405) }, "v1.1");
        attendance.Repository.Pack();
        return attendance;
    });

    private static readonly Lazy<PluginUpstream> UnionTemplate = new(() =>
    {
        var union = PluginUpstream.Create(SharedFolder.Instance["theme_union.git"], "theme_union");
        union.Release(new PluginVersion("2024100710") { Release = "4.5-r1", Supported = (405, 405) }, "v4.5-r1");
        union.Repository.Pack();
        return union;
    });

    private readonly TempFolder _folder = new();

    /// <summary>Makes the upstreams and starts the server.</summary>
    public UpstreamWorld()
    {
        Moodle = MoodleUpstream.Create(_folder["upstreams", "moodle.git"]);
        Attendance = AttendanceTemplate.Value.CopyTo(_folder["upstreams", "mod_attendance.git"]);
        Union = UnionTemplate.Value.CopyTo(_folder["upstreams", "theme_union.git"]);
        Server = GitHttpServer.Start(_folder["upstreams"]);
    }

    /// <summary>Moodle's upstream, <c>moodle.git</c> on the server.</summary>
    public MoodleUpstream Moodle { get; }

    /// <summary>mod_attendance with the tags v1.0 and v1.1.</summary>
    public PluginUpstream Attendance { get; }

    /// <summary>theme_union with the tag v4.5-r1.</summary>
    public PluginUpstream Union { get; }

    /// <summary>The server.</summary>
    public GitHttpServer Server { get; }

    /// <summary>A git cache shared by the world's sites.</summary>
    public string GitCache => _folder["cache"];

    /// <summary>Full path below the world's folder.</summary>
    public string At(params string[] segments) => _folder[segments];

    /// <summary>The upstream of one more plugin, without a version yet.</summary>
    public PluginUpstream Plugin(string component) => PluginUpstream.Create(_folder["upstreams", $"{component}.git"], component);

    /// <summary>A site in a folder of its own below the world's.</summary>
    /// <param name="name">Name of the project and of its folder.</param>
    public SiteProject Site(string name = "site") => new(_folder["sites", name], name) { GitCache = GitCache };

    /// <summary>A site declared with a Moodle version and the two plugins, or the items given.</summary>
    public SiteProject DeclaredSite(string name = "site", string moodle = "4.5.10", string? items = null)
    {
        var site = Site(name);
        site.Declare(Properties(moodle), items ?? Item("mod_attendance") + Item("theme_union", "Version=\"4.5-r*\""));
        return site;
    }

    /// <summary>The properties of a site of this world.</summary>
    public string Properties(string moodle) => $"<MoodleVersion>{moodle}</MoodleVersion><MoodleRepository>{Server.Url("moodle.git")}</MoodleRepository>";

    /// <summary>A MoodlePlugin item of a plugin of this world.</summary>
    public string Item(string component, string metadata = "") =>
        $"<MoodlePlugin Include=\"{component}\" Repository=\"{Server.Url(component + ".git")}\" {metadata} />\n";

    /// <summary>What a code base must hold: git's own checkout of Moodle, and of each plugin in its place.</summary>
    public IReadOnlyDictionary<string, string> Checkout(string moodle, params (string Place, PluginUpstream Plugin, string Revision)[] plugins) =>
        FolderContent.Of(CheckoutFolder(moodle, plugins));

    /// <summary>The same as a folder.</summary>
    public string CheckoutFolder(string moodle, params (string Place, PluginUpstream Plugin, string Revision)[] plugins)
    {
        var folder = _folder[$"checkout-{Guid.NewGuid():N}"];
        CheckOut(Moodle.Repository, moodle, folder);
        foreach (var (place, plugin, revision) in plugins)
        {
            CheckOut(plugin.Repository, revision, Path.Combine(folder, place));
        }

        return folder;
    }

    /// <summary>git's own checkout of another repository's main branch.</summary>
    public IReadOnlyDictionary<string, string> Checkout(TestRepository repository)
    {
        var folder = _folder[$"checkout-{Guid.NewGuid():N}"];
        CheckOut(repository, "main", folder);
        return FolderContent.Of(folder);
    }

    private static void CheckOut(TestRepository repository, string revision, string folder)
    {
        Directory.CreateDirectory(folder);
        repository.Git($"--work-tree={folder}", "-c", "core.bare=false", "checkout", "--quiet", "--force", repository.Resolve(revision), "--", ".");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }
}
