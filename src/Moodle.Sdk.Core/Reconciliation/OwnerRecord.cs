using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// Says whose output a folder is, so that two projects never undo each other's work: a small file beside the output, <c>.&lt;name&gt;.moodle-owner</c>,
/// that names the project and its state folder. It lies beside and not within, since the output equals its tree; beside and not in a user's cache,
/// since the other project may be another user's. It counts as long as that state folder still knows of the output: a project that was moved, cleaned
/// or deleted owns nothing. Where the folder beside cannot be written, ownership is not recorded, and the content alone decides.
/// </summary>
internal static class OwnerRecord
{
    private const string Beginning = "The folder '";
    private const string ProjectKey = "project=";
    private const string StateKey = "state=";

    // Three lines, two of them with a path.
    private const long Largest = 64 << 10;

    private const int LongestPath = 4096;

    private static readonly TimeSpan LongestClaim = TimeSpan.FromSeconds(5);

    /// <summary>MOODLE1603 when another project owns the output; null when nobody does, or this one.</summary>
    public static Diagnostic? Foreign(OutputFolder output) => Foreign(output, Read(FileOf(output)));

    /// <summary>Records this project as the owner; of several that claim at once the first gets it. This project's state already speaks of the output.</summary>
    /// <returns>MOODLE1603 when another project got there first.</returns>
    public static Diagnostic? Claim(OutputFolder output, CancellationToken cancel)
    {
        var file = FileOf(output);
        try
        {
            return SystemFault.Guard("write", file, () => Claim(output, file, cancel));
        }
        catch (SystemFaultException refused) when (refused.Fault.Kind != FaultKind.Unfit)
        {
            // The folder beside is not ours to write: an output is not refused for that.
            return null;
        }
    }

    /// <summary>Takes the record away, if it is this project's.</summary>
    public static void Release(OutputFolder output)
    {
        var file = FileOf(output);
        if (IsThisProject(output, ValueOf(Read(file), ProjectKey)))
        {
            SystemFault.Guard("unlink", file, () => File.Delete(file));
        }
    }

    private static Diagnostic? Claim(OutputFolder output, string file, CancellationToken cancel)
    {
        using var record = Take(file, cancel);
        if (record is null)
        {
            return null;
        }

        var there = new byte[Math.Min(record.Length, Largest)];
        record.ReadExactly(there);
        var wanted = Encoding.UTF8.GetBytes($"{Beginning}{output.Name}' beside this file is the output of a Moodle.Sdk project.\n{ProjectKey}{output.ProjectFile}\n{StateKey}{output.State.Path}\n");
        if (there.AsSpan().SequenceEqual(wanted))
        {
            return null;
        }

        // By a hard link it could be a file of anybody's.
        var text = Encoding.UTF8.GetString(there);
        if (text.Length > 0 && !text.StartsWith(Beginning, StringComparison.Ordinal))
        {
            throw RegularFile.Unfit(file, "it does not say whose output that is");
        }

        if (Foreign(output, text.Split('\n')) is { } foreign)
        {
            return foreign;
        }

        // In this order whoever is killed in between leaves lines behind its own, which nobody reads.
        record.Position = 0;
        record.Write(wanted);
        record.SetLength(wanted.Length);
        return null;
    }

    private static Diagnostic? Foreign(OutputFolder output, string[] lines)
    {
        var (state, project) = (ValueOf(lines, StateKey), ValueOf(lines, ProjectKey));
        // One of another name was of another place: the output was moved or copied with its record.
        if (state is null || !IsPath(state) || Path.GetFileName(state) != Path.GetFileName(output.State.Path) || !new StateFolder(state, "").KnowsOutput)
        {
            return null;
        }

        // Two projects of one folder share its obj; one that is gone from there was renamed to this one. A link may lead from where they were to where they are.
        var isOurs = IsThisProject(output, project) || (!File.Exists(project) && IsSame(state, output.State.Path));
        return isOurs ? null : OutputDiagnostics.OwnedByAnother(output.Path, project ?? state);
    }

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

    private static string FileOf(OutputFolder output) => Path.Combine(output.Parent, $".{output.Name}.moodle-owner");

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
