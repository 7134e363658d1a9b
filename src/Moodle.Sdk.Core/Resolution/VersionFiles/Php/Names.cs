using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>The names that PHP and Moodle have given a meaning before a version.php runs.</summary>
internal static class Names
{
    // https://www.php.net/manual/en/reserved.keywords.php
    private static readonly FrozenSet<string> Keywords = FrozenSet.ToFrozenSet(
    [
        "abstract", "and", "array", "as", "break", "callable", "case", "catch", "class", "clone", "const", "continue", "declare", "default", "die", "do", "echo",
        "else", "elseif", "empty", "enddeclare", "endfor", "endforeach", "endif", "endswitch", "endwhile", "enum", "eval", "exit", "extends", "final", "finally", "fn",
        "for", "foreach", "function", "global", "goto", "if", "implements", "include", "include_once", "instanceof", "insteadof", "interface", "isset", "list", "match",
        "namespace", "new", "or", "print", "private", "protected", "public", "readonly", "require", "require_once", "return", "static", "switch", "throw", "trait", "try",
        "unset", "use", "var", "while", "xor", "yield",
    ], StringComparer.OrdinalIgnoreCase);

    // lib/setup.php and lib/setuplib.php of Moodle.
    private static readonly FrozenDictionary<string, PhpValue> Constants = new Dictionary<string, PhpValue>(StringComparer.Ordinal)
    {
        ["MOODLE_INTERNAL"] = new PhpBool(true),
        ["MATURITY_ALPHA"] = new PhpInt((int)Maturity.Alpha),
        ["MATURITY_BETA"] = new PhpInt((int)Maturity.Beta),
        ["MATURITY_RC"] = new PhpInt((int)Maturity.ReleaseCandidate),
        ["MATURITY_STABLE"] = new PhpInt((int)Maturity.Stable),
        ["ANY_VERSION"] = new PhpString("any"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a name cannot be one of a constant or a function: it is a keyword, magic, or in a namespace.</summary>
    public static bool IsReserved(string name) => Keywords.Contains(name) || name.StartsWith("__", StringComparison.Ordinal) || name.LastIndexOf('\\') > 0;

    /// <summary>Whether a variable is not one of the file's own: PHP refuses most of what could be done to it.</summary>
    public static bool IsOfPhp(string variable) =>
        variable is "this" or "_GET" or "_POST" or "_COOKIE" or "_REQUEST" or "_SERVER" or "_ENV" or "_FILES" or "_SESSION" or "GLOBALS";

    /// <summary>Whether a variable that the file has not set may be one of Moodle's, which are in capitals.</summary>
    public static bool IsOfMoodle(string variable) => !variable.AsSpan().ContainsAnyInRange('a', 'z');

    /// <summary>The value of a constant; null when it depends on the site, or is none.</summary>
    public static PhpValue? Constant(string name) => Unqualified(name) switch
    {
        var bare when bare.Equals("true", StringComparison.OrdinalIgnoreCase) => new PhpBool(true),
        var bare when bare.Equals("false", StringComparison.OrdinalIgnoreCase) => new PhpBool(false),
        var bare when bare.Equals("null", StringComparison.OrdinalIgnoreCase) => PhpNull.Instance,
        var bare => Constants.GetValueOrDefault(bare),
    };

    /// <summary>Whether no site has a constant: Moodle defines all that it calls a maturity, and those are known here.</summary>
    public static bool IsUndefined(string constant) =>
        Unqualified(constant) is var name && name.StartsWith("MATURITY_", StringComparison.Ordinal) && !Constants.ContainsKey(name);

    private static string Unqualified(string name) => name.StartsWith('\\') ? name[1..] : name;

    /// <summary>
    /// Whether a call can only give a value: every site has the function, it takes what it is given, and it changes nothing here. These are
    /// the ones that version files have been seen to call, and their next of kin. Of any other function PHP may say that there is none.
    /// </summary>
    /// <param name="function">The function in lower case, or the method of Moodle's <c>$DB</c> behind <c>DB-></c>.</param>
    /// <param name="arguments">What it is given.</param>
    public static bool IsHarmless(string function, IReadOnlyList<PhpValue> arguments) => (function, arguments) switch
    {
        ("time", []) => true,
        ("is_object" or "floatval" or "strlen" or "date" or "basename" or "dirname" or "function_exists", [PhpUnknown or PhpString]) => true,
        ("get_config", [PhpString, PhpString]) => true,
        ("version_compare", [PhpUnknown or PhpString, PhpUnknown or PhpString]) => true,
        ("version_compare", [PhpUnknown or PhpString, PhpUnknown or PhpString, PhpString { Bytes: "<" or "<=" or ">" or ">=" or "==" or "lt" or "le" or "gt" or "ge" or "eq" }]) => true,
        ("DB->record_exists", [PhpString, PhpArray]) or ("DB->get_record_select", [PhpString, PhpString]) => true,
        _ => false,
    };
}
