using System.Diagnostics;
using System.Text.Json;

namespace Moodle.Sdk.VersionFileTrial;

/// <summary>What PHP gives for version files, on two sites that differ in all that such a file asks for (sites.php).</summary>
internal static class Sites
{
    /// <summary>For each file, its fields on those sites on which PHP gets to its end.</summary>
    public static List<Dictionary<string, string>[]> Run(IReadOnlyList<byte[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("version-file-trial-");
        try
        {
            var share = (files.Count / Environment.ProcessorCount) + 1;
            var shares = files.Chunk(share).Select((part, number) => Task.Run(() => RunShare(part, Path.Combine(folder.FullName, $"{number}")))).ToList();
            return [.. shares.SelectMany(running => running.Result)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<Dictionary<string, string>[]> RunShare(byte[][] files, string folder)
    {
        Directory.CreateDirectory(folder);
        string[] arguments =
        [
            "-d", "short_open_tag=0", "-d", "display_errors=0", "-d", "log_errors=0", "-d", "serialize_precision=-1", "-d", "open_basedir=" + folder + ":" + AppContext.BaseDirectory,
            "-d", "disable_functions=exec,shell_exec,system,passthru,popen,proc_open,mail,unlink,rename,rmdir,mkdir,file_put_contents,symlink,link,chmod,touch", Path.Combine(AppContext.BaseDirectory, "sites.php"),
        ];
        using var php = Process.Start(new ProcessStartInfo("php", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var results = new List<Dictionary<string, string>[]>();
        for (var number = 0; number < files.Length; number++)
        {
            var path = Path.Combine(folder, $"{number}.php");
            File.WriteAllBytes(path, files[number]);
            php.StandardInput.WriteLine(path);
            php.StandardInput.Flush();
            var line = php.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"php ended at file {number}");
            results.Add([.. JsonSerializer.Deserialize<Dictionary<string, string>?[]>(line)!.OfType<Dictionary<string, string>>()]);
            File.Delete(path);
        }

        php.StandardInput.Close();
        php.WaitForExit();
        return results;
    }
}
