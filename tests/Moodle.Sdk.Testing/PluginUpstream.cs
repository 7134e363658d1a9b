using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Testing;

/// <summary>What a plugin's version.php says in a test.</summary>
/// <param name="Version">The version number as written, such as <c>2024100700</c> or <c>2024100700.05</c>.</param>
public sealed record PluginVersion(string Version)
{
    /// <summary>The Moodle version number it requires; null leaves the field out.</summary>
    public string? Requires { get; init; } = "2024100700";

    /// <summary>First and last Moodle branch it supports, such as 405 and 501.</summary>
    public (int From, int To)? Supported { get; init; }

    /// <summary>The first Moodle branch it refuses.</summary>
    public int? Incompatible { get; init; }

    /// <summary>Component and version number, or <c>ANY_VERSION</c>.</summary>
    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = new Dictionary<string, string>();

    /// <summary>The constant, such as <c>MATURITY_BETA</c>; null leaves the field out.</summary>
    public string? Maturity { get; init; } = "MATURITY_STABLE";

    /// <summary>The release text; null leaves the field out.</summary>
    public string? Release { get; init; }

    /// <summary>The highest savepoint of db/upgrade.php; null writes no such file.</summary>
    public string? Savepoint { get; init; }

    /// <summary>The file's text.</summary>
    public string ToPhp(string component)
    {
        var php = new StringBuilder("<?php\n// A plugin made for a test.\n\ndefined('MOODLE_INTERNAL') || die();\n\n");
        void Field(string name, string? value) => php.Append(value is null ? "" : $"$plugin->{name} = {value};\n");

        Field("component", $"'{component}'");
        Field("version", Version);
        Field("requires", Requires);
        Field("supported", Supported is { } s ? string.Create(CultureInfo.InvariantCulture, $"[{s.From}, {s.To}]") : null);
        Field("incompatible", Incompatible?.ToString(CultureInfo.InvariantCulture));
        Field("maturity", Maturity);
        Field("release", Release is null ? null : $"'{Release}'");
        Field("dependencies", Dependencies.Count == 0 ? null : "[" + string.Join(", ", Dependencies.Select(d => $"'{d.Key}' => {d.Value}")) + "]");
        return php.ToString();
    }
}

/// <summary>The upstream of one plugin, in a plugin repository's real layout.</summary>
public sealed class PluginUpstream
{
    private PluginUpstream(TestRepository repository, string component) => (Repository, Component) = (repository, component);

    /// <summary>The repository, for all that is not a version.</summary>
    public TestRepository Repository { get; }

    /// <summary>The plugin's frankenstyle name.</summary>
    public string Component { get; }

    /// <summary>Makes an upstream without any commit.</summary>
    public static PluginUpstream Create(string folder, string component, string defaultBranch = "main") =>
        new(TestRepository.Create(folder, defaultBranch), component);

    /// <summary>Makes an upstream like this one, to go on from here.</summary>
    public PluginUpstream CopyTo(string folder) => new(Repository.CopyTo(folder), Component);

    /// <summary>Commits a version to the current branch, with a tag if one is given, and gives the commit's id.</summary>
    /// <param name="version">What version.php says.</param>
    /// <param name="tag">Tag to make at the commit.</param>
    /// <param name="component">Component that version.php claims, if not the upstream's own.</param>
    public string Release(PluginVersion version, string? tag = null, string? component = null)
    {
        var (type, name) = (Component[..Component.IndexOf('_')], Component[(Component.IndexOf('_') + 1)..]);
        var strings = type == "mod" ? name : Component;
        Repository
            .Write("version.php", version.ToPhp(component ?? Component))
            .Write($"lang/en/{strings}.php", $"<?php\n$string['pluginname'] = '{name}';\n")
            .Write("lib.php", $"<?php\n// {Component} {version.Version}\n")
            .Write("README.md", $"# {Component}\n");
        if (version.Savepoint is { } savepoint)
        {
            Repository.Write("db/upgrade.php", Upgrade(type, name, savepoint));
        }

        var commit = Repository.Commit($"{Component} {version.Version}");
        if (tag is not null)
        {
            Repository.Tag(tag);
        }

        return commit;
    }

    /// <summary>Commits a version by its number alone.</summary>
    public string Release(string version, string? tag = null) => Release(new PluginVersion(version), tag);

    /// <summary>Goes on with a branch, new ones starting where the current one is.</summary>
    public PluginUpstream Branch(string name, string? from = null)
    {
        Repository.Branch(name, from);
        return this;
    }

    private static string Upgrade(string type, string name, string savepoint)
    {
        var call = type is "mod" or "block"
            ? $"upgrade_{type}_savepoint(true, {savepoint}, '{name}');"
            : $"upgrade_plugin_savepoint(true, {savepoint}, '{type}', '{name}');";
        return $"<?php\nfunction xmldb_{(type == "mod" ? name : $"{type}_{name}")}_upgrade($oldversion) {{\n"
            + $"    if ($oldversion < {savepoint}) {{\n        {call}\n    }}\n    return true;\n}}\n";
    }
}
