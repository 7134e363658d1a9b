using System.Globalization;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Reconciliation;

/// <summary>MOODLE16xx: the output folder and the files in it.</summary>
internal static class OutputDiagnostics
{
    public static Diagnostic NotForOutput(string output, Origin? origin) => Error("MOODLE1601", origin,
        output.Contains('\0') ? $"'{output}' cannot be an output: no path has the character of number 0." : $"'{output}' cannot be an output: it is a root folder, or holds your home folder.",
        "Name a folder for the code base alone, with OutputPath or dotnet build -o.");

    /// <summary>The output would hold the project, its obj folder or the git cache, or lie within what the SDK keeps its records in.</summary>
    /// <param name="output">Full path.</param>
    /// <param name="how"><c>holds</c> or <c>lies within</c>.</param>
    /// <param name="what">What the folder is, in words.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="origin">What names the output.</param>
    public static Diagnostic NotBeside(string output, string how, string what, string folder, Origin? origin) => Error("MOODLE1602", origin,
        $"'{output}' cannot be an output: it {how} {what}, '{folder}'.",
        "Name a folder for the code base alone, with OutputPath or dotnet build -o.");

    public static Diagnostic OwnedByAnother(string output, string project) => Error("MOODLE1603", null,
        $"'{output}' is the output of another project, '{project}'.",
        $"Give each project an output of its own (a solution cannot be built with -o), or clean this one first: {OutputFolder.CleanCommandOf(project, output)}");

    public static Diagnostic NotAFolder(string output) => Error("MOODLE1604", null,
        $"'{output}' cannot be the output folder: it is a file.",
        "Move the file away, or name another OutputPath.");

    /// <summary>An output without a state holds other content at our places.</summary>
    /// <param name="output">Full path.</param>
    /// <param name="differing">How many of the places hold something else.</param>
    /// <param name="places">How many places the site has.</param>
    /// <param name="example">One of them.</param>
    public static Diagnostic NotOurs(string output, int differing, int places, string example) => Error("MOODLE1605", null,
        $"'{output}' holds files that this project has no record of, and {Number(differing)} of the site's {Number(places)} files have other content there ('{example}'{(differing > 1 ? " and more" : "")}).",
        "Name another OutputPath, or build once with -p:MoodleAdopt=true: what differs is then replaced, and plugins that the site does not have are taken out, as is what the git cache knows as code of another Moodle; what the cache does not hold is kept aside under obj.");

    /// <summary>Told when the content is kept, before the site's file is written: that may still fail.</summary>
    public static Diagnostic EditedByHand(string path, string kept) => Warning("MOODLE1606", null,
        $"'{path}' was changed by hand in the output.",
        $"What it held is in '{kept}', until obj is deleted (git clean -fdx does that); to keep the change, copy that back over the file and run: dotnet build --no-restore -t:Patch");

    /// <summary>Something that was never ours stood where the site has a file or folder.</summary>
    public static Diagnostic InTheWay(string path, string kept) => Warning("MOODLE1607", null,
        $"'{path}' in the output was not written by a build, and the site has something else at its place.",
        $"It is kept in '{kept}'.");

    /// <summary>There is nothing to compare the output with.</summary>
    public static Diagnostic NotBuilt(string output) => Error("MOODLE1627", null,
        $"'{output}' is not a site as a build left it, so nothing tells what was changed in it by hand.",
        "Build it once, make the change in the output, and run this again.");

    /// <summary>The declaration or the lock moved on since the output was built.</summary>
    public static Diagnostic BuiltOtherwise(string output) => Error("MOODLE1628", null,
        $"'{output}' was built from another declaration or lock than these, so what differs is not what was changed by hand.",
        "Bring project and lock back to what was built (git stash), run this, and go on from there. A build would put the changes aside.");

    public static Diagnostic EditedAndStale(string path, string kept) => Warning("MOODLE1608", null,
        $"'{path}' is no longer part of the site and has been taken out of the output, but it had been changed by hand.",
        $"What it held is in '{kept}'.");

    public static Diagnostic MoreKeptAside(int more, string folder) => Warning("MOODLE1609", null,
        $"{Number(more)} more files of the output were kept aside.",
        $"They are in '{folder}'.");

