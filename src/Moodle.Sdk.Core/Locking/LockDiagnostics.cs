using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Locking;

/// <summary>MOODLE13xx: the lock.</summary>
internal static class LockDiagnostics
{
    private const string Restore = "dotnet restore";

    public static Diagnostic Unreadable(string path, string why) => Error("MOODLE1301", Origin.InLock(path),
        $"The lock {path} cannot be read: {why}",
        "Make it readable for this user.");

    public static Diagnostic InConflict(string path, int line) => Error("MOODLE1302", Origin.InLock(path, line: line),
        $"The lock {path} is in a merge conflict at line {line}.",
        $"Take either side of it whole (git checkout --ours {Path.GetFileName(path)}, or --theirs), then run {Restore}: it brings the lock in line with the merged declaration. Or take what is newest of everything: dotnet build --no-restore -t:Update.");

    /// <summary>The lock is not JSON of the expected shape.</summary>
    public static Diagnostic Malformed(string path, long line, string why) => Error("MOODLE1303", Origin.InLock(path, line: (int)line),
        $"The lock {path} cannot be understood at line {line}: {why}",
        $"Undo the change to it, or run {Restore} --force-evaluate to resolve everything anew.");

    public static Diagnostic NewerSchema(string path, int schema, int known) => Error("MOODLE1304", Origin.InLock(path),
        $"The lock {path} has schema {schema}; this Moodle.Sdk knows schemas up to {known}.",
        "Update the version of Moodle.Sdk in the project (or in global.json) to the one that wrote the lock.");

    public static Diagnostic InvalidEntry(string path, string component, string why) => Error("MOODLE1305", Origin.InLock(path, component),
        $"The entry '{component}' of the lock {path} is not valid: {why}.",
        $"Undo the change to it, or take the whole entry out and run {Restore}.",
        component);

    public static Diagnostic DuplicateComponent(string path, ComponentName component) => Error("MOODLE1306", Origin.InLock(path, component.ToString()),
        $"The lock {path} holds {component} twice.",
        $"Take one of the two entries out and run {Restore}.",
        component.ToString());

    public static Diagnostic NotWritable(string path, string why) => Error("MOODLE1307", Origin.InLock(path),
        $"The lock {path} cannot be written: {why}",
        "Make its folder writable for this user, or set MoodleLockFile to another path.");

    public static Diagnostic MissingInLockedMode(Origin origin, string path) => Error("MOODLE1308", origin,
        $"There is no lock {path}, and locked mode forbids making one.",
        $"Run {Restore} without --locked-mode (RestoreLockedMode=false) and commit the lock.");

    public static Diagnostic WouldChange(SiteDeclaration declaration, string path, IEnumerable<StaleComponent> stale) =>
        WouldChange(At(declaration, path, stale), path, stale.Select(s => s.ToString()));

    /// <inheritdoc cref="WouldChange(SiteDeclaration, string, IEnumerable{StaleComponent})"/>
    public static Diagnostic WouldChange(Origin origin, string path, IEnumerable<string> changes) => Error("MOODLE1309", origin,
        $"The lock {path} would change, which locked mode forbids: {string.Join("; ", changes)}.",
        $"Run {Restore} without --locked-mode (RestoreLockedMode=false), review the change of the lock and commit it.");

    /// <summary>An update names a component that the site does not declare.</summary>
    public static Diagnostic UnknownComponent(Origin origin, string name, IReadOnlyList<string> near) => Error("MOODLE1310", origin,
        $"'{name}' cannot be updated: the site does not declare it{(near.Count > 0 ? $"; it declares {string.Join(", ", near)}" : "")}.",
        "Write -p:MoodlePlugins=core for Moodle itself, or the name of a declared MoodlePlugin; several are separated by spaces or +.");

    /// <summary>An entry was changed by hand or by a merge; a restore has put the rest of it right.</summary>
    public static Diagnostic EditedEntry(string path, LockedComponent entry) => Warning("MOODLE1311", Origin.InLock(path, entry.Component.ToString()),
        $"The lock's entry of {entry.Component} was changed by hand or by a merge: its {entry.Code} is kept, the rest of the entry was read from it anew.",
        "Review the change of the lock and commit it.",
        entry.Component.ToString());

    /// <summary>There is no lock, but beside it lies one whose project is gone: the project was renamed.</summary>
    public static Diagnostic OfAnotherName(Origin origin, string path, string orphan) => Warning("MOODLE1314", origin,
        $"There is no lock {path}, so everything is resolved anew; but beside it lies {Path.GetFileName(orphan)}, whose project is gone.",
        $"If the project was renamed, keep what was locked: git mv -f {Path.GetFileName(orphan)} {Path.GetFileName(path)}, then {Restore}. If not, delete {Path.GetFileName(orphan)}.");

    /// <summary>A build found no lock.</summary>
    public static Diagnostic Missing(Origin origin, string path) => Error("MOODLE1312", origin,
        $"There is no lock {path}.",
        $"Run {Restore}; a build without --no-restore does it by itself.");

    /// <summary>A build found that the lock does not fit the declaration.</summary>
    public static Diagnostic Stale(SiteDeclaration declaration, string path, IEnumerable<StaleComponent> stale) => Error("MOODLE1313", At(declaration, path, stale),
        $"The lock {path} does not fit the declaration: {string.Join("; ", stale)}.",
        $"Run {Restore}; a build without --no-restore does it by itself.");

    // Where entries alone were changed, nothing is wrong with what is declared; else the first that was declared anew is to blame.
    private static Origin At(SiteDeclaration declaration, string path, IEnumerable<StaleComponent> stale) => stale.All(s => s.Kind == StaleKind.Entry)
        ? Origin.InLock(path, stale.First().Component.ToString())
        : stale.Where(s => s.Kind is StaleKind.Declaration or StaleKind.Patches or StaleKind.Customization).Select(s => OriginOf(s, declaration)).FirstOrDefault(o => o is not null) ?? declaration.Core.Origin;

    private static Origin? OriginOf(StaleComponent stale, SiteDeclaration declaration) =>
        (stale.Kind == StaleKind.Patches ? declaration.Patches.FirstOrDefault(p => p.Component == stale.Component)?.Origin : null)
        ?? (stale.Kind == StaleKind.Customization ? declaration.Find(stale.Component)?.Customization?.Origin : null)
        ?? declaration.Find(stale.Component)?.Origin;

    /// <summary>Whether --force-evaluate mends what is wrong: a lock that cannot be understood is replaced, one of a newer SDK or out of reach is not.</summary>
    public static bool IsMendedByForce(Diagnostic error) => error.Id is "MOODLE1302" or "MOODLE1303" or "MOODLE1305" or "MOODLE1306";
}
