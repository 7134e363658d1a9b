using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Folders;

namespace Moodle.Sdk.Resolution;

/// <summary>Reads what a component says of itself at one commit, straight from git objects.</summary>
internal static class ComponentReader
{
    /// <summary>The file in a component's root by which Moodle knows it.</summary>
    public const string VersionFileName = "version.php";

    /// <summary>Reads Moodle or a plugin.</summary>
    public static Result<OpenedComponent> Read(ComponentName component, IObjectReader objects, CommitId commit, Source.Git source, Origin origin) =>
        component.IsCore ? ReadCore(objects, commit, source.Upstream, origin) : ReadPlugin(component, objects, commit, source, origin);

    /// <summary>
    /// Reads Moodle: <c>public/version.php</c> where there is one (5.1 and later), else <c>version.php</c>. A commit without either, or whose version or
    /// branch cannot be read, is an error.
    /// </summary>
    public static Result<OpenedComponent> ReadCore(IObjectReader objects, CommitId commit, UpstreamUrl upstream, Origin origin)
    {
        var read = objects.ReadCommit(commit.Id);
        var files = new TreeFiles(objects, read.Tree);
        if (files.FindFile(MoodleLayout.Of(files).VersionFile) is not { } file)
        {
            return ResolutionDiagnostics.NotMoodle(origin, upstream, commit, $"it has no {VersionFileName}; {Describe(objects.ReadTree(read.Tree))}");
        }

        var version = VersionFileReader.Read(objects, file);
        return WhyNotMoodle(version) is { } why
            ? ResolutionDiagnostics.NotMoodle(origin, upstream, commit, why)
            : new OpenedComponent(ComponentName.Core, Of(read.Tree, upstream, read), version, objects, origin);
    }

    /// <summary>What the version.php of Moodle lacks, to stand behind a colon; null where it says enough.</summary>
    public static string? WhyNotMoodle(VersionFile version) => Absent("version", version.Version) ?? Absent("branch", version.Branch);

    private static string? Absent<T>(string name, Field<T> field) =>
        field.IsSet ? null : $"its {VersionFileName} gives no ${name}: {field.WhyUnreadable ?? "the field is absent"}";

    /// <summary>Reads the version.php that a Moodle of that layout has, as is seen at a first look; null when it lies elsewhere, or does not say enough.</summary>
    public static VersionFile? VersionOfCore(IObjectReader objects, CommitId commit, MoodleLayout layout)
    {
        var files = new TreeFiles(objects, objects.ReadCommit(commit.Id).Tree);
        var isElsewhere = !layout.HasPublicFolder && files.Find("public") is { Mode: EntryMode.Tree };
        return !isElsewhere && files.FindFile(layout.VersionFile) is { } file && VersionFileReader.Read(objects, file) is { Version.IsSet: true, Branch.IsSet: true } version ? version : null;
    }

    /// <summary>Reads a plugin. A commit without its version.php is an error that says where there is one.</summary>
    /// <param name="component">The declared name.</param>
    /// <param name="objects">Reads the repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="source">Where it comes from, and the folder of it that the plugin is.</param>
    /// <param name="origin">The declaration to blame.</param>
    /// <param name="otherRefs">What to add of other refs when there is no version.php.</param>
    public static Result<OpenedComponent> ReadPlugin(
        ComponentName component, IObjectReader objects, CommitId commit, Source.Git source, Origin origin, string otherRefs = "")
    {
        var read = objects.ReadCommit(commit.Id);
        var files = new TreeFiles(objects, read.Tree);
        if (FindVersionFile(files, source.Subdirectory) is { } blob && VersionFileReader.Read(objects, blob) is var version && !IsOfMoodle(version))
        {
            var tree = source.Subdirectory is { } folder ? new TreeId(files.Find(folder)!.Id) : read.Tree;
            return new OpenedComponent(component, Of(tree, source.Upstream, read, source.Subdirectory), version, objects, origin);
        }

        var found = PluginFolders.In(files, component);
        return ResolutionDiagnostics.NoVersionFile(
            origin, component, source, commit, otherRefs, found.IsMoodle ? "it is a whole Moodle" : found.Listing ?? Describe(objects.ReadTree(read.Tree)), found.Declared);
    }

    /// <summary>Reads a plugin whose code is known to be one, or was locked as one.</summary>
    public static OpenedComponent ReadTree(ComponentName component, Code code, IObjectReader objects, Origin origin) =>
        new(component, code, new TreeFiles(objects, code.Tree).FindFile(VersionFileName) is { } blob ? VersionFileReader.Read(objects, blob) : new VersionFile(), objects, origin);

    /// <summary>Reads a plugin that lies in a folder on disk.</summary>
    public static Result<OpenedComponent> ReadFolder(ComponentName component, Code code, Source.Folder source, IObjectReader objects, Origin origin) =>
        new TreeFiles(objects, code.Tree).HasFile(VersionFileName) ? ReadTree(component, code, objects, origin) : FolderDiagnostics.NoPlugin(origin, source);

    private static Code Of(TreeId tree, UpstreamUrl upstream, GitCommit commit, string? subdirectory = null) =>
        new(tree, StoreName.Of(upstream), new CodeOrigin.Git(upstream, commit, subdirectory));

    /// <summary>Path of version.php in a repository whose plugin lies in a folder; null is the root.</summary>
    internal static string VersionFileIn(string? subdirectory) => subdirectory is null ? VersionFileName : $"{subdirectory}/{VersionFileName}";

    /// <summary>The blob of version.php in a folder of a commit's tree, or null.</summary>
    internal static BlobId? FindVersionFile(TreeFiles files, string? subdirectory) => files.FindFile(VersionFileIn(subdirectory));

    /// <summary>Whether a version.php is that of Moodle itself, which has a branch and no component.</summary>
    internal static bool IsOfMoodle(VersionFile file) => file.Branch.IsSet && !file.Component.IsSet;

    private static string Describe(IReadOnlyList<TreeEntry> root)
    {
        const int shown = 8;
        var names = root.Take(shown).Select(e => e.Mode == EntryMode.Tree ? e.Name + "/" : e.Name);
        return root.Count == 0
            ? "the root is empty"
            : $"the root holds {string.Join(", ", names)}{(root.Count > shown ? $" and {root.Count - shown} more" : "")}";
    }
}