    /// <summary>A plugin in the output that nobody declared. Moodle would install and run it all the same.</summary>
    public static Diagnostic UnmanagedPlugin(string folder) => Warning("MOODLE1610", null,
        $"'{folder}' holds a plugin (version.php) that the project does not declare; Moodle uses it all the same.",
        "Declare it as MoodlePlugin, or uninstall it in Moodle and delete the folder.");

    /// <summary>The git cache lacks a blob of the tree, or holds a damaged one.</summary>
    public static Diagnostic MissingBlob(MissingObjectException missing) => Error("MOODLE1618", null,
        $"The output could not be written: {missing.Message}",
        "Run dotnet restore, which fetches it anew, and build again: the build goes on where it stopped.");

    /// <summary>There is a Moodle in the output, but its record is lost, so nothing in it can be cleaned.</summary>
    public static Diagnostic NothingKnownToClean(string output) => Warning("MOODLE1619", null,
        $"'{output}' was not cleaned: a Moodle lies there, and there is no record of what a build wrote.",
        "Build once, which takes the folder over if it is as it should be, and clean again; or delete the folder yourself.");

    public static Diagnostic EditedAndCleaned(string path, string kept) => Warning("MOODLE1620", null,
        $"'{path}' had been changed by hand when the output was cleaned.",
        $"What it held is in '{kept}'.");

    public static Diagnostic NotKept(string path) => Error("MOODLE1622", null,
        $"'{path}' is in the way of the site and was left where it is: it is too much to keep aside (more than 1 GB), or no file that can be copied (a pipe, a device).",
        "Move it out of the output and build again: the build goes on where it stopped.");

    /// <summary>A plugin that lay in a folder which was adopted: it is of another Moodle.</summary>
    public static Diagnostic OfAnotherMoodle(string path, string kept) => Warning("MOODLE1623", null,
        $"'{path}' in the adopted folder is a plugin (version.php) that the site does not have, and has been taken out of it.",
        $"It was moved to '{kept}'. To have it in the site, declare it as MoodlePlugin.");

    /// <summary>The record beside the output names the tree that lies there, but its code cannot be had.</summary>
    public static Diagnostic NotComposedAgain(string output, TreeId tree) => Warning("MOODLE1624", null,
        $"What an earlier build wrote to '{output}' is not known any more: its record under obj is lost, and the git cache lacks the code of its tree {tree.Id.ToShortString()}, or holds it damaged.",
        "Files of it that the site does not have stay. A dotnet restore with the lock of that build, before this one, fetches that code.");

    /// <summary>Code lay in a folder which was adopted, of a version that the git cache does not have.</summary>
    public static Diagnostic FilesNotKnown(string output, IEnumerable<ComponentVersion> found) => Warning("MOODLE1625", null,
        $"'{output}' is adopted, and the git cache lacks the code of what lies there: {string.Join(", ", found.Select(v => $"{(v.Component.IsCore ? "Moodle" : v.Component)} {v.Release ?? "without a release"} ({v.Version})"))}. Files of it at places where the site has none stay.",
        "Look through the folder and delete what is not yours. As an error this warning ends the build before anything is changed; a dotnet restore with that version declared fetches the code, and the build after that knows these files.");

    /// <summary>A plugin of a person, or of another Moodle, lies where Moodle looked before its code moved below public/.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="now">Where Moodle looks for it now, from the root of the output.</param>
    public static Diagnostic PluginOfBefore(string folder, string now) => Warning("MOODLE1626", null,
        $"'{folder}' holds a plugin (version.php) that the project does not declare, where this Moodle does not look any more: it is missing from the site.",
        $"Declare it as MoodlePlugin, or move the folder to '{now}'; else uninstall it in Moodle and delete the folder.");

    /// <summary>One of MOODLE1606 to MOODLE1609, MOODLE1623 and MOODLE1620 where the user made it an error: nothing was changed.</summary>
    public static Diagnostic Forbidden(Diagnostic warning) => warning with
    {
        Severity = Severity.Error,
        Message = warning.Code switch
        {
            1608 => warning.Message.Replace("has been taken out of the output, but it had been", "was", StringComparison.Ordinal),
            1623 => warning.Message.Replace(", and has been taken out of it", "", StringComparison.Ordinal),
            1609 => warning.Message.Replace("were kept", "would be kept", StringComparison.Ordinal),
            _ => warning.Message,
        },
        Remedy = "Nothing was changed, since this warning is an error here. Undo the edit or move it away; as a warning it would be kept aside.",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
