using System.Globalization;
using System.Text.Json;

namespace Moodle.Sdk.Testing;

/// <summary>The files of the small Moodle that <see cref="MoodleUpstream"/> holds, by their paths below <c>$CFG->dirroot</c>.</summary>
public static class MoodleFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Dictionary<string, string> PluginTypes = new()
    {
        ["antivirus"] = "lib/antivirus",
        ["auth"] = "auth",
        ["availability"] = "availability/condition",
        ["block"] = "blocks",
        ["editor"] = "lib/editor",
        ["enrol"] = "enrol",
        ["filter"] = "filter",
        ["format"] = "course/format",
        ["gradingform"] = "grade/grading/form",
        ["local"] = "local",
        ["media"] = "media/player",
        ["message"] = "message/output",
        ["mod"] = "mod",
        ["paygw"] = "payment/gateway",
        ["profilefield"] = "user/profile/field",
        ["qbehaviour"] = "question/behaviour",
        ["qbank"] = "question/bank",
        ["qformat"] = "question/format",
        ["qtype"] = "question/type",
        ["report"] = "report",
        ["repository"] = "repository",
        ["theme"] = "theme",
        ["tool"] = "admin/tool",
    };

    private static readonly string[] StandardPlugins =
    [
        "mod_quiz", "mod_forum", "block_html", "theme_boost", "theme_classic", "qtype_multichoice", "qbehaviour_deferredfeedback",
        "tool_log", "enrol_manual", "auth_manual", "report_log", "format_topics", "filter_tex",
    ];

    /// <summary>Every file of a release.</summary>
    public static IEnumerable<(string Path, string Content)> All(string version, string release, string branch, string maturity)
    {
        var branchNumber = int.Parse(branch, CultureInfo.InvariantCulture);
        yield return ("version.php", Version(version, release, branch, maturity));
        yield return ("config-dist.php", "<?php\n// Copy to config.php.\n");
        yield return ("index.php", "<?php\nrequire_once('config.php');\n");
        yield return ("lib/setup.php", $"<?php\n// {release}\n");
        yield return ("lib/components.json", Components(isPublic: branchNumber >= 501));
        yield return ("lib/plugins.json", Plugins(branchNumber));
        yield return ("lib/tests/fixtures/empty.txt", "");
        yield return ("admin/environment.xml", Environment);
        yield return ("admin/cli/upgrade.php", "#!/usr/bin/env php\n<?php\n");
        yield return ("admin/index.php", "<?php\n");
        yield return (".gitattributes", "*.php diff=php\n");
        yield return (".github/workflows/push.yml", "name: Core\n");
        yield return ("mod/quiz/db/subplugins.json", Subplugins("quiz", "report", "quizaccess", "accessrule", "mod/quiz", branchNumber));
        yield return ("mod/quiz/report/overview/version.php", Plugin("quiz_overview"));
        yield return ("mod/quiz/accessrule/password/version.php", Plugin("quizaccess_password"));
        yield return ("admin/tool/log/db/subplugins.json", Subplugins("logstore", "store", null, null, "admin/tool/log", branchNumber));
        yield return ("admin/tool/log/store/standard/version.php", Plugin("logstore_standard"));

        foreach (var component in StandardPlugins)
        {
            var (type, name) = (component[..component.IndexOf('_')], component[(component.IndexOf('_') + 1)..]);
            var folder = $"{PluginTypes[type]}/{name}";
            yield return ($"{folder}/version.php", Plugin(component));
            yield return ($"{folder}/lang/en/{(type == "mod" ? name : component)}.php", $"<?php\n$string['pluginname'] = '{name}';\n");
        }
    }

    private static string Version(string version, string release, string branch, string maturity) =>
        $"""
        <?php
        defined('MOODLE_INTERNAL') || die();

        $version  = {version};              // YYYYMMDD      = weekly release date of this DEV branch.
                                                //         RR    = release increments - 00 in DEV branches.
                                                //           .XX = incremental changes.
        $release  = '{release}'; // Human-friendly version name
        $branch   = '{branch}';                     // This version's branch.
        $maturity = {maturity};             // This version's maturity level.

        """;

    private static string Plugin(string component) =>
        $"<?php\ndefined('MOODLE_INTERNAL') || die();\n\n$plugin->version   = 2024100700;\n$plugin->requires  = 2024100100;\n$plugin->component = '{component}';\n";

    private static string Components(bool isPublic) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["plugintypes"] = PluginTypes.ToDictionary(t => t.Key, t => isPublic ? "public/" + t.Value : t.Value),
            ["subsystems"] = new Dictionary<string, string?>
            {
                ["access"] = null,
                ["admin"] = isPublic ? "public/admin" : "admin",
                ["course"] = isPublic ? "public/course" : "course",
                ["question"] = isPublic ? "public/question" : "question",
            },
        },
        Indented);

    private static string Plugins(int branch)
    {
        var standard = StandardPlugins.Append("quiz_overview").Append("quizaccess_password").Append("logstore_standard");
        string[] deleted = branch >= 500 ? ["mod_chat", "mod_survey", "editor_atto"] : ["tool_spamcleaner"];
        return JsonSerializer.Serialize(new { standard = ByType(standard), deleted = ByType(deleted) }, Indented);
    }

    private static Dictionary<string, string[]> ByType(IEnumerable<string> components) => components
        .GroupBy(c => c[..c.IndexOf('_')], c => c[(c.IndexOf('_') + 1)..])
        .ToDictionary(g => g.Key, g => g.Order(StringComparer.Ordinal).ToArray());

    // Up to 4.5 the paths start at Moodle's root; from 5.0 the new key, relative to the owner, stands beside the old one.
    private static string Subplugins(string type, string folder, string? secondType, string? secondFolder, string owner, int branch)
    {
        (string Type, string Folder)[] all = secondType is null ? [(type, folder)] : [(type, folder), (secondType, secondFolder!)];
        var keys = new Dictionary<string, object> { ["plugintypes"] = all.ToDictionary(t => t.Type, t => $"{owner}/{t.Folder}") };
        if (branch >= 500)
        {
            keys["subplugintypes"] = all.ToDictionary(t => t.Type, t => t.Folder);
        }

        // Core mixes both spellings of a slash; PHP's own encoder escapes it.
        return JsonSerializer.Serialize(keys, Indented).Replace("/", "\\/");
    }

    private const string Environment =
        """
        <?xml version="1.0" encoding="UTF-8" ?>
        <COMPATIBILITY_MATRIX>
          <MOODLE version="4.4" requires="4.1.2"><PHP version="8.1.0" level="required" /></MOODLE>
          <MOODLE version="4.5" requires="4.1.2"><PHP version="8.1.0" level="required" /></MOODLE>
          <MOODLE version="5.0" requires="4.2.3"><PHP version="8.2.0" level="required" /></MOODLE>
          <MOODLE version="5.1" requires="4.2.3"><PHP version="8.2.0" level="required" /></MOODLE>
          <MOODLE version="5.2" requires="4.4"><PHP version="8.3.0" level="required" /></MOODLE>
        </COMPATIBILITY_MATRIX>

        """;
}
