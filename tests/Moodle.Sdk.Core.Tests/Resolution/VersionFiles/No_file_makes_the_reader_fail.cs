using System.Text;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

public sealed class No_file_makes_the_reader_fail
{
    private static readonly string[] Files =
    [
        "<?php\n// Comment.\ndefined('MOODLE_INTERNAL') || die();\n$plugin->version = 2024051106.03;\n$plugin->dependencies = ['mod_x' => ANY_VERSION, 'mod_y' => 5];\n$plugin->supported = [401, 405];\n",
        "<?php\n$module = new stdClass();\n$module->release = \"v{$x['k']} $a[0] ${b}\";\nif (isset($CFG->y) and $CFG->y > 1.5e3): $module->cron = 60*60; else: $module->x = <<<A\n  text $a\n  A;\nendif;\n?>\n",
        "<?php switch ($a) { case 1: break; default: foreach ($x as $k => [$p, , $q]) { continue 2; } }\nfunction f(array $a = []): ?int { return 1; }\n$f = fn($x) => $x ** 2;\ntry { upgrade_mod_savepoint(true, 2024010100, 'x'); } catch (E $e) { } finally { goto z; }\nz: unset($plugin->x);",
    ];

    private static readonly string[] Pieces =
    [
        "<?php ", "?>", "<<<A\n", "\nA;\n", "\"", "'", "/*", "*/", "//", "{", "}", "(", ")", "[", "]", "$", "->", "::", "?", "??=", "=", "&", "\\", "\r", "\0", "\u00ff", "if(", "else ",
        "while(1)", "for(;;)", "case 1:", "${", "{$", "`", "#[", "function ", "class ", "fn()=>", "**", "0x", "1e999", "9999999999999999999", "list(", "isset(", "new ", "clone ",
        "throw ", "global $plugin;", "$plugin", "$$x", "...", "=>", "break;", "return;", ".=", "(int)", "upgrade_mod_savepoint(",
    ];

    [Fact]
    public void Whatever_is_changed_in_it() => Trial.Run(80_000, seed =>
    {
        var random = new Random(seed);
        var text = new StringBuilder(Files[random.Next(Files.Length)]);
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            Mutate(text, random);
        }

        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        var file = VersionFileReader.Read(bytes);
        SavepointReader.Highest(bytes);

        Assert.True(file.SyntaxError is null || file.SyntaxError.Contains(" on line ", StringComparison.Ordinal), text.ToString());
    });

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        switch (random.Next(4))
        {
            case 0:
                text.Insert(at, (char)random.Next(256));
                break;
            case 1:
                text.Remove(at, Math.Min(random.Next(12), text.Length - at));
                break;
            case 2:
                text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                break;
            default:
                text.Insert(at, text.ToString(at, Math.Min(random.Next(40), text.Length - at)));
                break;
        }
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "nested deeper", "$x = " + new string('(', 50_000) },
        { "nested deeper", "$x = " + new string('[', 50_000) },
        { "nested deeper", "$x = " + new string('!', 50_000) + "1;" },
        { "nested deeper", "$x = " + string.Concat(Enumerable.Repeat("- ", 50_000)) + "1;" },
        { "nested deeper", string.Concat(Enumerable.Repeat("{", 50_000)) },
        { "nested deeper", string.Concat(Enumerable.Repeat("if (1) ", 30_000)) + ";" },
        { "nested deeper", string.Concat(Enumerable.Repeat("if (1) ; elseif (1) ; else ", 8_000)) + ";" },
        { "nested deeper", "$x = " + string.Concat(Enumerable.Repeat("$a = ", 40_000)) + "1;" },
        { "nested deeper", "$x = " + string.Concat(Enumerable.Repeat("clone ", 40_000)) + "$x;" },
        { "nested deeper", string.Concat(Enumerable.Repeat("try { ", 40_000)) },
        { "nested deeper", new string('$', 50_000) + "x = 1;" },
        { "'[' is not read here", "$x" + string.Concat(Enumerable.Repeat("[0]", 50_000)) + " = 1;" },
        { "depends on values that '.' is not read for", "$a = 'x'; " + string.Concat(Enumerable.Repeat("$a = $a . $a . 'x'; ", 10_000)) },
        { "computes more", "$a = 'a'" + string.Concat(Enumerable.Repeat(" . 'a'", 5_000)) + ";" },
        { "computes more", string.Concat(Enumerable.Range(0, 8_000).Select(i => $"$a{i} = 1; ")) + string.Concat(Enumerable.Repeat("if ($X) { $a = 1; } ", 6_000)) },
        { "computes more", string.Concat(Enumerable.Repeat("$x = new stdClass; ", 6_000)) + string.Concat(Enumerable.Repeat("if ($X) { $a = 1; } ", 6_000)) },
        { "more entries than", "$a = [1" + string.Concat(Enumerable.Repeat(", 1", 60_000)) + "];" },
        { "more entries than", "$a = [1]; " + string.Concat(Enumerable.Repeat("$a = [$a, $a]; ", 2_000)) },
        { "a string with more than text", string.Concat(Enumerable.Repeat("\"{$x", 50_000)) },
        { "larger than 256 KiB", new string(' ', 300_000) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Nor_one_made_to_exhaust_it(string why, string code)
    {
        var file = Php.Code(code);

        Assert.Contains(why, file.Version.WhyUnreadable, StringComparison.Ordinal);
        Assert.Null(file.SyntaxError);
    }
}
