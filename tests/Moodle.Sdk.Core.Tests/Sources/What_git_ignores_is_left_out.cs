using System.Diagnostics;
using Moodle.Sdk.Sources.Folders;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Sources;

public sealed class What_git_ignores_is_left_out : IDisposable
{
    private static readonly string[] Steps =
        ["a", "b", "ab", "*", "**", "?", "[ab]", "[!a]", "[^b]", "[a-c]", "a*", "*b", "\\a", "a b", ".x", "[a-c]*", "a**b", "[[:alpha:]]", "[]a]", "[a", "a\\", "[a-]", "[\\]a]", "***"];

    private static readonly string[] Names = ["a", "b", "ab", "aab", "c", "a b", ".x", "abc", "]", "-", "\u00e9"];

    private readonly TempFolder _folder = new();

    public What_git_ignores_is_left_out() => IsolatedGit.Run(null, "init", "-q", _folder.Path);

    /// <summary>Rules and paths made at random, as git check-ignore judges them.</summary>
    [Fact]
    public void As_git_judges() => Trial.Run(2000, seed =>
    {
        var random = new Random(seed);
        Directory.CreateDirectory(_folder["a"]);
        string[] outer = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Rule(random))];
        string[] inner = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Rule(random))];
        File.WriteAllLines(_folder[".gitignore"], outer);
        File.WriteAllLines(_folder["a", ".gitignore"], inner);
        string[] paths = [.. Enumerable.Range(0, 60).Select(_ => string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Names[random.Next(Names.Length)]))).Distinct().Where(path => path != "a")];

        Assert.Equal(ByGit(paths), paths.Where(IsLeftOut));
    });

    public void Dispose() => _folder.Dispose();

    private static string Rule(Random random) =>
        (random.Next(4) == 0 ? "!" : "") + (random.Next(4) == 0 ? "/" : "") + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Steps[random.Next(Steps.Length)]))
        + (random.Next(4) == 0 ? "/" : "") + (random.Next(10) == 0 ? "  " : "");

    private bool IsLeftOut(string path)
    {
        var rules = IgnoreRules.In(_folder.Path, "", null);
        var steps = path.Split('/');
        for (var i = 1; i < steps.Length; i++)
        {
            var folder = string.Join('/', steps[..i]);
            if (rules?.LeaveOut(folder, isFolder: true) == true)
            {
                return true;
            }

            rules = IgnoreRules.In(_folder[folder], folder + '/', rules);
        }

        return rules?.LeaveOut(path, isFolder: false) == true;
    }

    private IEnumerable<string> ByGit(string[] paths)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "core.excludesFile=/dev/null", "-C", _folder.Path, "check-ignore", "--no-index", "-z", "--stdin"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        git.StandardInput.Write(string.Concat(paths.Select(path => path + '\0')));
        git.StandardInput.Close();
        var ignored = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        git.WaitForExit();
        return paths.Where(ignored.Contains);
    }
}
