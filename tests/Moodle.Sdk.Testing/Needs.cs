using System.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Testing;

/// <summary>What not every machine has and a test can say nothing without.</summary>
[Flags]
public enum Needs
{
    /// <summary>A system with exec bits, where a file that begins with <c>#!/bin/sh</c> is a program: all but Windows.</summary>
    Scripts = 1,

    /// <summary>Linux: its system calls, <c>/proc</c> and <c>flock</c>.</summary>
    Linux = 2,

    /// <summary>The right to give files to another user.</summary>
    Root = 4,

    /// <summary>The right to mount a file system in memory.</summary>
    Mounts = 8,

    /// <summary>GNU tar, gzip and sha256sum on the PATH.</summary>
    Tar = 16,

    /// <summary>bsdtar on the PATH.</summary>
    Bsdtar = 32,

    /// <summary>Files in the temp folder whose names differ in case alone.</summary>
    CaseInFileNames = 64,

    /// <summary>PHP 8 on the PATH, with pcntl and posix.</summary>
    Php = 128,

    /// <summary>A C compiler on the PATH, and a libc that loads a library before itself.</summary>
    Compiler = 256,

    /// <summary>The right to run programs as other users, who can reach .NET and these tests.</summary>
    OtherUsers = 512,

    /// <summary>Info-ZIP's unzip on the PATH.</summary>
    Unzip = 1024,
}

/// <summary>A fact that is skipped, with the reason, on a machine without what it needs.</summary>
public sealed class FactThatNeedsAttribute : FactAttribute
{
    /// <inheritdoc cref="FactThatNeedsAttribute"/>
    public FactThatNeedsAttribute(Needs needs) => Skip = Machine.WhatIsMissing(needs);
}

/// <summary>A theory that is skipped as a whole, with the reason, on a machine without what it needs.</summary>
public sealed class TheoryThatNeedsAttribute : TheoryAttribute
{
    /// <inheritdoc cref="TheoryThatNeedsAttribute"/>
    public TheoryThatNeedsAttribute(Needs needs) => Skip = Machine.WhatIsMissing(needs);
}

/// <summary>The machine that the tests run on.</summary>
internal static class Machine
{
    // Each is found out once: some of them by trying.
    private static readonly Dictionary<Needs, Lazy<bool>> Has = new()
    {
        [Needs.Scripts] = new(() => !OperatingSystem.IsWindows()),
        [Needs.Linux] = new(OperatingSystem.IsLinux),
        [Needs.Root] = new(() => !OperatingSystem.IsWindows() && Tried(folder => Runs("chown", "12345", folder))),
        [Needs.Mounts] = new(() => OperatingSystem.IsLinux() && Tried(folder => Runs("mount", "-t", "tmpfs", "tmpfs", folder) && Runs("umount", folder))),
        [Needs.Tar] = new(() => Runs("tar", "--version") && Runs("gzip", "--version") && Runs("sha256sum", "--version")),
        [Needs.Bsdtar] = new(() => Runs("bsdtar", "--version")),
        [Needs.Unzip] = new(() => Runs("unzip", "-v")),
        [Needs.CaseInFileNames] = new(() => Tried(folder => !Directory.Exists(folder.ToUpperInvariant()))),
        [Needs.Compiler] = new(() => OperatingSystem.IsLinux() && Runs("cc", "--version")),
        [Needs.OtherUsers] = new(() => OperatingSystem.IsLinux() && Runs(
            "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "sh", "-c", "dotnet --list-runtimes && test -r \"$0\"", typeof(Machine).Assembly.Location)),
        [Needs.Php] = new(() => Runs("php", "-r", "exit(PHP_VERSION_ID >= 80000 && function_exists('pcntl_fork') && function_exists('posix_kill') ? 0 : 1);")),
    };

    /// <summary>Why a test cannot run here, or null.</summary>
    public static string? WhatIsMissing(Needs needs)
    {
        var missing = Has.Where(one => needs.HasFlag(one.Key) && !one.Value.Value).Select(one => one.Key).ToList();
        return missing.Count == 0 ? null : $"This machine lacks what Needs.{string.Join(", Needs.", missing)} stands for.";
    }

    private static bool Tried(Func<string, bool> attempt)
    {
        using var folder = new TempFolder();
        return attempt(folder.Path);
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
