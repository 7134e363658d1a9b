using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Samples;

/// <summary>The main job from end to end.</summary>
public static class OneSite
{
    public static void Walk(Steps steps)
    {
        var moodle = new EmbeddedUpstream(Path.Combine(steps.Folder, "upstream", "moodle.git"));
        moodle.Release("v4.5.5", MoodleFiles.All("2024100705.00", "4.5.5 (Build: 20250609)", "405", "MATURITY_STABLE"));
        var attendance = new EmbeddedUpstream(Path.Combine(steps.Folder, "upstream", "moodle-mod_attendance.git"));
        attendance.Release("v1.0", Plugin("2024100701", "1.0"));
        steps.Say("Two upstreams: Moodle 4.5.5 and mod_attendance 1.0. In real life these are the addresses of their git repositories.");

        steps.Title("Declare a site");
        var site = steps.Site;
        site.Declare(
            $"<MoodleVersion>4.5.*</MoodleVersion>\n    <MoodleRepository>{moodle.Folder}</MoodleRepository>",
            $"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{attendance.Folder}\" />");
        steps.Show(site.ProjectFile);

        steps.Title("Build it: resolve, lock, compose, write");
        steps.Run("build");
        steps.Show(site.LockFile);
        steps.Say($"The code base has {site.OutputFiles().Count} files; mod/attendance is in its place.");

        steps.Title("Build again: every file is looked at, nothing is done");
        steps.Run("build");

        steps.Title("Somebody edits a file on the server; the next build puts it right and keeps the edit aside");
        File.AppendAllText(Path.Combine(site.Output, "mod", "attendance", "version.php"), "// a quick fix\n");
        File.WriteAllText(Path.Combine(site.Output, "config.php"), "<?php // the site's own\n");
        steps.Run("build");
        steps.Say($"config.php was never ours and is still there: {File.Exists(Path.Combine(site.Output, "config.php"))}.");

        steps.Title("Upstream releases 4.5.6 and 1.1; the lock holds the site where it is until it is updated");
        moodle.Release("v4.5.6", MoodleFiles.All("2024100706.00", "4.5.6 (Build: 20250811)", "405", "MATURITY_STABLE"));
        attendance.Release("v1.1", Plugin("2024100702", "1.1"));
        steps.Run("build");
        steps.Run("build", "--no-restore", "-t:Update");
        steps.Run("build");

        steps.Title("Publish: an archive that is the same to the byte on every machine");
        steps.Run("publish");
        steps.List(Path.Combine(site.Folder, "bin", "artifacts"));
    }

    private static IEnumerable<(string Path, string Content)> Plugin(string version, string release) =>
    [
        ("version.php", new PluginVersion(version) { Release = release, Supported = (405, 405) }.ToPhp("mod_attendance")),
        ("lang/en/attendance.php", "<?php\n$string['pluginname'] = 'Attendance';\n"),
        ("lib.php", $"<?php\n// Attendance {release}\n"),
    ];
}
