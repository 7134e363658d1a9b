using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation;

/// <summary>
/// Says whose output a folder is, so that two projects never undo each other's work: a small file beside the output, <c>.&lt;name&gt;.moodle-owner</c>,
/// that names the project and its state folder. It lies beside and not within, since the output equals its tree; beside and not in a user's cache,
/// since the other project may be another user's. It counts as long as that state folder still knows of the output: a project that was moved, cleaned
/// or deleted owns nothing. Where the folder beside cannot be written, ownership is not recorded, and the content alone decides.
/// </summary>
internal static class OwnerRecord
{
    private const string ProjectKey = "project=";
    private const string StateKey = "state=";

    /// <summary>MOODLE1603 when another project owns the output; null when nobody does, or this one.</summary>
    public static Diagnostic? Foreign(OutputFolder output)
    {
        var lines = Read(FileOf(output));
        var state = ValueOf(lines, StateKey);
        return state is null || state == output.State.Path || !new StateFolder(state, "").KnowsOutput
            ? null
            : OutputProblems.OwnedByAnother(output.Path, ValueOf(lines, ProjectKey) ?? state);
    }

    /// <summary>Records this project as the owner.</summary>
    public static void Claim(OutputFolder output)
    {
        var file = FileOf(output);
        string[] lines = [$"The folder '{output.Name}' beside this file is the output of a Moodle.Sdk project.", ProjectKey + output.ProjectFile, StateKey + output.State.Path];
        if (Read(file).SequenceEqual(lines))
        {
            return;
        }

        try
        {
            WholeFile.Write(file, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n'))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder beside is not ours to write: an output is not refused for that.
        }
    }

    /// <summary>Takes the record away, if it is this project's.</summary>
    public static void Release(OutputFolder output)
    {
        var file = FileOf(output);
        if (ValueOf(Read(file), StateKey) == output.State.Path)
        {
            OutputFault.Guard(file, () => File.Delete(file));
        }
    }

    private static string FileOf(OutputFolder output) => Path.Combine(output.Parent, $".{output.Name}.moodle-owner");

    private static string[] Read(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None, or none for us to read: nobody known.
            return [];
        }
    }

    private static string? ValueOf(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
