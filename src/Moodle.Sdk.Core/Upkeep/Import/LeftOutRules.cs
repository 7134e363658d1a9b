using System.Text.RegularExpressions;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>
/// What lies in the folder of a running site and is no code of it. Only what no upstream has is judged by its name: a plugin may well come with a folder
/// <c>node_modules</c>.
/// </summary>
internal static partial class LeftOutRules
{
    // What Moodle makes in its data folder (lib/setuplib.php, lib/filestorage): one with filedir and another of these is no code.
    private static readonly string[] OfData = ["cache", "localcache", "temp", "sessions", "trashdir", "muc", "lang"];

    /// <summary>Why an entry is not even looked into; null when it is.</summary>
    public static string? WhyNotEntered(FileSystemInfo entry) => entry switch
    {
        { Name: ".git" } => "a git repository: what it tells of its upstream was used",
        DirectoryInfo data when IsData(data) => "Moodle's data, which no code base holds",
        _ => null,
    };

    /// <summary>Why a file that no upstream has is left out; null when it is the site's own.</summary>
    /// <param name="path">Its path from the root of the code base, with slashes.</param>
    public static string? Why(string path)
    {
        var (name, folders) = (path[(path.LastIndexOf('/') + 1)..], path.Split('/')[..^1]);
        return path is "config.php" ? "the server's own configuration: it stays where it is, or becomes a MoodleFile"
            : Passwords.IsMatch(name) ? "it is for passwords, by its name"
            : path is "githash.php" ? "made by Moodle's packaging"
            : path is ".gitmodules" ? "of the repository that the site was cloned with"
            : folders.FirstOrDefault() is "vendor" ? "made by Composer"
            : folders.Contains("node_modules") ? "made by npm"
            : folders.Concat([name]).Any(part => part is ".idea" or ".vscode" or ".vs" or "nbproject" or ".settings" or ".project" or ".DS_Store" or "Thumbs.db" or "__MACOSX") ? "an editor's or a file manager's"
            : Backup.IsMatch(name) || folders.Any(Backup.IsMatch) ? "a backup, by its name"
            : Packed.IsMatch(name) ? "an archive or a dump, by its name"
            : Log.IsMatch(name) ? "a log"
            : null;
    }

    private static bool IsData(DirectoryInfo folder) =>
        Directory.Exists(Path.Combine(folder.FullName, "filedir")) && OfData.Any(name => Directory.Exists(Path.Combine(folder.FullName, name)));

    [GeneratedRegex(@"(~|\.(bak|bkp|backup|old|orig|rej|save|swp|swo|tmp)\d*|[._-](bak|bkp|backup|old|orig)\d*|\.(php|js|css|html|mustache)[._-].*(bak|old|orig|copy|\d{6,}).*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Backup { get; }

    [GeneratedRegex(@"^(\.env(\..*)?|\.htpasswd|\.netrc|\.pgpass|\.my\.cnf|auth\.json)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Passwords { get; }

    [GeneratedRegex(@"\.(zip|rar|7z|tgz|tar|tar\.(gz|bz2|xz|zst)|sql|sql\.(gz|bz2|xz|zip)|mbz|dump)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Packed { get; }

    [GeneratedRegex(@"(^error_log|\.log)(\.\d+)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Log { get; }
}
