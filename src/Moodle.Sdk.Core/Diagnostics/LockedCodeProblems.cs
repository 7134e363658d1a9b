using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1460 to MOODLE1469: the locked code is not there, or not what the lock says.</summary>
internal static class LockedCodeProblems
{
    private const string Restore = "Run: dotnet restore";

    /// <summary>MOODLE1460: a declared plugin is not in the lock.</summary>
    public static Diagnostic NotLocked(DeclaredComponent declared) => Diagnostic.Error(
        1460,
        declared.Origin,
        $"{declared.Component} is declared, but the lock does not hold it.",
        Restore,
        declared.Component.ToString());

    /// <summary>MOODLE1461: the cache lacks a locked commit.</summary>
    public static Diagnostic NotInCache(LockedComponent locked, LockedCode.Git code, Origin origin) => Diagnostic.Error(
        1461,
        origin,
        $"The git cache does not hold commit {code.Commit} of {origin.Subject} ({code.Reference ?? locked.Requested} of {code.Upstream}).",
        Restore,
        locked.Component.ToString());

    /// <summary>MOODLE1462: the cache lacks an object of a commit that it claims to hold, or holds a damaged one.</summary>
    public static Diagnostic CacheDamaged(MissingObjectException missing) => Diagnostic.Error(
        1462,
        null,
        $"The git cache is damaged: object {missing.Id} is {(missing.Damaged ? "not what its name says" : "missing")} in {missing.Repository}. That repository was put aside.",
        "Run: dotnet restore, which fetches it anew.");

    /// <summary>MOODLE1463: the lock names another tree than the commit has.</summary>
    public static Diagnostic OtherTree(LockedComponent locked, ComponentCode code) => Edited(
        1463, locked, code, $"the tree {locked.Code.Tree}, but {locked.Code} has {code.Code.Tree}");

    /// <summary>MOODLE1464: the lock names another version than the commit has.</summary>
    public static Diagnostic OtherVersion(LockedComponent locked, ComponentCode code) => Edited(
        1464, locked, code, $"the version {locked.Version}, but {locked.Code} has {code.Version.Version.Value}");

    /// <summary>MOODLE1465: the lock names another place than this Moodle gives the plugin.</summary>
    public static Diagnostic OtherPlace(LockedComponent locked, ComponentCode core, ComponentCode code, string place) => Edited(
        1465, locked, code, $"the place {locked.Place}, but in {core.Title} it goes to {place}");

    /// <summary>MOODLE1466: the lock has a component from elsewhere than is declared.</summary>
    public static Diagnostic OtherSource(LockedComponent locked, DeclaredComponent declared) => Diagnostic.Error(
        1466,
        declared.Origin,
        $"The lock has {locked.Component} {(locked.Code is LockedCode.Git git ? $"from {git.Upstream}" : "from elsewhere")}, but {(declared.Source is Source.Git declaredGit ? declaredGit.Upstream.ToString() : declared.Source.ToString())} is declared.",
        Restore,
        locked.Component.ToString());

    private static Diagnostic Edited(int code, LockedComponent locked, ComponentCode component, string what) => Diagnostic.Error(
        code,
        component.Origin,
        $"The lock gives {locked.Component} {what}: it was edited by hand, or merged wrongly.",
        "Run: dotnet restore --force-evaluate",
        locked.Component.ToString());
}
