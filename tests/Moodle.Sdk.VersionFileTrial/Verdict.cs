using System.Globalization;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.VersionFileTrial;

/// <summary>How what was read of a file stands to what PHP gave.</summary>
/// <param name="Disagreements">Each field that was read as another value than PHP gives, or where PHP gives none.</param>
/// <param name="Unreadable">Why fields were unreadable, one entry for each.</param>
/// <param name="Fields">How many fields there are.</param>
internal sealed record Verdict(IReadOnlyList<string> Disagreements, IReadOnlyList<string> Unreadable, int Fields)
{
    private const string Absent = "-";
    private const string Malformed = "!";

    /// <summary>Whether no field of the file was readable.</summary>
    public bool IsWhole => Unreadable.Count == Fields;

    /// <summary>Compares a file with what PHP gave for it.</summary>
    /// <param name="file">The file as read.</param>
    /// <param name="sites">Its fields on each site on which PHP got to its end.</param>
    public static Verdict Of(VersionFile file, IReadOnlyList<Dictionary<string, string>> sites)
    {
        if (file.SyntaxError is not null)
        {
            return new(sites.Count > 0 ? [$"told as refused ({file.SyntaxError}), but PHP takes it"] : [], [], 1);
        }

        (string Name, string? Read, string? Why)[] fields =
        [
            Field("version", file.Version, value => Number(value)),
            Field("release", file.Release, Text),
            Field("component", file.Component, Text),
            Field("requires", file.Requires, value => Number(value)),
            Field("supported", file.Supported, range => $"{range.Low}-{range.High}"),
            Field("incompatible", file.Incompatible, branch => branch.ToString()),
            Field("dependencies", file.Dependencies, all => string.Concat(all.Select(one => $"{Text(one.Component)[1..]}={(one.AtLeast is { } atLeast ? Number(atLeast) : "any")};"))),
            Field("maturity", file.Maturity, level => level.ToString(CultureInfo.InvariantCulture)),
            Field("branch", file.Branch, branch => branch.ToString()),
        ];
        var disagreements = new List<string>();
        foreach (var (name, read, _) in fields.Where(field => field.Read is not null))
        {
            var given = sites.Select(site => Normal(name, site[name])).ToList();
            if (given.Count == 0 || given.Any(value => value != read))
            {
                disagreements.Add($"{name} was read as {read}, but PHP gives {(given.Count == 0 ? "none: it stops" : string.Join(" and ", given))}");
            }
        }

        if (file.IsOldModuleStyle && sites.Any(site => site["isold"] != "1"))
        {
            disagreements.Add("it was read as setting $module, but PHP does not");
        }

        return new(disagreements, [.. fields.Where(field => field.Why is not null).Select(field => field.Why!)], fields.Length);
    }

    private static (string Name, string? Read, string? Why) Field<T>(string name, Field<T> field, Func<T, string> text) =>
        field.IsSet ? (name, text(field.Value!), null)
        : field.IsMalformed ? (name, Malformed, null)
        : field.WhyUnreadable is { } why ? (name, null, why)
        : (name, Absent, null);

    private static string Number(VersionNumber number) => decimal.Parse(number.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("G29", CultureInfo.InvariantCulture);

    private static string Text(string text) => "x" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>PHP's text of a value in the form that it has here: numbers without zeros at their ends, texts as UTF-8.</summary>
    private static string Normal(string field, string given) => given is Absent or Malformed ? given : field switch
    {
        "version" or "requires" => Plain(given),
        "release" or "component" => Text(Decoded(given[1..])),
        "dependencies" => string.Concat(given.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('='))
            .Select(one => $"{Text(Decoded(one[0]))[1..]}={(one[1] == "any" ? "any" : Plain(one[1]))};")),
        _ => given,
    };

    private static string Plain(string number) => decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("G29", CultureInfo.InvariantCulture);

    private static string Decoded(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
