using Moodle.Sdk.Samples;
using Moodle.Sdk.Testing;

// What people do with a site, on upstreams that this program makes itself: no network, no git needed. With the word sources: only where code comes from.
using var folder = new TempFolder();
Action<Steps>[] walks = args is ["sources"] ? [EverySource.Walk] : [OneSite.Walk, EverySource.Walk];
return walks.Select((walk, i) =>
{
    var steps = new Steps(folder[$"{i}"]);
    walk(steps);
    return steps.ExitCode;
}).Max();
