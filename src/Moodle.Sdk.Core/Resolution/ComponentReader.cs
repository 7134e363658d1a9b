using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Resolution;

/// <summary>Reads what a component says of itself at one commit, straight from git objects.</summary>
internal static class ComponentReader
{
    /// <summary>The file in a component's root by which Moodle knows it.</summary>
    public const string VersionFileName = "version.php";

    /// <summary>
    /// Reads Moodle: <c>public/version.php</c> where there is one (5.1 and later), else <c>version.php</c>. A commit without either, or whose version or
    /// branch cannot be read, is an error.
    /// </summary>
    public static Result<ComponentCode> ReadCore(IObjectReader objects, CommitId commit, UpstreamUrl upstream, Origin origin)
    {
        var read = objects.ReadCommit(commit.Id);
        var files = new CodeFiles(objects, read.Tree);
        if (files.Read(MoodleLayout.Of(files).VersionFile) is not { } content)
        {
            return ResolutionProblems.NotMoodle(origin, upstream, commit, $"it has no {VersionFileName}; {Describe(objects.ReadTree(read.Tree))}");
        }

        var version = VersionFileReader.Read(content);
        return version switch
        {
            { Version.IsSet: true, Branch.IsSet: true } => new ComponentCode(ComponentName.Core, Of(read.Tree, upstream, read), version, objects, origin),
            { Version.IsSet: false } => WithoutField("version", version.Version.WhyUnreadable),
            _ => WithoutField("branch", version.Branch.WhyUnreadable),
        };

        Diagnostic WithoutField(string field, string? why) =>
            ResolutionProblems.NotMoodle(origin, upstream, commit, $"its {VersionFileName} gives no ${field}: {why ?? "the field is absent"}");
    }

    /// <summary>Reads Moodle's version.php where it lies in the root, as is seen at a first look; null elsewhere, or when it does not say enough.</summary>
    public static VersionFile? GlanceAtCore(IObjectReader objects, CommitId commit)
    {
        var root = objects.ReadTree(objects.ReadCommit(commit.Id).Tree);
        var mayLieDeeper = root.Any(e => e is { Name: "public", Mode: EntryMode.Tree });
        return !mayLieDeeper && FindVersionFile(root) is { } blob && VersionFileReader.Read(objects.ReadBlob(blob)) is { Version.IsSet: true, Branch.IsSet: true } version
            ? version
            : null;
    }

    /// <summary>Reads a plugin. A commit without a version.php in its root is an error that says what the root holds.</summary>
    public static Result<ComponentCode> ReadPlugin(
        ComponentName component, IObjectReader objects, CommitId commit, UpstreamUrl upstream, Origin origin)
    {
        var read = objects.ReadCommit(commit.Id);
        var root = objects.ReadTree(read.Tree);
        return FindVersionFile(root) is { } blob
            ? new ComponentCode(component, Of(read.Tree, upstream, read), VersionFileReader.Read(objects.ReadBlob(blob)), objects, origin)
            : ResolutionProblems.NoVersionFile(origin, component, upstream, commit, Describe(root));
    }

    private static Code Of(TreeId tree, UpstreamUrl upstream, GitCommit commit) => new(tree, StoreName.Of(upstream), new CodeOrigin.Git(upstream, commit));

    /// <summary>The blob of version.php among a root's entries, or null.</summary>
    internal static BlobId? FindVersionFile(IReadOnlyList<TreeEntry> root) =>
        root.FirstOrDefault(e => e.Name == VersionFileName && e.Mode is EntryMode.File or EntryMode.Executable) is { Name: VersionFileName } found
            ? new BlobId(found.Id)
            : null;

    private static string Describe(IReadOnlyList<TreeEntry> root)
    {
        const int shown = 8;
        var names = root.Take(shown).Select(e => e.Mode == EntryMode.Tree ? e.Name + "/" : e.Name);
        return root.Count == 0
            ? "the root is empty"
            : $"the root holds {string.Join(", ", names)}{(root.Count > shown ? $" and {root.Count - shown} more" : "")}";
    }
}
