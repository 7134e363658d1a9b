using System.Globalization;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE16xx: the output folder and the files in it.</summary>
internal static class OutputProblems
{
    /// <summary>MOODLE1601: the output path is a file system's root, or the user's home folder or above it.</summary>
    public static Diagnostic NotForOutput(string output, Origin? origin) => Diagnostic.Error(
        1601,
        origin,
        $"'{output}' cannot be an output: it is a root folder, or holds your home folder.",
        "Name a folder for the code base alone, with OutputPath or dotnet build -o.");

    /// <summary>MOODLE1602: the output would hold the project, its obj folder or the git cache, or lie within what the SDK keeps its records in.</summary>
    public static Diagnostic OutputHolds(string output, string what, string folder, Origin? origin) => Diagnostic.Error(
        1602,
        origin,
        $"'{output}' cannot be an output: it holds {what}, '{folder}'.",
        "Name a folder for the code base alone, with OutputPath or dotnet build -o.");

    /// <inheritdoc cref="OutputHolds"/>
    public static Diagnostic OutputWithin(string output, string what, string folder, Origin? origin) => Diagnostic.Error(
        1602,
        origin,
        $"'{output}' cannot be an output: it lies within {what}, '{folder}'.",
        "Name a folder for the code base alone, with OutputPath or dotnet build -o.");

    /// <summary>MOODLE1603: another project builds into this output.</summary>
    public static Diagnostic OwnedByAnother(string output, string project) => Diagnostic.Error(
        1603,
        null,
        $"'{output}' is the output of another project, '{project}'.",
        $"Give each project an output of its own (a solution cannot be built with -o), or run dotnet clean \"{project}\" first.");

    /// <summary>MOODLE1604: there is a file where the output folder should be.</summary>
    public static Diagnostic NotAFolder(string output) => Diagnostic.Error(
        1604,
        null,
        $"'{output}' cannot be the output folder: it is a file.",
        "Move the file away, or name another OutputPath.");

    /// <summary>MOODLE1605: an output without a state holds other content at our places.</summary>
    /// <param name="output">Full path.</param>
    /// <param name="differing">How many of the places hold something else.</param>
    /// <param name="places">How many places the site has.</param>
    /// <param name="example">One of them.</param>
    public static Diagnostic NotOurs(string output, int differing, int places, string example) => Diagnostic.Error(
        1605,
        null,
        $"'{output}' holds files that this project has no record of, and {Number(differing)} of the site's {Number(places)} files are other ones there ('{example}'{(differing > 1 ? " and more" : "")}).",
        "Name another OutputPath, or build once with -p:MoodleAdopt=true: what differs is then replaced, and kept aside under obj.");

    /// <summary>MOODLE1606: a managed file was changed by hand; it was put right and its content kept.</summary>
    public static Diagnostic EditedByHand(string path, string kept) => Diagnostic.Warning(
        1606,
        null,
        $"'{path}' was changed by hand in the output and has been put right.",
        $"What it held is in '{kept}'; to keep a change, declare it in the project.");

    /// <summary>MOODLE1607: something that was never ours stood where the site has a file or folder.</summary>
    public static Diagnostic InTheWay(string path, string kept) => Diagnostic.Warning(
        1607,
        null,
        $"'{path}' in the output was not written by a build, and the site has something else at its place.",
        $"It was moved to '{kept}'.");

    /// <summary>MOODLE1608: a file that the site no longer has was changed by hand.</summary>
    public static Diagnostic EditedAndStale(string path, string kept) => Diagnostic.Warning(
        1608,
        null,
        $"'{path}' is no longer part of the site and has been taken out of the output, but it had been changed by hand.",
        $"What it held is in '{kept}'.");

    /// <summary>MOODLE1609: so much was kept aside that the rest is only counted.</summary>
    public static Diagnostic MoreKeptAside(int more, string folder) => Diagnostic.Warning(
        1609,
        null,
        $"{Number(more)} more files of the output were kept aside.",
        $"They are in '{folder}'.");

    /// <summary>MOODLE1610: a plugin in the output that nobody declared. Moodle would install and run it all the same.</summary>
    public static Diagnostic UnmanagedPlugin(string folder) => Diagnostic.Warning(
        1610,
        null,
        $"'{folder}' holds a plugin (version.php) that the project does not declare; Moodle uses it all the same.",
        "Declare it as MoodlePlugin, or uninstall it in Moodle and delete the folder.");

