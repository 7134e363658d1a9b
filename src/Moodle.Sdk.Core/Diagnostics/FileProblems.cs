using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1611 to MOODLE1617: what file systems refuse, told apart by what a person does about it.</summary>
public static class FileProblems
{
    /// <summary>A file that could not be written.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="refused">What .NET threw: an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    public static Diagnostic NotWritten(string path, Exception refused) => Of(SystemFault.Of("write", path, refused) with { Path = path });

    /// <summary>A file that could not be read or written.</summary>
    public static Diagnostic Of(SystemFault refused) => Of(refused.Kind, refused.Path, refused.ToString());

    private static Diagnostic Of(FaultKind kind, string path, string reason) => kind switch
    {
        FaultKind.DiskFull => OutputProblems.DiskFull(path, reason),
        FaultKind.Denied => OutputProblems.Denied(path, reason),
        FaultKind.ReadOnly => OutputProblems.ReadOnly(path, reason),
        FaultKind.NameTooLong => OutputProblems.NameTooLong(path, reason),
        FaultKind.InUse => OutputProblems.InUse(path, reason),
        FaultKind.NoLinks => OutputProblems.NoLinks(path, reason),
        _ => OutputProblems.FileFault(path, reason),
    };
}
