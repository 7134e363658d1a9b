using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.Patches;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.PatchTrial;

/// <summary>What git apply makes of files, in a folder that is no repository.</summary>
internal sealed class GitApply : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Applies a patch.</summary>
    /// <returns>The files afterwards, null when git refuses, and what it said.</returns>
    public (SortedDictionary<string, PatchedFile>? Tree, string Said) Run(RealDiff diff)
    {
        var tree = _folder["tree"];
        TempFolder.Delete(tree);
        Directory.CreateDirectory(tree);
        foreach (var (path, file) in diff.Tree)
        {
            Write(Path.Combine(tree, path), file);
        }

        var patch = _folder["patch"];
        File.WriteAllBytes(patch, diff.Patch);
        var start = IsolatedGit.Start(tree, ["-c", "core.autocrlf=false", "apply", patch]);
        start.Environment["GIT_CEILING_DIRECTORIES"] = _folder.Path;
        start.StandardErrorEncoding = Encoding.Latin1;
        using var git = System.Diagnostics.Process.Start(start)!;
        git.StandardInput.Close();
        var said = git.StandardError.ReadToEndAsync();
        _ = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return (git.ExitCode == 0 ? Read(tree) : null, said.Result);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file with its folders.</summary>
    public static void Write(string path, PatchedFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (file.Mode == EntryMode.SymbolicLink)
        {
            File.CreateSymbolicLink(path, Encoding.UTF8.GetString(file.Content.Span));
            return;
        }

        File.WriteAllBytes(path, file.Content.ToArray());
        if (file.Mode == EntryMode.Executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
    }

    private static SortedDictionary<string, PatchedFile> Read(string tree)
    {
        var files = new SortedDictionary<string, PatchedFile>(StringComparer.Ordinal);
        var every = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in new DirectoryInfo(tree).EnumerateFileSystemInfos("*", every).Where(file => file is FileInfo || file.LinkTarget is not null))
        {
            var isExecutable = file.LinkTarget is null && !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
            files[Path.GetRelativePath(tree, file.FullName).Replace('\\', '/')] = file.LinkTarget is { } target
                ? new(EntryMode.SymbolicLink, Encoding.UTF8.GetBytes(target))
                : new(isExecutable ? EntryMode.Executable : EntryMode.File, File.ReadAllBytes(file.FullName));
        }

        return files;
    }
}
