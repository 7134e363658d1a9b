using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Dependencies;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution;

public sealed class Versions_that_go_together_are_found
{
    [Fact]
    public void As_a_search_through_all_of_them_finds_them()
    {
        var (solved, unsolved) = (0, 0);
        for (var seed = 0; seed < 4000; seed++)
        {
            var plugins = Site(new Random(seed));

            var found = VersionSearch.Find(plugins);

            var best = Exhaustive(plugins);
            Assert.True(best is null == found is null, $"seed {seed}");
            if (best is null)
            {
                unsolved++;
                AssertTold(plugins, seed);
                continue;
            }

            solved++;
            Assert.True(best.Count == found!.Count && best.All(p => ReferenceEquals(found[p.Key], p.Value)), $"seed {seed}");
        }

        Assert.True(solved > 500 && unsolved > 500, $"{solved} with and {unsolved} without an answer");
    }

    [Fact]
    public void Also_of_hundreds_of_plugins_that_hang_together()
    {
        // Each version of one needs as new a one of the next, and of the last there is the oldest alone.
        const int plugins = 300, versions = 20;
        var chain = Enumerable.Range(0, plugins).Select(n => new PluginChoices(
            Name(n),
            [.. Enumerable.Range(0, n == plugins - 1 ? 1 : versions).Select(v => n == plugins - 1 ? 0 : versions - v).Select(v => new Possibility(new(v), n == plugins - 1 ? [] : [new Need(Name(n + 1), new(v))]))],
            true)).ToList();
        chain[^2] = chain[^2] with { Possible = [.. chain[^2].Possible, new Possibility(new(1), [])] };

        var found = VersionSearch.Find([.. chain])!;

        Assert.All(found.Where(p => p.Key != Name(plugins - 1)), p => Assert.Equal(1, p.Value.Version.Value));
    }

    // The chain begins at a declared plugin, each link is what a version really needs, and at its end there is no version high enough.
    private static void AssertTold(ImmutableArray<PluginChoices> plugins, int seed)
    {
        var chain = VersionSearch.WhyNone(plugins);
        Assert.True(chain[0].Plugin.IsDeclared, $"seed {seed}");
        foreach (var (link, next) in chain.Zip(chain.Skip(1)))
        {
            Assert.Contains(link.Need, link.Version!.Needs);
            Assert.Equal(link.Need!.Component, next.Plugin.Component);
        }
    }

    private static ImmutableArray<PluginChoices> Site(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 5)).Select(n => new PluginChoices(
            Name(n),
            [.. Enumerable.Range(0, random.Next(n == 0 ? 1 : 0, 4)).Select(_ => new Possibility(new(random.Next(1, 4)), Needs(random, n)))],
            n == 0 || random.Next(3) > 0)),
    ];

    private static ImmutableArray<Need> Needs(Random random, int self) =>
    [
        .. Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(0, 5)).Where(n => n != self)
            .Select(n => new Need(Name(n), random.Next(4) is > 0 and var least ? new VersionNumber(least) : null)),
    ];

    private static Dictionary<ComponentName, Possibility>? Exhaustive(ImmutableArray<PluginChoices> plugins)
    {
        PluginChoices[] order = [.. plugins.OrderByDescending(p => p.IsDeclared)];
        return Assign([]);

        Dictionary<ComponentName, Possibility>? Assign(ImmutableArray<Possibility?> taken)
        {
            if (taken.Length == order.Length)
            {
                var all = order.Zip(taken).Where(p => p.Second is not null).ToDictionary(p => p.First.Component, p => p.Second!);
                var known = order.Select(p => p.Component).ToHashSet();
                return all.Values.All(p => p.Needs.All(n => !known.Contains(n.Component) || (all.TryGetValue(n.Component, out var there) && n.IsMetBy(there.Version)))) ? all : null;
            }

            var plugin = order[taken.Length];
            IEnumerable<Possibility?> values = plugin.IsDeclared ? plugin.Possible : plugin.Possible.Append<Possibility?>(null);
            return values.Select(value => Assign(taken.Add(value))).FirstOrDefault(found => found is not null);
        }
    }

    private static ComponentName Name(int n) => Given.Component($"local_p{n}");
}
