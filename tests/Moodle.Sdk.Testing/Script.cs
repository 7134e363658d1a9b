using System.Diagnostics;

namespace Moodle.Sdk.Testing;

/// <summary>Programs that a test writes itself.</summary>
public static class Script
{
    /// <summary>
    /// Writes a shell script that can be executed at once, and gives its path. A child writes it: were the file ever open for writing in this process,
    /// a program that another thread starts meanwhile could inherit it, and the script would be "text file busy" until that program has begun.
    /// </summary>
    public static string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\" && chmod 755 \"$0\"", path]) { RedirectStandardInput = true })!;
        writer.StandardInput.Write("#!/bin/sh\n" + content + "\n");
        writer.StandardInput.Close();
        writer.WaitForExit();
        return writer.ExitCode == 0 ? path : throw new InvalidOperationException($"{path} could not be written.");
    }
}
