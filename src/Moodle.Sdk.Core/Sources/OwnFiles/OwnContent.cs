using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.OwnFiles;

/// <summary>A file of the site's own as it lies on disk now.</summary>
/// <param name="Declared">The item that brings it.</param>
/// <param name="Target">Where it goes, from the root of the code base or of the plugin's folder, with slashes.</param>
/// <param name="Mode">File or executable.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record OwnContent(OwnFile Declared, string Target, EntryMode Mode, byte[] Content)
{
    // A site's own file is a configuration, a picture, a page.
    private const long Largest = 100 << 20;

    /// <summary>Reads all that a site brings. Links are followed: Moodle's config.php finds its code by its own place, which a link would make another.</summary>
    /// <param name="files">The items.</param>
    /// <param name="findings">Takes what is wrong: a file that is not there.</param>
    public static ImmutableArray<OwnContent> Read(IEnumerable<OwnFile> files, Findings findings)
    {
        var read = ImmutableArray.CreateBuilder<OwnContent>();
        foreach (var file in files)
        {
            try
            {
                foreach (var (path, target) in In(file))
                {
                    read.Add(Read(file, path, target));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                findings.Add(OwnFileDiagnostics.NotReadable(file, e is SystemFaultException { Fault: var fault } ? fault.ToString() : e.Message));
            }
        }

        return read.ToImmutable();
    }

    /// <summary>Why it goes into no code base: it holds a secret. Looked for only where a code base is composed.</summary>
    public Diagnostic? WhyRefused => !Declared.AllowsSecret && Secrets.In(Target, Content) is { } secret ? OwnFileDiagnostics.HoldsSecret(Declared, Target, secret) : null;

    /// <summary>What tells them from any others: another text for other files.</summary>
    public static string Fingerprint(ImmutableArray<OwnContent> files) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(string.Join(
        '\n', files.Select(f => $"{f.Declared.Plugin} {f.Target} {f.Mode} {f.Declared.Overwrites} {f.Declared.AllowsSecret} {f.Declared.Origin} {Convert.ToHexStringLower(XxHash128.Hash(f.Content))}")))));

    private static OwnContent Read(OwnFile file, string path, string target)
    {
        var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var content = RegularFile.TryRead(real, Largest) ?? throw new FileNotFoundException($"'{path}' is not there");
        var isExecutable = !OperatingSystem.IsWindows() && File.GetUnixFileMode(real).HasFlag(UnixFileMode.UserExecute);
        return new(file, target, isExecutable ? EntryMode.Executable : EntryMode.File, content);
    }

    // A folder brings all that lies in it, but for what git keeps there.
    private static IEnumerable<(string Path, string Target)> In(OwnFile file)
    {
        if (!Directory.Exists(file.Path))
        {
            return [(file.Path, file.Target)];
        }

        var all = Directory.EnumerateFiles(file.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
            .Select(path => (Path: path, Within: Path.GetRelativePath(file.Path, path).Replace(Path.DirectorySeparatorChar, '/')))
            .Where(found => !found.Within.Split('/').Contains(".git"));
        return all.Select(found => (found.Path, file.Target.Length == 0 ? found.Within : $"{file.Target}/{found.Within}")).OrderBy(found => found.Item2, StringComparer.Ordinal);
    }
}