    /// <summary>MOODLE1611: no space left.</summary>
    public static Diagnostic DiskFull(string path, string reason) => Diagnostic.Error(
        1611,
        null,
        $"'{path}' could not be written: {Sentence(reason)}",
        "Make room on that disk (space, inodes or quota) and build again: the build goes on where it stopped.");

    /// <summary>MOODLE1612: no permission.</summary>
    public static Diagnostic Denied(string path, string reason) => Diagnostic.Error(
        1612,
        null,
        $"'{path}' could not be read or written: {Sentence(reason)}",
        "Let the user who builds own the output folder, the project's obj folder and everything in them, then build again.");

    /// <summary>MOODLE1613: a read-only file system.</summary>
    public static Diagnostic ReadOnly(string path, string reason) => Diagnostic.Error(
        1613,
        null,
        $"'{path}' could not be written: {Sentence(reason)}",
        "Mount the file system writable, or name an OutputPath on another one.");

    /// <summary>MOODLE1614: a path too long for the file system.</summary>
    public static Diagnostic NameTooLong(string path, string reason) => Diagnostic.Error(
        1614,
        null,
        $"'{path}' could not be written: {Sentence(reason)}",
        "Name a shorter OutputPath; where a single name is too long, the component cannot be used on this file system.");

    /// <summary>MOODLE1615: another program holds the file.</summary>
    public static Diagnostic InUse(string path, string reason) => Diagnostic.Error(
        1615,
        null,
        $"'{path}' could not be replaced: {Sentence(reason)}",
        "Stop the program that uses it (a web server, an editor, a virus scanner) and build again.");

    /// <summary>MOODLE1616: symbolic links cannot be made here.</summary>
    public static Diagnostic NoLinks(string path, string reason) => Diagnostic.Error(
        1616,
        null,
        $"The symbolic link '{path}' could not be made: {Sentence(reason)}",
        "On Windows turn on developer mode or build as administrator; FAT file systems hold no links.");

    /// <summary>MOODLE1617: any other refusal of the file system.</summary>
    public static Diagnostic FileFault(string path, string reason) => Diagnostic.Error(
        1617,
        null,
        $"'{path}' could not be read or written: {Sentence(reason)}",
        "Put that right and build again: the build goes on where it stopped.");

    /// <summary>MOODLE1618: the git cache lacks a blob of the tree, or holds a damaged one.</summary>
    public static Diagnostic MissingBlob(MissingObjectException missing) => Diagnostic.Error(
        1618,
        null,
        $"The output could not be written: {Sentence(missing.Message)} That repository was put aside.",
        "Run dotnet restore, which fetches it anew, and build again: the build goes on where it stopped.");

    /// <summary>MOODLE1619: there is an output, but its record is lost, so nothing in it can be cleaned.</summary>
    public static Diagnostic NothingKnownToClean(string output) => Diagnostic.Warning(
        1619,
        null,
        $"'{output}' was not cleaned: there is no record of what a build wrote there.",
        "Build once, which takes the folder over if it is as it should be, and clean again; or delete the folder yourself.");

    /// <summary>MOODLE1620: cleaning found files that were changed by hand.</summary>
    public static Diagnostic EditedAndCleaned(string path, string kept) => Diagnostic.Warning(
        1620,
        null,
        $"'{path}' had been changed by hand when the output was cleaned.",
        $"What it held is in '{kept}'.");

    /// <summary>One of MOODLE1606 to MOODLE1609 and MOODLE1620 where the user made it an error: nothing was changed.</summary>
    public static Diagnostic Forbidden(Diagnostic warning) => warning with
    {
        Severity = Severity.Error,
        Message = warning.Code switch
        {
            1606 => warning.Message.Replace(" and has been put right", "", StringComparison.Ordinal),
            1608 => warning.Message.Replace("has been taken out of the output, but it had been", "was", StringComparison.Ordinal),
            1609 => warning.Message.Replace("were kept", "would be kept", StringComparison.Ordinal),
            _ => warning.Message,
        },
        Remedy = "Nothing was changed, since this warning is an error here. Undo the edit or move it away; as a warning it would be kept aside.",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Sentence(string reason) => reason.EndsWith('.') ? reason : reason + ".";
}
