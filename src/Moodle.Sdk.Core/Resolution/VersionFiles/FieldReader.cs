using System.Collections.Immutable;
using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles.Php;

namespace Moodle.Sdk.Resolution.VersionFiles;

/// <summary>
/// Turns the values that a version.php leaves behind into its fields, by the rules of Moodle's lib/upgradelib.php (upgrade_plugins)
/// and lib/classes/plugininfo/base.php (load_disk_version).
/// </summary>
internal static class FieldReader
{
    /// <summary>A file of which no field can be read.</summary>
    public static VersionFile Unreadable(PhpUnknown why) => Make(_ => why);

    /// <summary>The fields that a file leaves behind.</summary>
    public static VersionFile Read(Scope scope)
    {
        var plugin = OwnerOf(scope, "plugin");
        var isOldModule = IsOldModule(scope);
        if (new[] { plugin("version"), plugin("component") }.Where(value => value is not PhpNull).OrderBy(value => value is PhpUnknown).FirstOrDefault() is { } set)
        {
            return set is PhpUnknown unknown ? Unreadable(unknown) : Make(plugin) with { IsOldModuleStyle = isOldModule is PhpBool { Value: true } };
        }

        // Moodle's own file sets plain variables; a module of old sets $module alone.
        return (scope.Variables.GetValueOrDefault("version"), isOldModule) switch
        {
            (PhpUnknown { IsMaybeUnset: true } maybe, _) => Unreadable(maybe),
            ({ }, _) => Make(name => scope.Variables.GetValueOrDefault(name) ?? PhpNull.Instance),
            (_, PhpUnknown maybe) => Unreadable(maybe),
            (_, PhpBool { Value: true }) => Make(OwnerOf(scope, "module")) with { IsOldModuleStyle = true },
            _ => Make(plugin),
        };
    }

    /// <summary>Whether anything but an empty object is in <c>$module</c>.</summary>
    private static PhpValue IsOldModule(Scope scope) => scope.Variables["module"] switch
    {
        PhpUnknown unknown => unknown,
        PhpObject module when scope.Objects[module].IsEmpty => new PhpBool(false),
        PhpObject module when scope.Objects[module].Values.All(value => value is PhpUnknown { IsMaybeUnset: true } or PhpNull { IsMaybeUnset: true }) =>
            scope.Objects[module].Values.OfType<PhpUnknown>().FirstOrDefault() ?? new PhpUnknown("depends on whether $module is empty", 0),
        _ => new PhpBool(true),
    };

    private static Func<string, PhpValue> OwnerOf(Scope scope, string variable) => name => scope.Variables[variable] switch
    {
        PhpObject owner => scope.Objects[owner].GetValueOrDefault(name) ?? PhpNull.Instance,
        PhpUnknown unknown => unknown,
        _ => PhpNull.Instance,
    };

    private static VersionFile Make(Func<string, PhpValue> value) => new()
    {
        Version = Number(value("version"), "version"),
        Release = Text(value("release"), "release"),
        Component = value("component") is var component && component is PhpNull or PhpString or PhpUnknown
            ? Text(component, "component")
            : Wrong<string>("component", component, "not text"),
        Requires = Number(value("requires"), "requires"),
        Supported = Supported(value("supported")),
        Incompatible = Branch(value("incompatible"), "incompatible"),
        Dependencies = Dependencies(value("dependencies")),
        Maturity = Maturity(value("maturity")),
        Branch = Branch(value("branch"), "branch"),
    };

    private static Field<T> Unread<T>(string field, PhpUnknown unknown) =>
        Field<T>.Unreadable(unknown.Line > 0 ? $"{field} {unknown.Why} (line {unknown.Line})" : $"{field} {unknown.Why}");

    private static Field<T> Wrong<T>(string field, PhpValue value, string expected) => Field<T>.Malformed($"{field} is {Describe(value)}, {expected}");

    private static string Describe(PhpValue value) => value switch
    {
        PhpNull => "null",
        PhpBool b => b.Value ? "true" : "false",
        PhpArray => "an array",
        PhpObject => "an object",
        PhpString s => $"the text '{Conversions.Decode(s.Bytes)}'",
        _ => Conversions.ToText(value)!,
    };

    /// <summary>A version number. Moodle takes an empty one (0, '') for none at all.</summary>
    private static Field<VersionNumber> Number(PhpValue value, string field) => value switch
    {
        PhpUnknown unknown => Unread<VersionNumber>(field, unknown),
        _ when !Conversions.ToBool(value) => default,
        _ => ExactNumber(value) is { } number ? Field<VersionNumber>.Of(number) : Wrong<VersionNumber>(field, value, "not a version number"),
    };

