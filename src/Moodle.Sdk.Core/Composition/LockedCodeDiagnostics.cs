using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Composition;

/// <summary>MOODLE1460 to MOODLE1469: the locked code is not there, or not what the lock says.</summary>
internal static class LockedCodeDiagnostics
{
    private const string Restore = "Run: dotnet restore";

    public static Diagnostic NotLocked(DeclaredComponent declared) => Error("MOODLE1460", declared.Origin,
        $"{declared.Component} is declared, but the lock does not hold it.",
        Restore,
        declared.Component.ToString());

    public static Diagnostic NotInCache(LockedComponent locked, Origin origin) => Error("MOODLE1461", origin,
        $"The git cache does not hold {locked.Code} of {origin.Subject}{(locked.Code is LockedCode.Git code ? $" ({code.Reference ?? locked.Requested} of {code.Upstream})" : "")}.",
        Restore,
        locked.Component.ToString());

    public static Diagnostic SubmoduleNotInCache(LockedComponent locked, Submodule submodule, Origin origin) => Error("MOODLE1467", origin,
        $"The git cache does not hold commit {submodule.Commit} of {submodule.Upstream}, the submodule '{submodule.Path}' of {locked.Component}.",
        Restore,
        locked.Component.ToString());

    public static Diagnostic OtherSubmodule(LockedComponent locked, Submodule submodule, Origin origin) => Error("MOODLE1468", origin,
        $"The lock gives {locked.Component} the submodule '{submodule.Path}' at commit {submodule.Commit}, but the code around it names another: the lock was edited by hand, or merged wrongly.",
        "Run: dotnet restore --force-evaluate",
        locked.Component.ToString());

    public static Diagnostic SeriesNotInCache(LockedComponent locked, CommitSeries series, CommitId missing, Origin origin) => Error("MOODLE1197", origin,
        $"The git cache does not hold commit {missing} of {series.Upstream}, which the customisation of {locked.Component} takes.",
        Restore,
        locked.Component.ToString());

    /// <summary>The cache lacks an object of a commit that it claims to hold, or holds a damaged one.</summary>
    public static Diagnostic CacheDamaged(MissingObjectException missing) => Error("MOODLE1462", null,
        $"The git cache is damaged: object {missing.Id} is {(missing.Damaged ? "not what its name says" : "missing")} in {missing.Repository}.",
        $"{Restore}, which fetches it anew.");

    public static Diagnostic OtherTree(SiteLock siteLock, LockedComponent locked, OpenedComponent opened) => Edited("MOODLE1463", siteLock, locked, opened,
        $"the tree {locked.Code.Tree}, but {locked.Code} has {opened.Code.Tree}");

    public static Diagnostic OtherVersion(SiteLock siteLock, LockedComponent locked, OpenedComponent opened) => Edited("MOODLE1464", siteLock, locked, opened,
        $"the version {locked.Version}, but {locked.Code} has {opened.Version.Version.Value}");

    public static Diagnostic OtherPlace(SiteLock siteLock, LockedComponent locked, OpenedComponent core, OpenedComponent opened, string place) => Edited("MOODLE1465", siteLock, locked, opened,
        $"the place {locked.Place}, but in {core.Title} it goes to {place}");

    /// <summary>The lock has a component from elsewhere than is declared.</summary>
    public static Diagnostic OtherSource(LockedComponent locked, DeclaredComponent declared)
    {
        var from = locked.Code is LockedCode.Git git ? $"from {git.Upstream}" : $"from {locked.Code}";
        return Error("MOODLE1466", declared.Origin,
            $"The lock has {locked.Component} {from}, but {(declared.Source is Source.Git source ? source.Upstream.ToString() : declared.Source.ToString())} is declared.",
            Restore,
            locked.Component.ToString());
    }

    // What is wrong is wrong in the lock, whatever is declared.
    private static Diagnostic Edited(string id, SiteLock siteLock, LockedComponent locked, OpenedComponent opened, string what) => Error(id, siteLock.File is { } file ? Origin.InLock(file, locked.Component.ToString()) : opened.Origin,
        $"The lock gives {locked.Component} {what}: it was edited by hand, or merged wrongly.",
        "Run: dotnet restore --force-evaluate",
        locked.Component.ToString());
}
