using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Locking;

/// <summary>One field of an entry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its text; JSON without space where the field is more than a text.</param>
/// <param name="Structure">What it is when it is more than a text: a list, an object.</param>
internal sealed record LockField(string Name, string Text, JsonElement? Structure = null);

/// <summary>
/// One component in the lock file, field by field. The seal is a hash over name and text of all other fields that are there, also of those that this
/// SDK does not know: it shows that an entry was changed by hand or by a merge, so that no part of it is believed which its code does not bear out.
/// </summary>
internal sealed class LockEntry
{
    private const string Seal = "seal";
    private const string GitSource = "git";
    private const string ArchiveSource = "archive";
    private const string FolderSource = "folder";

    // Each of them is a line of its own, so that a review shows which one moved.
    private const string SubmodulePrefix = "submodule ";
    private const string PatchPrefix = "patch ";
    private const string SeriesPrefix = "customization ";

    // As they are written. What is not listed comes before the fingerprint.
    private static readonly string[] Order =
        ["source", "requiredBy", "requested", "reference", "commit", "tree", "subdirectory", "version", "release", "branch", "place", "upstream", "archive", "sha256", "path", "directory", "directoryCommit", "reason", "customization", "customizationBranch", "customizationBase"];

    private static readonly string[] Prefixes = [SubmodulePrefix, SeriesPrefix, PatchPrefix];

    private static readonly string[] Last = ["fingerprint", Seal];

    private readonly Dictionary<string, LockField> _fields = new(StringComparer.Ordinal);

    /// <summary>The fields in the order of the file.</summary>
    public IEnumerable<LockField> Fields => Order.Concat(Prefixes.SelectMany(FieldsOf).Select(f => f.Name)).Concat(UnknownFields().Select(f => f.Name)).Concat(Last).Select(_fields.GetValueOrDefault).OfType<LockField>();

    /// <summary>The text of a field; null when the entry does not have it.</summary>
    public string? this[string field]
    {
        get => _fields.GetValueOrDefault(field)?.Text;
        private set
        {
            if (value is not null)
            {
                _fields[field] = new(field, value);
            }
        }
    }

    /// <summary>The entry of a component, sealed, in a lock of that folder.</summary>
    public static LockEntry Of(LockedComponent component, string folder)
    {
        var entry = new LockEntry
        {
            ["requiredBy"] = component.RequiredBy.IsEmpty ? null : string.Join(' ', component.RequiredBy),
            ["requested"] = component.Requested,
            ["tree"] = component.Code is LockedCode.Folder ? null : component.Code.Tree.ToString(),
            ["version"] = component.Code is LockedCode.Folder ? null : component.Version.ToString(),
            ["release"] = component.Release,
            ["branch"] = component.Branch?.ToString(),
            ["place"] = component.Place,
            ["directory"] = component.NamedBy?.Directory,
            ["directoryCommit"] = component.NamedBy?.Commit?.ToString(),
            ["reason"] = component.Reason,
            ["fingerprint"] = component.Fingerprint,
        };
        switch (component.Code)
        {
            case LockedCode.Git git:
                entry["source"] = GitSource;
                entry["reference"] = git.Reference;
                entry["commit"] = git.Commit.ToString();
                entry["subdirectory"] = git.Subdirectory;
                foreach (var submodule in git.Submodules)
                {
                    entry[SubmodulePrefix + submodule.Path] = $"{submodule.Commit} {submodule.Upstream.From(folder)}";
                }

                entry["upstream"] = git.Upstream.From(folder);
                break;
            case LockedCode.Folder code:
                entry["source"] = FolderSource;
                entry["path"] = code.Path;
                break;
            case LockedCode.Archive archive:
                entry["source"] = ArchiveSource;
                entry["archive"] = archive.Address.From(folder);
                entry["sha256"] = archive.Sha256;
                break;
        }

        if (component.Series is { } series)
        {
            entry["customization"] = series.Upstream.Equals((component.Code as LockedCode.Git)?.Upstream) ? null : series.Upstream.From(folder);
            entry["customizationBranch"] = series.Branch;
            entry["customizationBase"] = series.Base.ToString();
            for (var number = 0; number < series.Commits.Length; number++)
            {
                entry[string.Create(CultureInfo.InvariantCulture, $"{SeriesPrefix}{number + 1:000}")] = $"{series.Commits[number].Commit} {series.Commits[number].Subject}".TrimEnd();
            }
        }

        foreach (var patch in component.Patches)
        {
            entry[PatchPrefix + patch.Path] = patch.Sha256;
        }

        foreach (var other in component.UnknownFields)
        {
            entry.Add(other);
        }

        entry[Seal] = entry.Sealed(component.Component);
        return entry;
    }

