using Moodle.Sdk.Samples;
using Moodle.Sdk.Testing;

// What people do with a site, on upstreams that this program makes itself: no network, no git needed. With a word only that: where code comes from (sources), what a site changes (changes).
using var folder = new TempFolder();
Action<Steps>[] walks = args switch
{
    ["sources"] => [EverySource.Walk],
    ["changes"] => [OwnChanges.Walk],
    _ => [OneSite.Walk, EverySource.Walk, OwnChanges.Walk],
};
return walks.Select((walk, i) =>
{
    var steps = new Steps(folder[$"{i}"]);
    walk(steps);
    return steps.ExitCode;
}).Max();
