using Moodle.Sdk.RuleStudy;

// What the one rule takes of real plugin repositories, as a table; with --replay, what it would have taken month by month.
if (args is not [var folder, ..])
{
    Console.Error.WriteLine("RuleStudy <folder of bare repositories> [--replay]");
    return 1;
}

var repositories = StudiedRepository.In(folder).ToList();
if (args.Contains("--replay"))
{
    return Replay.Run(repositories, Console.Out);
}

Table.Print(repositories, Console.Out);
return 0;