    /// <summary>Adds a field as it was read. One that is known is a text; anything else in its place counts as absent.</summary>
    public void Add(LockField field)
    {
        if (field.Structure is null || !IsKnown(field.Name))
        {
            _fields[field.Name] = field;
        }
    }

    /// <summary>The component that the entry says; null with what is wrong with it.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="schema">The schema of the file.</param>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="wrong">What is wrong, to follow the entry's name.</param>
    public LockedComponent? Read(ComponentName name, int schema, string folder, out string wrong)
    {
        var isFolder = this["source"] == FolderSource;
        var missing = new[] { "requested", isFolder ? "path" : "version", "place", "fingerprint" }.FirstOrDefault(f => this[f] is null);
        wrong = missing is null ? "" : $"it has no '{missing}'";
        var series = (CommitSeries?)null;
        return missing is not null || ReadCode(schema, folder, ref wrong) is not { } code || !TryReadSeries(code, folder, ref series, ref wrong) ? null
            : !VersionNumber.TryParse(isFolder ? "0" : this["version"], out var version) ? NotA<LockedComponent>("version", "a version number", ref wrong)
            : !TryBranch(name, out var branch) ? NotA<LockedComponent>("branch", "a branch of Moodle such as 405, of core alone", ref wrong)
            : new()
            {
                Component = name,
                Fingerprint = this["fingerprint"]!,
                Requested = this["requested"]!,
                Code = code,
                Version = version,
                Release = this["release"],
                Branch = branch,
                Place = this["place"]!,
                Reason = this["reason"],
                RequiredBy = this["requiredBy"] is { } needing ? [.. needing.Split(' ').Select(text => ComponentName.TryParse(text, out var by) ? by : null).OfType<ComponentName>()] : [],
                NamedBy = this["directory"] is { } directory ? new NamedBy(directory, ObjectId.TryParse(this["directoryCommit"], out var commit) ? new CommitId(commit) : null) : null,
                Series = series,
                Patches = FieldsOf(PatchPrefix) is { Length: > 0 } patches ? [.. patches.Select(f => new LockedPatch(f.Name[PatchPrefix.Length..], f.Text))] : [],
                IsEdited = this[Seal] != (schema == 1 ? LockOfSchemaOne.Seal(name, this) : Sealed(name)),
                UnknownFields = UnknownFields() is { Length: > 0 } others ? [.. others] : [],
            };
    }

    private LockedCode? ReadCode(int schema, string folder, ref string wrong) => schema > 1 && this["source"] == FolderSource ? new LockedCode.Folder(this["path"]!) : !ObjectId.TryParse(this["tree"], out var tree)
        ? NotA<LockedCode>("tree", "the id of a tree, 40 hexadecimal digits", ref wrong)
        : (schema > 1 ? this["source"] : GitSource) switch
        {
            GitSource => ReadGit(new(tree), folder, ref wrong),
            ArchiveSource => ReadArchive(new(tree), folder, ref wrong),
            _ => NotA<LockedCode>("source", "a kind of source that this version of Moodle.Sdk knows", ref wrong),
        };

    private LockedCode? ReadArchive(TreeId tree, string folder, ref string wrong) =>
        !UpstreamUrl.TryParse(this["archive"], folder, out var address) ? NotA<LockedCode>("archive", "the address of an archive", ref wrong)
        : this["sha256"] is not { Length: 64 } sha256 || !sha256.All(char.IsAsciiHexDigitLower) ? NotA<LockedCode>("sha256", "a SHA-256, 64 hexadecimal digits", ref wrong)
        : new LockedCode.Archive(address, sha256, tree);

