using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Samples;

/// <summary>Tells the steps of the walkthrough as they happen.</summary>
public sealed class Steps(string folder)
{
    private int _number;

    /// <summary>Where all of it is made; shown as <c>~</c>.</summary>
    public string Folder => folder;

    /// <summary>The site that the steps are about.</summary>
    public SiteProject Site { get; } = new(Path.Combine(folder, "lycee"), "lycee");

    /// <summary>0 unless a command failed.</summary>
    public int ExitCode { get; private set; }

    public void Title(string title) => Console.WriteLine($"\n== {++_number}. {title}\n");

    public void Say(string text) => Console.WriteLine(text);

    public void Show(string file) => Console.WriteLine($"--- {Path.GetFileName(file)}\n{Shorten(File.ReadAllText(file).TrimEnd())}\n---");

    public void List(string path)
    {
        foreach (var file in new DirectoryInfo(path).GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"{file.Length,10:N0}  {file.Name}");
        }
    }

    /// <summary>Makes the site a copy of a sample, which names a release of the SDK: here it is the one of the working copy.</summary>
    public void Copy(string name)
    {
        var sample = Path.Combine(PackedSdk.RepositoryRoot, "samples", name);
        foreach (var file in Directory.GetFiles(sample, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Site.Folder, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(Site.ProjectFile, File.ReadAllText(Site.ProjectFile).Replace("Moodle.Sdk/1.0.0", $"Moodle.Sdk/{Site.SdkVersion}", StringComparison.Ordinal));
    }

    /// <summary>Runs a dotnet verb and prints what the user would see.</summary>
    public void Run(string verb, params string[] arguments)
    {
        var code = Tell(verb, arguments);
        ExitCode = ExitCode == 0 ? code : ExitCode;
    }

    /// <summary>Runs a dotnet verb that must fail.</summary>
    public void RunToFail(string verb, params string[] arguments)
    {
        var code = Tell(verb, arguments);
        ExitCode = ExitCode == 0 && code == 0 ? 1 : ExitCode;
    }

    private int Tell(string verb, string[] arguments)
    {
        Console.WriteLine($"$ dotnet {verb} {string.Join(' ', arguments)}".TrimEnd());
        var result = Site.Run(verb, ["-v:m", .. arguments]);
        Console.WriteLine(Shorten(result.Output.TrimEnd()));
        return result.ExitCode;
    }

    private string Shorten(string text) => text.Replace(folder, "~", StringComparison.Ordinal);
}
