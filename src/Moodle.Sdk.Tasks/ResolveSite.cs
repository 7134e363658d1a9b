using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Brings the lock in line with the declaration and the git cache in line with the lock. The restore of a site.</summary>
[MSBuildMultiThreadableTask]
public sealed class ResolveSite : SiteTask
{
    /// <summary>RestoreLockedMode: <c>true</c> makes a lock that would change an error.</summary>
    public string? LockedMode { get; set; }

    /// <summary>RestoreForceEvaluate: <c>true</c> resolves everything anew.</summary>
    public string? ForceEvaluate { get; set; }

    /// <summary><c>true</c> takes the newest that the declaration allows.</summary>
    public string? Update { get; set; }

    /// <summary>With <see cref="Update"/>: only these components, separated by spaces or plus signs.</summary>
    public string? MoodlePlugins { get; set; }

    /// <summary>Plugins that may come from another repository than before because a directory says so.</summary>
    public string? AcceptMoved { get; set; }

    /// <summary>What moved: Include is the component; metadata From, To, FromCommit, ToCommit.</summary>
    [Output]
    public ITaskItem[] Moves { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration || findings.Take(OpenCache(declaration)) is not { } cache)
        {
            return;
        }

        using var connected = cache;
        var request = new RestoreRequest(declaration, Site.GetMetadata("LockFile"), Listings, IsOn(LockedMode), IsOn(ForceEvaluate))
        {
            Output = new(() => OutputFolder.At(Site.GetMetadata("OutputPath"), Folders).TryGet(out var output) ? output : null),
            AcceptMoved = [.. Names(AcceptMoved)],
        };
        var restoring = IsOn(Update)
            ? Verbs.Update.RunAsync(request, [.. Names(MoodlePlugins)], IsOn(Site.GetMetadata("InSolution")), cache, findings, cancel)
            : Restore.RunAsync(request, cache, findings, cancel);
        if (restoring.GetAwaiter().GetResult() is { } restored)
        {
            Tell(restored, findings);
        }
    }

    private void Tell(RestoredSite outcome, Findings findings)
    {
        Moves = [.. outcome.Moves.Select(Item)];
        var moves = outcome.Moves.Select(move => move.ToString());
        if (IsOn(Update))
        {
            TellResult(Site.GetMetadata("LockFile"), [.. moves.DefaultIfEmpty("nothing moved"), .. outcome.Notes]);
        }
        else
        {
            // The terminal logger shows nothing of a restore; the build after it tells what moved in the output.
            foreach (var line in moves.Concat(outcome.Notes))
            {
                Tell(line);
            }
        }

        // An update answers each time, also that nothing moved; a restore that wrote nothing leaves obj/ alone.
        if (IsOn(Update) || outcome.LockWritten)
        {
            ResultFile.Write(Site, IsOn(Update) ? "update" : "restore", Moves, findings);
        }

        if (outcome.LockWritten)
        {
            Log.LogMessage(MessageImportance.Normal, $"  Wrote {Site.GetMetadata("LockFile")}");
        }
    }

    private static TaskItem Item(LockMove move) => new(move.Component.ToString(), new Dictionary<string, string>
    {
        ["From"] = move.From?.Version.ToString() ?? "",
        ["To"] = move.To?.Version.ToString() ?? "",
        ["FromCommit"] = Commit(move.From),
        ["ToCommit"] = Commit(move.To),
    });

    private static string Commit(LockedComponent? locked) => locked?.Code is LockedCode.Git git ? git.Commit.ToString() : "";
}
