using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Reconciliation;

/// <summary>The folders of the project that an output is made for, which the output must keep clear of. Full paths.</summary>
/// <param name="ProjectFile">The project file.</param>
/// <param name="IntermediateFolder">The project's obj folder; the state goes below it.</param>
/// <param name="GitCache">The git cache; null when there is none to protect.</param>
public sealed record ProjectFolders(string ProjectFile, string IntermediateFolder, string? GitCache);

/// <summary>
/// An output: the folder that is made equal to a tree, with the state folder that belongs to it. The path is the real one, links resolved, so that
/// one folder has one state whatever it is called by.
/// </summary>
public sealed record OutputFolder
{
    private OutputFolder(string path, StateFolder state, string projectFile) => (Path, State, ProjectFile) = (path, state, projectFile);

    /// <summary>Full path without a separator at its end.</summary>
    public string Path { get; }

    /// <summary>What earlier builds wrote to it, and when.</summary>
    public StateFolder State { get; }

    /// <summary>The project that it is made for.</summary>
    public string ProjectFile { get; }

    /// <summary>The last part of its path.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    internal string Parent => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Takes a folder as output, unless it is one whose content nobody would want replaced. Nothing is created.</summary>
    /// <param name="path">Full path; need not exist.</param>
    /// <param name="project">Whose output it is.</param>
    /// <param name="origin">What declares the path.</param>
    /// <returns>The output, or MOODLE1601 or MOODLE1602; another MOODLE16xx when the way to it cannot be looked at.</returns>
    public static Result<OutputFolder> At(string path, ProjectFolders project, Origin? origin = null) =>
        FaultGuard.Run(() => SystemFault.Guard("stat", path, () => Check(path, project, origin)));

    /// <summary>The versions that it holds by the record of its builds; null when there is none that can be read. Nothing else is looked at.</summary>
    public SiteVersions? Recorded => FaultGuard.Run<SiteVersions?>(() => State.ReadState()?.Header.Versions).TryGet(out var versions) && versions is not null
        ? versions with { CleanCommand = CleanCommand }
        : null;

    /// <summary>What a person types to clean it, wherever it is.</summary>
    internal string CleanCommand => CleanCommandOf(ProjectFile, Path);

    /// <summary>What a person types to clean a project's output. Without the path, the one that the project itself declares would be cleaned.</summary>
    internal static string CleanCommandOf(string project, string output) => $"dotnet clean \"{project}\" -o \"{output}\"";

    /// <summary>Whether a file may have been written after its record: a look at both, without reading.</summary>
    public bool IsRecordedBefore(string file) => File.GetLastWriteTimeUtc(State.StateFile) <= File.GetLastWriteTimeUtc(file);

    private static Result<OutputFolder> Check(string path, ProjectFolders project, Origin? origin)
    {
        if (path.Contains('\0'))
        {
            return OutputDiagnostics.NotForOutput(path, origin);
        }

        var output = RealPath.Of(path);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (System.IO.Path.GetDirectoryName(output) is null || (home.Length > 0 && RealPath.IsWithin(RealPath.Of(home), output)))
        {
            return OutputDiagnostics.NotForOutput(output, origin);
        }

        var obj = RealPath.Of(project.IntermediateFolder);
        var key = KeyOf(output);
        var state = new StateFolder(System.IO.Path.Combine(obj, "moodle", $"{System.IO.Path.GetFileName(output)}-{key}"), key);
        var cache = project.GitCache is { } declared ? RealPath.Of(declared) : null;
        var beside = RealPath.Of(System.IO.Path.GetDirectoryName(project.ProjectFile)!);
        (string? Folder, string What)[] keptClear = [(beside, "the project's folder"), (obj, "the project's obj folder"), (cache, "the git cache")];
        (string? Folder, string What)[] ownGround = [(RealPath.Of(System.IO.Path.Combine(obj, "moodle")), "the project's states"), (cache, "the git cache")];
        foreach (var (folder, what) in keptClear)
        {
            if (folder is not null && RealPath.IsWithin(folder, output))
            {
                return OutputDiagnostics.NotBeside(output, "holds", what, folder, origin);
            }
        }

        foreach (var (folder, what) in ownGround)
        {
            if (folder is not null && RealPath.IsWithin(output, folder))
            {
                return OutputDiagnostics.NotBeside(output, "lies within", what, folder, origin);
            }
        }

        return new OutputFolder(output, state, project.ProjectFile);
    }

    private static string KeyOf(string output)
    {
        var spelled = FileSystemRules.Current.FoldsCase ? output.ToUpperInvariant() : output;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spelled)).AsSpan(0, 6));
    }
}
