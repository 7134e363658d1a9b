using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;

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

    /// <summary>With <see cref="Update"/>: only these components, separated by semicolons.</summary>
    public string? Only { get; set; }

    /// <summary>What moved: Include is the component; metadata From, To, FromCommit, ToCommit.</summary>
    [Output]
    public ITaskItem[] Moves { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration || Unwrap(OpenCache(findings), findings) is not { } cache)
        {
            return;
        }

        using var connected = cache;
        var options = new RestoreOptions
        {
            LockFile = Site.GetMetadata("LockFile"),
            LockedMode = IsOn(LockedMode),
            ForceEvaluate = IsOn(ForceEvaluate),
            Update = !IsOn(Update) ? new UpdateScope.None() : Split(Only) is { Length: > 0 } only ? new UpdateScope.Only([.. only]) : new UpdateScope.Everything(),
        };
        var restored = SiteRestore.RunAsync(declaration, options, ComponentTrees.JudgeWith(Listings), cache, findings, cancel).GetAwaiter().GetResult();
        if (Unwrap(restored, findings) is { } outcome)
        {
            Tell(outcome, findings);
        }
    }

    private void Tell(RestoreOutcome outcome, Findings findings)
    {
        Moves = [.. outcome.Moves.Select(Item)];
        foreach (var move in outcome.Moves)
        {
            Log.LogMessage(MessageImportance.High, $"  {move}");
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

    private static TaskItem Item(LockMove move)
    {
        var item = new TaskItem(move.Component.ToString());
        item.SetMetadata("From", move.From?.Version.ToString() ?? "");
        item.SetMetadata("To", move.To?.Version.ToString() ?? "");
        item.SetMetadata("FromCommit", move.From?.Commit.ToString() ?? "");
        item.SetMetadata("ToCommit", move.To?.Commit.ToString() ?? "");
        return item;
    }
}
