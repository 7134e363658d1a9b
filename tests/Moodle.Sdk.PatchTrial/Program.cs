using System.Globalization;
using Moodle.Sdk.PatchTrial;

// Compares what is made of patch files with git apply (git on the PATH):
//   dotnet run -c Release --project tests/Moodle.Sdk.PatchTrial -- <rounds> <seed> <folder for disagreements> <repository>...
// A repository is a folder that git knows, bare or not. Diffs of its commits are taken, changed, and applied to changed files.
// The exit code is the number of disagreements, 100 at most.
if (args.Length < 4 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out var rounds) || !int.TryParse(args[1], CultureInfo.InvariantCulture, out var seed))
{
    Console.Error.WriteLine("usage: <rounds> <seed> <folder for disagreements> <repository>...");
    return 101;
}

var diffs = RealDiffs.Of(args[3..], 400, seed);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{diffs.Count} real diffs"));
using var git = new GitApply();
var (applied, refused, disagreements) = (0, 0, 0);
var stricter = new Dictionary<string, int>();
for (var round = 0; round < rounds; round++)
{
    var diff = new Mutation(new Random(seed + round), diffs).Next();
    var (tree, said) = git.Run(diff);
    var verdict = Verdict.Of(diff, tree, said);
    if (verdict.Disagreement is { } what)
    {
        disagreements++;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- round {round}: {what}"));
        diff.Keep(Path.Combine(args[2], round.ToString(CultureInfo.InvariantCulture)));
    }
    else if (verdict.Stricter is { } why)
    {
        stricter[why] = stricter.GetValueOrDefault(why) + 1;
    }
    else
    {
        (applied, refused) = verdict.IsApplied ? (applied + 1, refused) : (applied, refused + 1);
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{applied} applied alike, {refused} refused by both, {stricter.Values.Sum()} refused here alone as meant, {disagreements} disagreements"));
foreach (var (why, count) in stricter.OrderByDescending(pair => pair.Value))
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {count,6} {why}"));
}

return Math.Min(disagreements, 100);
