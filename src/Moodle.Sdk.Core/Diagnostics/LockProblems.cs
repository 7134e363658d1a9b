using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE13xx: the lock.</summary>
internal static class LockProblems
{
    private const string Restore = "dotnet restore";

    /// <summary>MOODLE1301: the lock cannot be read from disk.</summary>
    public static Diagnostic Unreadable(string path, string why) => Diagnostic.Error(
        1301, null, $"The lock {path} cannot be read: {why}", "Make it readable for this user.");

    /// <summary>MOODLE1302: a merge left its conflict markers in the lock.</summary>
    public static Diagnostic InConflict(string path, int line) => Diagnostic.Error(
        1302,
        null,
        $"The lock {path} is in a merge conflict at line {line}.",
        $"Take either side of it whole (git checkout --ours or --theirs), then run {Restore}: it brings the lock in line with the merged declaration.");

    /// <summary>MOODLE1303: the lock is not JSON of the expected shape.</summary>
    public static Diagnostic Malformed(string path, long line, string why) => Diagnostic.Error(
        1303,
        null,
        $"The lock {path} is not to be understood at line {line}: {why}",
        $"Undo the change to it, or run {Restore} --force-evaluate to resolve everything anew.");

    /// <summary>MOODLE1304: the lock was written by a newer SDK.</summary>
    public static Diagnostic NewerSchema(string path, int schema, int known) => Diagnostic.Error(
        1304,
        null,
        $"The lock {path} has schema {schema}; this Moodle.Sdk knows schemas up to {known}.",
        "Update the version of Moodle.Sdk in the project (or in global.json) to the one that wrote the lock.");

    /// <summary>MOODLE1305: an entry of the lock lacks something or holds something that it cannot.</summary>
    public static Diagnostic InvalidEntry(string path, string component, string why) => Diagnostic.Error(
        1305,
        null,
        $"The entry '{component}' of the lock {path} is not valid: {why}.",
        $"Undo the change to it, or take the whole entry out and run {Restore}.",
        component);

    /// <summary>MOODLE1306: a component has two entries in the lock.</summary>
    public static Diagnostic DuplicateComponent(string path, ComponentName component) => Diagnostic.Error(
        1306,
        null,
        $"The lock {path} holds {component} twice.",
        $"Take one of the two entries out and run {Restore}.",
        component.ToString());

    /// <summary>MOODLE1307: the lock cannot be written.</summary>
    public static Diagnostic NotWritable(string path, string why) => Diagnostic.Error(
        1307, null, $"The lock {path} cannot be written: {why}", "Make its folder writable for this user, or set MoodleLockFile to another path.");

    /// <summary>MOODLE1308: locked mode, and there is no lock.</summary>
    public static Diagnostic MissingInLockedMode(Origin origin, string path) => Diagnostic.Error(
        1308,
        origin,
        $"There is no lock {path}, and locked mode forbids making one.",
        $"Run {Restore} without --locked-mode (RestoreLockedMode=false) and commit the lock.");

    /// <summary>MOODLE1309: locked mode, and the lock would change.</summary>
    public static Diagnostic WouldChange(Origin origin, string path, IEnumerable<string> changes) => Diagnostic.Error(
        1309,
        origin,
        $"The lock {path} would change, which locked mode forbids: {string.Join("; ", changes)}.",
        $"Run {Restore} without --locked-mode (RestoreLockedMode=false), review the change of the lock and commit it.");

    /// <summary>MOODLE1310: an update names a component that the site does not declare.</summary>
    public static Diagnostic UnknownComponent(Origin origin, string name, IReadOnlyList<string> near) => Diagnostic.Error(
        1310,
        origin,
        $"'{name}' cannot be updated: the site does not declare it{(near.Count > 0 ? $"; it declares {string.Join(", ", near)}" : "")}.",
        "Write -p:MoodlePlugins=core for Moodle itself, or the name of a declared MoodlePlugin; several are separated by spaces or +.");

    /// <summary>MOODLE1311: an entry of the lock was changed by hand or by a merge; a restore has put the rest of it right.</summary>
    public static Diagnostic EditedEntry(Origin origin, LockedComponent entry) => Diagnostic.Warning(
        1311,
        origin,
        $"The lock's entry of {entry.Component} was changed by hand or by a merge: its {entry.Code} is kept, the rest of the entry was read from it anew.",
        "Review the change of the lock and commit it.",
        entry.Component.ToString());

    /// <summary>MOODLE1312: a build found no lock.</summary>
    public static Diagnostic Missing(Origin origin, string path) => Diagnostic.Error(
        1312, origin, $"There is no lock {path}.", $"Run {Restore}; a build without --no-restore does it by itself.");

    /// <summary>MOODLE1313: a build found that the lock does not fit the declaration.</summary>
    public static Diagnostic Stale(Origin origin, string path, IEnumerable<StaleComponent> stale) => Diagnostic.Error(
        1313,
        origin,
        $"The lock {path} does not fit the declaration: {string.Join("; ", Describe(stale))}.",
        $"Run {Restore}; a build without --no-restore does it by itself.");

    /// <summary>Whether --force-evaluate puts the problem right: a lock that cannot be understood is replaced, one of a newer SDK or out of reach is not.</summary>
    internal static bool IsMendedByForce(Diagnostic problem) => problem.Code is 1302 or 1303 or 1305 or 1306;

    /// <summary>Stale components as people read them: <c>mod_x is not in the lock</c>.</summary>
    internal static IEnumerable<string> Describe(IEnumerable<StaleComponent> stale) => stale.Select(s => $"{s.Component} {s.Why}");
}
