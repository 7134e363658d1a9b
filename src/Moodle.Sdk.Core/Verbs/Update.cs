using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Verbs;

/// <summary>Takes what is new within the declaration, for all components or some. A person's wish, or a bot's: it moves the lock in any mode.</summary>
public static class Update
{
    /// <summary>Updates a site.</summary>
    /// <param name="request">The site; its modes play no part.</param>
    /// <param name="names">The components to update, as a person named them; none for all.</param>
    /// <param name="isOneOfMany">True when the site is one of several in a solution: a name that it does not declare is then a note, not an error.</param>
    /// <param name="cache">Where code is kept and fetched to.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it; the lock is then as it was.</param>
    /// <returns>The lock; null when there are errors, and then the lock is as it was.</returns>
    public static async Task<RestoredSite?> RunAsync(
        RestoreRequest request, ImmutableArray<string> names, bool isOneOfMany, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        request = request with { LockedMode = false, ForceEvaluate = false, DirectoryAge = TimeSpan.Zero };
        var read = LockFile.Read(request.LockFile);
        var locked = read.Succeeded ? read.Value : null;
        var complete = request.Declaration.Complete(locked);
        var known = complete.Components.ToDictionary(c => c.Component.ToString(), c => c.Component, StringComparer.Ordinal);
        var unknown = names.Where(name => !known.ContainsKey(name)).ToImmutableArray();
        if (!isOneOfMany)
        {
            findings.AddRange(unknown.Select(name => LockDiagnostics.UnknownComponent(request.Declaration.Core.Origin, name, NearNames.To(name, known.Keys))));
        }

        // Where everything moves anyway, what cannot be understood is replaced.
        if (names.IsEmpty && !read.Succeeded && read.Errors.All(LockDiagnostics.IsMendedByForce))
        {
            read = (SiteLock?)null;
        }

        if (findings.HasErrors || !findings.TryTake(read, out var there))
        {
            return null;
        }

        var wanted = names.IsEmpty ? known.Values.ToHashSet() : names.Where(known.ContainsKey).Select(name => known[name]).ToHashSet();
        var previous = there is null ? null : LockOfSchemaOne.Upgrade(there, request.Declaration);
        if (previous is not null && wanted.Count == 0)
        {
            return new RestoredSite(previous, false, [], [.. unknown.Select(NotDeclared)]);
        }

        var stale = previous is null ? [] : LockFreshness.Check(complete, previous);
        var updated = await new Renewal(request, previous, stale, wanted.Contains).RunAsync(cache, findings, cancel);
        return updated is null ? null : updated with { Notes = [.. updated.Notes, .. unknown.Select(NotDeclared)] };
    }

    private static string NotDeclared(string name) => $"{name} is not updated: this site does not declare it.";
}
