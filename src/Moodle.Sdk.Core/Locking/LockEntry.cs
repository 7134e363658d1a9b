using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Locking;

/// <summary>
/// The texts of one component in the lock file, by field. The seal is a hash over the others: it shows that an entry was changed by hand or by a merge,
/// so that no part of it is believed which its commit does not bear out.
/// </summary>
internal sealed class LockEntry
{
    /// <summary>The fields as they are written, in order. What must be there is marked.</summary>
    public static readonly (string Name, bool Required)[] Fields =
    [
        ("requested", true), ("reference", false), ("commit", true), ("tree", true), ("version", true), ("release", false), ("branch", false),
        ("place", true), ("upstream", true), ("reason", false), ("fingerprint", true), ("seal", false),
    ];

    private readonly string?[] _texts = new string?[Fields.Length];

    /// <summary>The text of a field; null when the entry does not have it.</summary>
    public string? this[string field]
    {
        get => _texts[IndexOf(field)];
        set => _texts[IndexOf(field)] = value;
    }

    /// <summary>Whether the lock knows a field.</summary>
    public static bool Knows(string field) => IndexOf(field) >= 0;

    /// <summary>The entry of a component, sealed.</summary>
    public static LockEntry Of(LockedComponent component)
    {
        var entry = new LockEntry
        {
            ["requested"] = component.Requested,
            ["reference"] = component.Reference,
            ["commit"] = component.Commit.ToString(),
            ["tree"] = component.Tree.ToString(),
            ["version"] = component.Version.ToString(),
            ["release"] = component.Release,
            ["branch"] = component.Branch?.ToString(),
            ["place"] = component.Place,
            ["upstream"] = component.Upstream.Address,
            ["reason"] = component.Reason,
            ["fingerprint"] = component.Fingerprint,
        };
        entry["seal"] = entry.Seal(component.Component);
        return entry;
    }

    /// <summary>The component that the texts say; null with what is wrong with them.</summary>
    public LockedComponent? Read(ComponentName name, out string wrong)
    {
        var missing = Fields.FirstOrDefault(f => f.Required && this[f.Name] is null).Name;
        wrong = missing is null ? "" : $"it has no '{missing}'";
        return missing is not null ? null
            : !ObjectId.TryParse(this["commit"], out var commit) ? NotA("commit", "the id of a commit, 40 hexadecimal digits", out wrong)
            : !ObjectId.TryParse(this["tree"], out var tree) ? NotA("tree", "the id of a tree, 40 hexadecimal digits", out wrong)
            : !VersionNumber.TryParse(this["version"], out var version) ? NotA("version", "a version number", out wrong)
            : !UpstreamUrl.TryParse(this["upstream"], out var upstream) ? NotA("upstream", "the address of a repository", out wrong)
            : !IsReference(this["reference"]) ? NotA("reference", "the full name of a branch or tag such as refs/tags/v1.2", out wrong)
            : !TryBranch(name, out var branch) ? NotA("branch", "a branch of Moodle such as 405, of core alone", out wrong)
            : new()
            {
                Component = name,
                Fingerprint = this["fingerprint"]!,
                Requested = this["requested"]!,
                Reference = this["reference"],
                Commit = new(commit),
                Tree = new(tree),
                Version = version,
                Release = this["release"],
                Branch = branch,
                Place = this["place"]!,
                Upstream = upstream,
                Reason = this["reason"],
                IsEdited = this["seal"] != Seal(name),
            };
    }

    private bool TryBranch(ComponentName name, out MoodleBranch? branch)
    {
        branch = int.TryParse(this["branch"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new MoodleBranch(number) : null;
        return name.IsCore ? branch is not null : this["branch"] is null;
    }

    // It is asked of the upstream, one to a line.
    private static bool IsReference(string? text) =>
        text is null
        || ((text.StartsWith("refs/heads/", StringComparison.Ordinal) || text.StartsWith("refs/tags/", StringComparison.Ordinal))
            && !text.Any(c => char.IsControl(c) || c is ' ' or ':' or '*'));

    private LockedComponent? NotA(string field, string what, out string wrong)
    {
        wrong = $"its '{field}' is not {what}: '{this[field]}'";
        return null;
    }

    private string Seal(ComponentName name) => DeclarationFingerprint.Hash([name.ToString(), .. _texts.AsSpan(0, Fields.Length - 1)]);

    private static int IndexOf(string field) => Array.FindIndex(Fields, f => f.Name == field);
}
