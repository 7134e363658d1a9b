using System.Text;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Testing;
using Moodle.Sdk.VersionFileTrial;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

/// <summary>PHP runs what is read. (The project Moodle.Sdk.VersionFileTrial does the same with the whole histories of real plugins.)</summary>
public sealed class No_value_is_read_that_PHP_does_not_give
{
    private static readonly byte[][] Files =
    [
        .. new[]
        {
            """
            <?php
            // Comment.
            /** Details. */
            defined('MOODLE_INTERNAL') || die();

            $plugin->component = 'mod_example';
            $plugin->version   = 2024100706.01; // The date, and a number.
            $plugin->requires  = 2024100700;
            $plugin->supported = [405, 501];
            $plugin->incompatible = 502;
            $plugin->maturity  = MATURITY_STABLE;
            $plugin->release   = "4.5.1 (Build)";
            $plugin->cron      = 60 * 60;
            $plugin->dependencies = array(
                'mod_forum' => ANY_VERSION,
                'block_xp' => 2024100700,
            );
            """,
            """
            <?php
            if (!defined('MOODLE_INTERNAL')) {
                die('Direct access to this script is forbidden.');
            }
            global $CFG;
            $module = new stdClass();
            $module->version  = 2013041500;
            $module->requires = 2012120300;
            $module->component = 'mod_example';
            $module->release  = '2.' . '4';
            if ($CFG->version > 2013) {
                $plugin = clone($module);
            }
            """,
            """
            <?php
            defined('MOODLE_INTERNAL') or die;
            $version  = 2024100706.00;
            $release  = '4.5.6 (Build: 20250811)';
            $branch   = '405';
            $maturity = MATURITY_STABLE;
            """,
            """
            <?PHP // $Id$
            $plugin = new \stdClass;
            $date = 20241007;
            $plugin->version = $date . '00';
            $plugin->requires = isset($CFG->branch) && $CFG->branch > 24 ? 2024100700 : 2012120300;
            $plugin->component = 'local_' . 'example';
            $plugin->dependencies = [];
            $plugin->dependencies['mod_quiz'] = 2024;
            if (isset($CFG->branch)) { $plugin->release = 'new'; } else { $plugin->release = 'old'; }
            ?>
            """,
            """
            <?php
            $subplugins = ['a' => 'mod/example/a', 'b' => ['c', 2 => 'd']];
            $plugin->version = 0x78A9_1234 + 017 - 1e3;
            $plugin->release = 'v' . 1.10 . "\t\x41\101";
            if (!isset($plugin->component)) {
                $plugin->component = 'mod_example';
            } elseif ($DB->record_exists('modules', ['name' => 'example'])) {
                unset($plugin->component);
            }
            $name = 'maturity'; $plugin->$name = MATURITY_BETA;
            return;
            """,
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [FactThatNeeds(Needs.Php)]
    public void In_a_file_that_somebody_wrote() => AssertAgreement(Files);

    [FactThatNeeds(Needs.Php)]
    public void In_one_that_nobody_would_write() => Trial.Run(40, seed =>
    {
        var mutations = new Mutations(Files, seed);
        AssertAgreement([.. Enumerable.Range(0, 500).Select(_ => mutations.Next())]);
    });

    private static void AssertAgreement(byte[][] files)
    {
        var verdicts = files.Select(VersionFileReader.Read).Zip(Sites.Run(files), Verdict.Of);
        Assert.All(verdicts.Zip(files), pair => Assert.True(pair.First.Disagreements.Count == 0, $"{string.Join("; ", pair.First.Disagreements)}\n{Encoding.Latin1.GetString(pair.Second)}"));
    }
}
