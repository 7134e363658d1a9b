using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Samples;

/// <summary>The site of samples/OwnChanges: patches on Moodle and a plugin, a customised plugin, and files of its own for each environment.</summary>
public static class OwnChanges
{
    public static void Walk(Steps steps)
    {
        var site = steps.Site;
        steps.Copy("OwnChanges");
        var attendance = MakeUpstreams(Path.Combine(site.Folder, "upstream"));

        steps.Title("Declare what the site changes");
        steps.Show(site.ProjectFile);

        steps.Title("Build it for production: the commits of the site's branch are carried over, the patches applied, the files put in");
        steps.Run("build", "-c", "prod");
        steps.Show(site.LockFile);
        steps.Show(Path.Combine(site.Folder, "bin", "prod", "lycee", "mod", "journal", "lib.php"));
        steps.Show(Path.Combine(site.Folder, "bin", "prod", "lycee", "index.php"));
        steps.Show(Path.Combine(site.Folder, "bin", "prod", "lycee", "mod", "attendance", "lib.php"));

        steps.Title("Edit a file in the output, and keep the edit");
        steps.Run("build");
        File.AppendAllText(Path.Combine(site.Output, "mod", "attendance", "lib.php"), "// Late is absent.\n");
        steps.Run("build", "--no-restore", "-t:Patch");
        steps.Show(Path.Combine(site.Folder, "patches", "mod_attendance.patch"));
        steps.Run("build");

        steps.Title("Upstream releases 1.1 with other code where the patches are: the update says so, and changes nothing");
        attendance.Release("v1.1", Attendance("2024100702", "1.1", "<?php\n// Attendance, counted in weeks.\n"));
        File.WriteAllText(site.ProjectFile, File.ReadAllText(site.ProjectFile).Replace("v1.0", "v1.1", StringComparison.Ordinal));
        steps.RunToFail("build");
    }

    private static EmbeddedUpstream MakeUpstreams(string folder)
    {
        var moodle = new EmbeddedUpstream(Path.Combine(folder, "moodle.git"));
        moodle.Release("v4.5.6", MoodleFiles.All("2024100706.00", "4.5.6 (Build: 20250811)", "405", "MATURITY_STABLE"));
        var attendance = new EmbeddedUpstream(Path.Combine(folder, "moodle-mod_attendance.git"));
        attendance.Release("v1.0", Attendance("2024100701", "1.0", "<?php\n// Attendance, counted in days.\n"));
        var journal = new EmbeddedUpstream(Path.Combine(folder, "moodle-mod_journal.git"));
        journal.Release("v1", Journal("2024100701", "1", "<?php\n// A page for each week.\n\n// Teachers read it.\n"));
        journal.Branch("lycee", "v1", "Parents read the journal too", ("lib.php", "<?php\n// A page for each week.\n\n// Teachers and parents read it.\n"));
        journal.Release("v2", Journal("2024100702", "2", "<?php\n// A page for each day.\n\n// Teachers read it.\n"));
        return attendance;
    }

    private static IEnumerable<(string Path, string Content)> Journal(string version, string release, string library) =>
    [
        ("version.php", new PluginVersion(version) { Release = release, Supported = (405, 405) }.ToPhp("mod_journal")),
        ("lang/en/journal.php", "<?php\n$string['pluginname'] = 'Journal';\n"),
        ("lib.php", library),
    ];

    private static IEnumerable<(string Path, string Content)> Attendance(string version, string release, string library) =>
    [
        ("version.php", new PluginVersion(version) { Release = release, Supported = (405, 405) }.ToPhp("mod_attendance")),
        ("lang/en/attendance.php", "<?php\n$string['pluginname'] = 'Attendance';\n"),
        ("lib.php", library),
    ];
}
