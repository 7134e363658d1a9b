
using Moodle.Sdk.Testing;
using Xunit;
namespace Moodle.Sdk.Tests;
public sealed class Zz : IDisposable
{
    private readonly UpstreamWorld _world = new();
    [Fact]
    public void Explore()
    {
        using var site = _world.DeclaredSite();
        var items = "";
        for (var i = 0; i < 40; i++)
        {
            var p = _world.Plugin($"mod_p{(char)('a' + i / 26)}{(char)('a' + i % 26)}");
            p.Release(new PluginVersion("2024100701") { Release = "1.0", Supported = (405, 405) }, "v1.0");
            items += _world.Item(p.Component);
        }
        site.Declare(_world.Properties("4.5.10"), items);
        var outp = new System.Text.StringBuilder();
        var empty = _world.At("empty"); Directory.CreateDirectory(empty);
        File.WriteAllText(Path.Combine(empty, "e.proj"), "<Project><Target Name=\"Build\"/><Target Name=\"Restore\"/></Project>");
        foreach (var n in new[] { 400, 320, 256, 220, 200, 180, 170, 160, 150 })
        {
            foreach (var (name, value) in RefusingSystem.Limit(n)) site.Environment[name] = value;
            outp.AppendLine($"== {n}: empty {DotnetCli.Run(empty, ["build", "e.proj"], site.Environment).ExitCode}");
            foreach (var args in new string[][] { ["restore"], ["build"], ["build","--no-restore"] })
            {
                if (args[0] == "restore") { TempFolder.Delete(site.GitCache); File.Delete(site.LockFile); TempFolder.Delete(Path.Combine(site.Folder, "bin")); }
                var t = System.Diagnostics.Stopwatch.StartNew();
                var r = site.Run(args[0], args[1..]);
                outp.AppendLine($"   {string.Join(' ', args)}: {r.ExitCode} {t.Elapsed}");
                foreach (var line in r.Output.Split('\n').Where(l => l.Contains("error") || l.Contains("warn") || l.Contains("xception")).Distinct().Take(3)) outp.AppendLine("      " + line[..Math.Min(line.Length, 500)]);
            }
            site.Environment.Clear();
            File.WriteAllText("/tmp/w/heals-tmp/out", outp.ToString());
        }
    }
    public void Dispose() => _world.Dispose();
}