    private LockedCode? ReadGit(TreeId tree, string folder, ref string wrong) =>
        !ObjectId.TryParse(this["commit"], out var commit) ? NotA<LockedCode>("commit", "the id of a commit, 40 hexadecimal digits", ref wrong)
        : !UpstreamUrl.TryParse(this["upstream"], folder, out var upstream) ? NotA<LockedCode>("upstream", "the address of a repository", ref wrong)
        : !IsReference(this["reference"]) ? NotA<LockedCode>("reference", "the full name of a branch or tag such as refs/tags/v1.2", ref wrong)
        : ReadSubmodules(folder) is not { } submodules ? NotA<LockedCode>(FieldsOf(SubmodulePrefix).First().Name, "a commit and an address", ref wrong)
        : new LockedCode.Git(upstream, new(commit), tree, this["reference"], this["subdirectory"]) { Submodules = [.. submodules] };

    private List<Submodule>? ReadSubmodules(string folder)
    {
        var all = new List<Submodule>();
        foreach (var field in FieldsOf(SubmodulePrefix))
        {
            var path = field.Name[SubmodulePrefix.Length..];
            if (field.Text.Split(' ', 2) is not [var hex, var address] || !ObjectId.TryParse(hex, out var commit) || SourceReader.TreePath(path) != path || !UpstreamUrl.TryParse(address, folder, out var upstream))
            {
                return null;
            }

            all.Add(new(path, upstream, new(commit)));
        }

        return all;
    }

    private bool TryReadSeries(LockedCode code, string folder, ref CommitSeries? series, ref string wrong)
    {
        if (this["customizationBranch"] is not { } branch)
        {
            return true;
        }

        var (upstream, hasBase) = ((code as LockedCode.Git)?.Upstream, ObjectId.TryParse(this["customizationBase"], out var before));
        var commits = FieldsOf(SeriesPrefix).Select(f => (Field: f, IsId: ObjectId.TryParse(f.Text.Split(' ')[0], out var id), Id: id)).ToList();
        wrong = this["customization"] is { } address && !UpstreamUrl.TryParse(address, folder, out upstream) ? "its 'customization' is not the address of a repository"
            : !hasBase ? "its 'customizationBase' is not the id of a commit, 40 hexadecimal digits"
            : commits.Find(c => !c.IsId) is { Field: { } bad } ? $"its '{bad.Name}' is not a commit and its subject"
            : !IsReference($"refs/heads/{branch}") ? "its 'customizationBranch' is not the name of a branch"
            : "";
        series = wrong.Length > 0 || upstream is null ? null : new(upstream, branch, new(before), [.. commits.Select(c => new SeriesCommit(new(c.Id), c.Field.Text.Length > 41 ? c.Field.Text[41..] : ""))]);
        return series is not null;
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

    private T? NotA<T>(string field, string what, ref string wrong)
        where T : class
    {
        // An address may hold a secret.
        var shown = field is "upstream" or "archive" ? "" : $": '{this[field]}'";
        wrong = this[field] is null ? $"it has no '{field}'" : $"its '{field}' is not {what}{shown}";
        return null;
    }

    private string Sealed(ComponentName name) => DeclarationFingerprint.Hash(
        [name.ToString(), .. _fields.Values.Where(f => f.Name != Seal).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}={f.Text}")]);

    private LockField[] UnknownFields() => [.. _fields.Values.Where(f => !IsKnown(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal)];

    // By path, so that outer ones come before those in them.
    private LockField[] FieldsOf(string prefix) =>
        [.. _fields.Values.Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(f => f.Name, StringComparer.Ordinal)];

    private static bool IsKnown(string field) => Prefixes.Any(prefix => field.StartsWith(prefix, StringComparison.Ordinal)) || Order.Contains(field) || Last.Contains(field);
}
