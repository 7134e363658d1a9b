using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// Says whose output a folder is, so that two projects never undo each other's work: a small file beside the output, <c>.&lt;name&gt;.moodle-owner</c>,
/// that names the project and its state folder. It lies beside and not within, since the output equals its tree; beside and not in a user's cache,
/// since the other project may be another user's. It counts as long as that state folder still knows of the output: a project that was moved, cleaned
/// or deleted owns nothing. Where the folder beside cannot be written, ownership is not recorded, and the content alone decides.
/// It also says what its project's builds wrote there, by the recipes of their trees: these outlive obj/, and count for that project alone.
/// </summary>
internal static class OwnerRecord
{
    private const string Beginning = "The folder '";
    private const string ProjectKey = "project=";
    private const string StateKey = "state=";

    private const string LastLine = "end";

    // Lines before the recipes.
    private const int Head = 3;

    // A recipe of a hundred plugins has some 15 KB.
    private const long Largest = 1 << 20;

    private const int LongestPath = 4096;

    // The last tree that was built whole, and those of the builds killed since; who has more than that has their state.
    private const int MostRecipes = 8;

    private static readonly TimeSpan LongestClaim = TimeSpan.FromSeconds(5);

    /// <summary>MOODLE1603 when another project owns the output; null when nobody does, or this one.</summary>
    public static Diagnostic? Foreign(OutputFolder output) => Foreign(output, Read(FileOf(output)));

    /// <summary>
    /// The recipes of what this project's builds wrote to an output, as far as nobody else's have written there since: one, or several where builds were killed.
    /// </summary>
    public static ImmutableArray<TreeRecipe> Recipes(OutputFolder output) => Recipes(output, Read(FileOf(output)));

    /// <summary>
    /// Records this project as the owner, and that it begins to write a tree; of several that claim at once the first gets it. This project's state already
    /// speaks of the output.
    /// </summary>
    /// <returns>MOODLE1603 when another project got there first.</returns>
    public static Diagnostic? Claim(OutputFolder output, TreeRecipe? begun, CancellationToken cancel) => Change(output, () =>
    {
        using var record = Take(FileOf(output), cancel);
        return record is null ? null : Claim(output, record, begun, isWhole: false);
    });

    /// <summary>Records that the output holds a tree whole, and nothing of those before. Not worth waiting for: what is recorded of it holds until then.</summary>
    public static void Settle(OutputFolder output, TreeRecipe? built) => Change(output, () =>
    {
        using var record = FileHold.TryTake(FileOf(output));
        return record is null ? null : Claim(output, record, built, isWhole: true);
    });

    /// <summary>Takes the record away, if it is this project's.</summary>
    public static void Release(OutputFolder output)
    {
        var file = FileOf(output);
        if (IsThisProject(output, ValueOf(Read(file), ProjectKey)))
        {
            SystemFault.Guard("unlink", file, () => File.Delete(file));
        }
    }

    private static Diagnostic? Change(OutputFolder output, Func<Diagnostic?> change)
    {
        try
        {
            return SystemFault.Guard("write", FileOf(output), change);
        }
        catch (SystemFaultException refused) when (refused.Fault.Kind != FaultKind.Unfit)
        {
            // The folder beside is not ours to write: an output is not refused for that.
            return null;
        }
    }

    private static Diagnostic? Claim(OutputFolder output, FileStream record, TreeRecipe? recipe, bool isWhole)
    {
        var there = new byte[Math.Min(record.Length, Largest)];
        record.ReadExactly(there);
        // By a hard link it could be a file of anybody's.
        var text = Encoding.UTF8.GetString(there);
        if (text.Length > 0 && !text.StartsWith(Beginning, StringComparison.Ordinal))
        {
            throw RegularFile.Unfit(FileOf(output), "it does not say whose output that is");
        }

        var lines = text.Split('\n');
        if (Foreign(output, lines) is { } foreign)
        {
            return foreign;
        }

        var earlier = isWhole ? [] : Recipes(output, lines).Where(r => r.Tree != recipe?.Tree).TakeLast(MostRecipes - 1);
        var wanted = Encoding.UTF8.GetBytes(TextOf(output, recipe is null ? earlier : earlier.Append(recipe)));
        if (!there.AsSpan().SequenceEqual(wanted) && wanted.Length <= Largest)
        {
            // In this order whoever is killed in between leaves lines behind its last one, which nobody reads.
            record.Position = 0;
            record.Write(wanted);
            record.SetLength(wanted.Length);
        }

        return null;
    }

    private static string TextOf(OutputFolder output, IEnumerable<TreeRecipe> recipes) => string.Join('\n', [
        $"{Beginning}{output.Name}' beside this file is the output of a Moodle.Sdk project.",
        ProjectKey + output.ProjectFile,
        StateKey + output.State.Path,
        .. recipes.SelectMany(recipe => recipe.Lines()),
        LastLine,
        "",
    ]);

    private static ImmutableArray<TreeRecipe> Recipes(OutputFolder output, string[] lines) =>
        IsOfPlace(output, ValueOf(lines, StateKey)) && IsOurs(output, lines) ? TreeRecipe.Read(lines.Skip(Head)) : [];

    private static Diagnostic? Foreign(OutputFolder output, string[] lines)
    {
        var (state, project) = (ValueOf(lines, StateKey), ValueOf(lines, ProjectKey));
        return !IsOfPlace(output, state) || !new StateFolder(state, "").KnowsOutput || IsOurs(output, lines) ? null : OutputDiagnostics.OwnedByAnother(output.Path, project ?? state);
    }

    // One of another name was of another place: the output was moved or copied with its record.
    private static bool IsOfPlace(OutputFolder output, [NotNullWhen(true)] string? state) =>
        state is not null && IsPath(state) && Path.GetFileName(state) == Path.GetFileName(output.State.Path);

    // Two projects of one folder share its obj; one that is gone from there was renamed to this one. A link may lead from where they were to where they are.
    private static bool IsOurs(OutputFolder output, string[] lines) =>
        ValueOf(lines, ProjectKey) is var project && (IsThisProject(output, project) || (!File.Exists(project) && ValueOf(lines, StateKey) is { } state && IsSame(state, output.State.Path)));

    private static bool IsThisProject(OutputFolder output, string? project) => project is not null && IsSame(project, output.ProjectFile);

    private static bool IsSame(string recorded, string path) => recorded == path || (IsPath(recorded) && RealPath.Of(recorded) == RealPath.Of(path));

    // What stands in the record anybody may have written who may write beside the output. No system takes a longer path.
    private static bool IsPath(string recorded) => recorded.Length <= LongestPath && !recorded.Contains('\0') && Path.IsPathFullyQualified(recorded);

    // Held while it is read and written, and for nothing else: who holds it for seconds is no build, and everybody can who may read it.
    private static FileStream? Take(string file, CancellationToken cancel)
    {
        for (var wait = new ToldWait(file, null); wait.Waited < LongestClaim; wait.Go(TimeSpan.FromMilliseconds(5), cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (FileHold.TryTake(file) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    /// <summary>Full path of the record.</summary>
    public static string FileOf(OutputFolder output) => Path.Combine(output.Parent, $".{output.Name}.moodle-owner");

    private static string[] Read(string file)
    {
        try
        {
            return [.. RegularFile.Lines(file, Largest)];
        }
        catch (SystemFaultException refused) when (refused.Fault.Kind != FaultKind.Unfit)
        {
            // Not for us to read, or at this moment somebody's who claims: nobody known.
            return [];
        }
    }

    private static string? ValueOf(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
