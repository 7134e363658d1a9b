using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// The frankenstyle name of a component: <c>core</c>, or a plugin type and a name joined by the first underscore.
/// Source of the rules: Moodle's lib/classes/component.php, is_valid_plugin_name and normalize_component.
/// </summary>
public sealed partial record ComponentName : IComparable<ComponentName>
{
    private ComponentName(string type, string name) => (Type, Name) = (type, name);

    /// <summary>Moodle itself.</summary>
    public static ComponentName Core { get; } = new("core", "");

    /// <summary>The plugin type, such as <c>mod</c>; <c>core</c> for Moodle itself.</summary>
    public string Type { get; }

    /// <summary>The name within its type, which is also the folder's name.</summary>
    public string Name { get; }

    /// <summary>True for Moodle itself.</summary>
    public bool IsCore => Name.Length == 0;

    /// <summary>
    /// Reads a name. A name without an underscore is an activity module to Moodle; here it is refused, since it is far more often a mistake.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ComponentName? component)
    {
        component = null;
        if (text == "core")
        {
            component = Core;
            return true;
        }

        var underscore = text?.IndexOf('_') ?? -1;
        if (underscore < 1)
        {
            return false;
        }

        var (type, name) = (text![..underscore], text[(underscore + 1)..]);
        if (!IsTypeName(type) || !(type == "mod" ? TypePattern : NamePattern).IsMatch(name))
        {
            return false;
        }

        component = new(type, name);
        return true;
    }

    /// <summary>Whether a plugin type may be called so.</summary>
    internal static bool IsTypeName(string type) => TypePattern.IsMatch(type);

    /// <inheritdoc/>
    public int CompareTo(ComponentName? other) =>
        // Core leads; the rest follow by name.
        other is null ? 1 : IsCore != other.IsCore ? (IsCore ? -1 : 1) : string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The frankenstyle name.</summary>
    public override string ToString() => IsCore ? "core" : $"{Type}_{Name}";

    // The name of an activity module, too.
    [GeneratedRegex("^[a-z][a-z0-9]*$")]
    private static partial Regex TypePattern { get; }

    [GeneratedRegex("^[a-z](?:[a-z0-9_](?!__))*[a-z0-9]+$")]
    private static partial Regex NamePattern { get; }
}
