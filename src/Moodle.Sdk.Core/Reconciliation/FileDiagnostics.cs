using System.ComponentModel;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Sources;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Reconciliation;

/// <summary>MOODLE1611 to MOODLE1617, MOODLE1621, MOODLE1630 and MOODLE1635: what file systems refuse, told apart by what a person does about it.</summary>
public static class FileDiagnostics
{
    /// <summary>A file that could not be written.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="refused">What .NET threw: an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    public static Diagnostic NotWritten(string path, Exception refused) => SystemFault.Of("write", path, refused) is var fault && fault.Kind == FaultKind.Unfit
        ? Of(fault)
        : Of(fault with { Path = path });

    /// <summary>What the system refused where nobody looked out for it; null when the exception is an error of the SDK itself.</summary>
    public static Diagnostic? Unguarded(Exception e) => e switch
    {
        SystemFaultException refused => Of(refused.Fault),
        IOException or UnauthorizedAccessException or Win32Exception => Error("MOODLE1630", null,
            $"The system refused what the build asked of it: {e.Message}",
            "Put that right and build again: the build goes on where it stopped."),
        // .NET says both in the same way; a thread needs a file too.
        OutOfMemoryException or TaskSchedulerException { InnerException: OutOfMemoryException } =>
            SourceDiagnostics.NoneLeft(null, "no thread could be started, or no memory was left"),
        _ => null,
    };

    /// <summary>A file that could not be read or written.</summary>
    internal static Diagnostic Of(SystemFault fault) => fault.Kind switch
    {
        _ when fault.Store is not null => SourceDiagnostics.StoreNotReadable(fault),
        FaultKind.NoneLeft => SourceDiagnostics.NoneLeft(null, $"'{fault.Path}': {fault}"),
        FaultKind.DiskFull => Error("MOODLE1611", null,
            $"'{fault.Path}' could not be written: {fault}",
            "Make room on that disk (space, inodes or quota) and build again: the build goes on where it stopped."),
        FaultKind.Denied => Error("MOODLE1612", null,
            $"'{fault.Path}' could not be read or written: {fault}",
            "Let the user who builds own the output folder, the project's obj folder and everything in them, then build again. Where that is so already, it may have been made immutable (lsattr shows it, chattr -i ends it)."),
        FaultKind.ReadOnly => Error("MOODLE1613", null,
            $"'{fault.Path}' could not be written: {fault}",
            "Mount the file system writable, or name an OutputPath on another one."),
        FaultKind.NameTooLong => Error("MOODLE1614", null,
            $"'{fault.Path}' could not be written: {fault}",
            "Name a shorter OutputPath; where a single name is too long, the component cannot be used on this file system."),
        FaultKind.InUse => Error("MOODLE1615", null,
            $"'{fault.Path}' could not be replaced: {fault}",
            "Stop the program that uses it (a web server, an editor, a virus scanner) and build again."),
        FaultKind.NoLinks => Error("MOODLE1616", null,
            $"The symbolic link '{fault.Path}' could not be made: {fault}",
            "On Windows turn on developer mode or build as administrator; FAT file systems hold no links."),
        FaultKind.Unfit => Error("MOODLE1635", null,
            $"'{fault.Path}' is not what belongs there: {fault.Words}.",
            "Somebody put it there, or the disk is damaged. Find out who may write there, move it away and build again."),
        FaultKind.NotAFolder => Error("MOODLE1621", null,
            $"'{fault.Path}' is, or lies behind, a link or a file that stands where a folder belongs: {fault}",
            "Nothing behind it was read, changed or deleted. If it was put there while the build ran, build again; see to it that only whom you trust may write there."),
        _ => Error("MOODLE1617", null,
            $"'{fault.Path}' could not be read or written: {fault}",
            "Put that right and build again: the build goes on where it stopped."),
    };
}
