using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1460 to MOODLE1469: the locked code is not there, or not what the lock says.</summary>
internal static class LockedCodeProblems
{
    private const string Restore = "Run: dotnet restore";

    /// <summary>MOODLE1460: a declared plugin is not in the lock.</summary>
    public static Diagnostic NotLocked(PluginDeclaration plugin) => Diagnostic.Error(
        1460,
        plugin.Origin,
        $"{plugin.Component} is declared, but the lock does not hold it.",
        Restore,
        plugin.Component.ToString());

    /// <summary>MOODLE1461: the cache lacks a locked commit.</summary>
    public static Diagnostic NotInCache(LockedComponent locked, Origin origin) => Diagnostic.Error(
        1461,
        origin,
        $"The git cache does not hold commit {locked.Commit} of {origin.Subject} ({locked.Reference ?? locked.Requested} of {locked.Upstream}).",
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
        1463, locked, code, $"the tree {locked.Tree}, but commit {locked.Commit} has {code.Code.Tree}");

    /// <summary>MOODLE1464: the lock names another version than the commit has.</summary>
    public static Diagnostic OtherVersion(LockedComponent locked, ComponentCode code) => Edited(
        1464, locked, code, $"the version {locked.Version}, but commit {locked.Commit} has {code.Version.Version.Value}");

    /// <summary>MOODLE1465: the lock names another place than this Moodle gives the plugin.</summary>
    public static Diagnostic OtherPlace(LockedComponent locked, ComponentCode core, ComponentCode code, string place) => Edited(
        1465, locked, code, $"the place {locked.Place}, but in {core.Title} it goes to {place}");

    /// <summary>MOODLE1466: the lock names another upstream than is declared.</summary>
    public static Diagnostic OtherUpstream(LockedComponent locked, Source declared, Origin origin) => Diagnostic.Error(
        1466,
        origin,
        $"The lock has {locked.Component} from {locked.Upstream}, but {declared} is declared.",
        Restore,
        locked.Component.ToString());

    private static Diagnostic Edited(int code, LockedComponent locked, ComponentCode component, string what) => Diagnostic.Error(
        code,
        component.Origin,
        $"The lock gives {locked.Component} {what}: it was edited by hand, or merged wrongly.",
        "Run: dotnet restore --force-evaluate",
        locked.Component.ToString());
}
