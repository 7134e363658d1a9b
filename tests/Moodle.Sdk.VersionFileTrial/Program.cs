using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.VersionFileTrial;

// Compares the reader of version.php with PHP 8 itself (php on the PATH, with pcntl and posix):
//   dotnet run -c Release --project tests/Moodle.Sdk.VersionFileTrial -- <mutations> <seed> <repository>...
// A repository is a folder that git knows, bare or not; every version.php of its whole history is read, and run.
// The exit code is the number of files with a disagreement, 100 at most.
if (args.Length < 3 || !int.TryParse(args[0], out var mutations) || !int.TryParse(args[1], out var seed))
{
    Console.Error.WriteLine("usage: <mutations> <seed> <repository>...");
    return 101;
}

var files = Repositories.VersionFiles(args[2..]);
var mutated = new Mutations(files, seed);
var wrong = Compare("real files", files) + Compare("mutations", [.. Enumerable.Range(0, mutations).Select(_ => mutated.Next())]);
return Math.Min(wrong, 100);

static int Compare(string what, IReadOnlyList<byte[]> contents)
{
    var read = contents.Select(VersionFileReader.Read).ToList();
    var verdicts = read.Zip(Sites.Run(contents), Verdict.Of).ToList();
    foreach (var (verdict, content) in verdicts.Zip(contents).Where(pair => pair.First.Disagreements.Count > 0))
    {
        Console.WriteLine($"--- {string.Join("; ", verdict.Disagreements)}\n{Encoding.Latin1.GetString(content)}\n---");
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        {what}: {contents.Count}
          with a disagreement: {verdicts.Count(verdict => verdict.Disagreements.Count > 0)}
          refused with a syntax error: {read.Count(file => file.SyntaxError is not null)}
          with an unreadable field: {verdicts.Count(verdict => verdict.Unreadable.Count > 0)}, all of them: {verdicts.Count(verdict => verdict.IsWhole)}
        """));
    var reasons = verdicts.SelectMany(verdict => verdict.Unreadable.Select(why => Regex.Replace(why, @"^\w+(\['.*'\])? | \(line \d+\)$", "")).Distinct());
    foreach (var reason in reasons.CountBy(why => why).OrderByDescending(pair => pair.Value).Take(40))
    {
        Console.WriteLine($"    {reason.Value,6} {reason.Key}");
    }

    return verdicts.Count(verdict => verdict.Disagreements.Count > 0);
}
