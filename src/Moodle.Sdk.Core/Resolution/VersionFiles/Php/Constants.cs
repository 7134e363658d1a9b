using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>What Moodle and PHP have defined before a version.php runs, as far as it is the same on every site.</summary>
internal static class Constants
{
    // The variables in scope where Moodle includes the file: lib/classes/plugin_manager.php, lib/classes/component.php, lib/upgradelib.php.
    private static readonly FrozenSet<string> LoaderVariables = FrozenSet.ToFrozenSet(
    [
        "this", "cache", "present", "plugintypes", "type", "typedir", "plugs", "plug", "fullplug", "skipcache", "versions", "usecache", "component",
        "mods", "mod", "fullmod", "startcallback", "endcallback", "verbose", "argc", "argv",
    ]);

    // Functions of PHP that change a variable they are given.
    private static readonly FrozenSet<string> Writers = FrozenSet.ToFrozenSet(
    [
        "settype", "sort", "rsort", "usort", "ksort", "krsort", "uksort", "asort", "arsort", "uasort", "shuffle", "natsort", "natcasesort", "array_multisort",
        "array_push", "array_pop", "array_shift", "array_unshift", "array_splice", "array_walk", "array_walk_recursive", "preg_match", "preg_match_all", "parse_str",
        "str_replace", "sscanf", "exec",
    ]);

    private static readonly FrozenDictionary<string, PhpValue> Known = new Dictionary<string, PhpValue>(StringComparer.Ordinal)
    {
        // lib/setup.php and lib/setuplib.php of Moodle.
        ["MOODLE_INTERNAL"] = PhpBool.True,
        ["MATURITY_ALPHA"] = new PhpInt((int)Maturity.Alpha),
        ["MATURITY_BETA"] = new PhpInt((int)Maturity.Beta),
        ["MATURITY_RC"] = new PhpInt((int)Maturity.ReleaseCandidate),
        ["MATURITY_STABLE"] = new PhpInt((int)Maturity.Stable),
        ["ANY_VERSION"] = new PhpString("any"),
        ["PHP_INT_MAX"] = new PhpInt(long.MaxValue),
        ["PHP_INT_MIN"] = new PhpInt(long.MinValue),
        ["PHP_INT_SIZE"] = new PhpInt(8),
        ["NAN"] = new PhpFloat(double.NaN),
        ["INF"] = new PhpFloat(double.PositiveInfinity),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The value of a constant; null when it depends on the site, or is none.</summary>
    public static PhpValue? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Whether no site has a constant: Moodle defines all that it calls a maturity, and those are known here.</summary>
    public static bool IsUndefined(string name) => name.StartsWith("MATURITY_", StringComparison.Ordinal) && !Known.ContainsKey(name);

    /// <summary>Whether a variable that the file has not set may be set all the same: Moodle's globals are in capitals.</summary>
    public static bool IsVariableOfMoodle(string name) => LoaderVariables.Contains(name) || !name.AsSpan().ContainsAnyInRange('a', 'z');

    /// <summary>Whether a function of PHP changes what it is given.</summary>
    public static bool Writes(string function) => Writers.Contains(function);

    /// <summary>The value of a function that only converts; null for all others.</summary>
    public static PhpValue? Call(string name, IReadOnlyList<PhpValue> arguments) => (name, arguments) switch
    {
        ("intval", [var value]) => Conversions.ToInt(value),
        ("floatval" or "doubleval", [var value]) => new PhpFloat(Conversions.ToDouble(value)),
        ("strval", [var value]) => Conversions.ToText(value),
        ("boolval", [var value]) => PhpBool.Of(Conversions.ToBool(value)),
        ("is_object", [var value]) => PhpBool.Of(value is PhpObject),
        ("is_array", [var value]) => PhpBool.Of(value is PhpArray),
        ("is_null", [var value]) => PhpBool.Of(value is PhpNull),
        _ => null,
    };
}
