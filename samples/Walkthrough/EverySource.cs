using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Samples;

/// <summary>The site of samples/EverySource: code from git with a submodule, from an archive, and from a folder that is worked on.</summary>
public static class EverySource
{
    public static void Walk(Steps steps)
    {
        var site = steps.Site;
        steps.Copy("EverySource");
        MakeUpstreams(Path.Combine(site.Folder, "upstream"));

        steps.Title("Declare a site whose plugins come from git, with a submodule, from an archive and from a folder");
        steps.Show(site.ProjectFile);

        steps.Title("Build it: the lock has each by what tells its code from any other, the folder by its name");
        steps.Run("build");
        steps.Show(site.LockFile);

        steps.Title("Work on the plugin in the folder; the next build has it");
        File.AppendAllText(Path.Combine(site.Folder, "plugins", "local_campus", "lib.php"), "// Edited a moment ago.\n");
        steps.Run("build");
        steps.Show(Path.Combine(site.Output, "local", "campus", "lib.php"));

        steps.Title("Publish it, although no repository has that folder");
        steps.Run("publish", "-p:MoodleAllowDirty=true");
        steps.List(Path.Combine(site.Folder, "bin", "artifacts"));
    }

    private static void MakeUpstreams(string folder)
    {
        var moodle = new EmbeddedUpstream(Path.Combine(folder, "moodle.git"));
        moodle.Release("v4.5.6", MoodleFiles.All("2024100706.00", "4.5.6 (Build: 20250811)", "405", "MATURITY_STABLE"));
        var library = new EmbeddedUpstream(Path.Combine(folder, "interactive-library.git"));
        library.Release("v3", [("player.php", "<?php\n// What mod_interactive cannot do without.\n")]);
        var plugin = new EmbeddedUpstream(Path.Combine(folder, "moodle-mod_interactive.git"));
        plugin.AddSubmodule("library", library);
        plugin.Release("v1.0",
        [
            ("version.php", new PluginVersion("2024100701") { Release = "1.0", Supported = (405, 405) }.ToPhp("mod_interactive")),
            ("lang/en/interactive.php", "<?php\n$string['pluginname'] = 'Interactive';\n"),
            (".gitmodules", "[submodule \"library\"]\n\tpath = library\n\turl = ../interactive-library.git\n"),
        ]);
    }
}