    /// <summary>The decimal that was written: a float's shortest text that gives the same float. Null for what is no version number.</summary>
    public static VersionNumber? ExactNumber(PhpValue value)
    {
        var number = value is PhpString text ? Conversions.NumericText(text.Bytes) : value;
        var written = number switch
        {
            PhpInt i => i.Value.ToString(CultureInfo.InvariantCulture),
            PhpFloat f when Math.Abs(f.Value) < 1e15 => f.Value.ToString("R", CultureInfo.InvariantCulture),
            _ => null,
        };
        return decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? new(exact) : null;
    }

    private static Field<string> Text(PhpValue value, string field) => value switch
    {
        PhpUnknown unknown => Unread<string>(field, unknown),
        PhpNull => default,
        PhpArray or PhpObject => Wrong<string>(field, value, "not text"),
        _ => Field<string>.Of(Conversions.Decode(Conversions.ToText(value)!)),
    };

    private static Field<SupportedRange> Supported(PhpValue value)
    {
        const string expected = "not two branch numbers, the lower one first, as in [405, 501]";
        return value switch
        {
            PhpUnknown unknown => Unread<SupportedRange>("supported", unknown),
            PhpNull => default,
            PhpArray { Entries.Length: 2 } range when range.Find(new(0, null)) is { } low && range.Find(new(1, null)) is { } high => (low, high) switch
            {
                (PhpUnknown unknown, _) => Unread<SupportedRange>("supported", unknown),
                (_, PhpUnknown unknown) => Unread<SupportedRange>("supported", unknown),
                (PhpInt { Value: >= 0 and <= int.MaxValue } a, PhpInt { Value: <= int.MaxValue } b) when a.Value <= b.Value =>
                    Field<SupportedRange>.Of(new(new((int)a.Value), new((int)b.Value))),
                _ => Field<SupportedRange>.Malformed($"supported is [{Describe(low)}, {Describe(high)}], {expected}"),
            },
            _ => Wrong<SupportedRange>("supported", value, expected),
        };
    }

    private static Field<MoodleBranch> Branch(PhpValue value, string field)
    {
        var number = value is PhpString { Bytes: { Length: > 0 and < 10 } digits } && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? new PhpInt(int.Parse(digits, CultureInfo.InvariantCulture))
            : value;
        return number switch
        {
            PhpUnknown unknown => Unread<MoodleBranch>(field, unknown),
            PhpNull => default,
            PhpInt { Value: > 0 and <= int.MaxValue } branch => Field<MoodleBranch>.Of(new((int)branch.Value)),
            _ => Wrong<MoodleBranch>(field, value, "not one branch number, as in 501"),
        };
    }

    private static Field<int> Maturity(PhpValue value) => (value is PhpString text ? Conversions.NumericText(text.Bytes) ?? value : value) switch
    {
        PhpUnknown unknown => Unread<int>("maturity", unknown),
        PhpNull => default,
        PhpInt { Value: >= int.MinValue and <= int.MaxValue } level => Field<int>.Of((int)level.Value),
        _ => Wrong<int>("maturity", value, "not one of the constants MATURITY_ALPHA, MATURITY_BETA, MATURITY_RC and MATURITY_STABLE"),
    };

    private static Field<ImmutableArray<Dependency>> Dependencies(PhpValue value)
    {
        if (value is not PhpArray array)
        {
            return value switch
            {
                PhpUnknown unknown => Unread<ImmutableArray<Dependency>>("dependencies", unknown),
                PhpNull => default,
                _ => Wrong<ImmutableArray<Dependency>>("dependencies", value, "not an array"),
            };
        }

        var dependencies = ImmutableArray.CreateBuilder<Dependency>();
        foreach (var (key, entry) in array.Entries)
        {
            if (key.Text is null)
            {
                return Wrong<ImmutableArray<Dependency>>("dependencies", entry, "without the name of a component before it, as in ['mod_forum' => 2024100700]");
            }

            var name = Conversions.Decode(key.Text);
            if (entry is PhpUnknown unknown)
            {
                return Unread<ImmutableArray<Dependency>>($"dependencies['{name}']", unknown);
            }

            var isAny = entry is PhpString { Bytes: "any" };
            var atLeast = isAny ? null : ExactNumber(entry);
            if (!isAny && atLeast is null)
            {
                return Wrong<ImmutableArray<Dependency>>($"dependencies['{name}']", entry, "neither a version number nor ANY_VERSION");
            }

            dependencies.Add(new(name, atLeast));
        }

        return Field<ImmutableArray<Dependency>>.Of(dependencies.ToImmutable());
    }
}
