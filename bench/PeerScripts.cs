using System.Text;

namespace Moodle.Sdk.Bench;

/// <summary>What people do without the SDK, as shell scripts.</summary>
public static class PeerScripts
{
    /// <summary>Moodle and each plugin cloned into place, one after the other.</summary>
    public static string ShallowClones(BenchUpstreams upstreams) =>
        $"git clone -q --depth 1 --branch v{upstreams.Version} {upstreams.Moodle} site\n{Clones(upstreams.Plugins)}";

    /// <summary>Each plugin cloned into place, one after the other.</summary>
    public static string Clones(IReadOnlyList<BenchPlugin> plugins) =>
        string.Concat(plugins.Select(plugin => $"git clone -q --depth 1 --branch {plugin.Tag} {plugin.Repository} site/{plugin.Place}\n"));

    /// <summary>As mcm does: a shallow Moodle, a full clone of each plugin, copied and committed.</summary>
    public static string ClonesAndCommits(BenchUpstreams upstreams)
    {
        var copy = "if command -v rsync >/dev/null; then rsync -a \"$1\"/* \"$2\"; else cp -a \"$1\"/* \"$2\"; fi";
        var script = new StringBuilder($"copy() {{ mkdir -p \"$2\"; {copy}; }}\n");
        script.AppendLine($"git clone -q --depth 1 --branch v{upstreams.Version} {upstreams.Moodle} site");
        script.AppendLine("mkdir modules");
        foreach (var plugin in upstreams.Plugins)
        {
            script.AppendLine($"git clone -q {plugin.Repository} modules/{plugin.Component}");
            script.AppendLine($"git -C modules/{plugin.Component} checkout -q {plugin.Tag}");
            script.AppendLine($"copy modules/{plugin.Component} site/{plugin.Place}/");
            script.AppendLine($"git -C site add {plugin.Place} && git -C site commit -q -m {plugin.Component}");
        }

        return script.ToString();
    }

    /// <summary>Bare clones to work from, as a filled cache is.</summary>
    public static string BareClones(BenchUpstreams upstreams)
    {
        var script = new StringBuilder($"git clone -q --bare --depth 1 --branch v{upstreams.Version} {upstreams.Moodle} moodle.git\n");
        foreach (var plugin in upstreams.Plugins)
        {
            script.AppendLine($"git clone -q --bare --depth 1 --branch {plugin.Tag} {plugin.Repository} {plugin.Component}.git");
        }

        return script.ToString();
    }

    /// <summary>A work tree of Moodle and an archive of each plugin.</summary>
    public static string Worktree(BenchUpstreams upstreams)
    {
        var script = new StringBuilder($"git -C moodle.git -c checkout.workers=2 -c checkout.thresholdForParallelism=100 worktree add -q --detach ../site v{upstreams.Version}\n");
        foreach (var plugin in upstreams.Plugins)
        {
            script.AppendLine($"mkdir -p site/{plugin.Place} && git -C {plugin.Component}.git archive HEAD | tar x -C site/{plugin.Place}");
        }

        return script.ToString();
    }

    /// <summary>The same tree as the site's, as one commit, for git archive.</summary>
    public static string CommitSite(string output) =>
        $"git init -q whole.git && git --git-dir=whole.git/.git --work-tree='{output}' add -A -f . && git -C whole.git -c gc.auto=0 commit -q -m site && git -C whole.git gc -q";
}
