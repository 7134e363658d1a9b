using Moodle.Sdk.Bench;

// One command prints the table: see bench/README.md.
var options = BenchOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

using var world = BenchWorld.Prepare(options);
if (options.Before is { } commit)
{
    Console.WriteLine(EarlierSdk.Compare(world, commit));
    return 0;
}

var table = new ResultTable();
foreach (var scenario in Scenario.All.Where(s => options.Only.Count == 0 || options.Only.Contains(s.Name)))
{
    Console.Error.WriteLine($"{scenario.Name}: {scenario.What}");
    foreach (var row in scenario.Run(world))
    {
        Console.Error.WriteLine("  " + row);
        table.Add(row);
    }
}

Console.WriteLine(table.ToMarkdown());
return table.AllReached ? 0 : 1;
