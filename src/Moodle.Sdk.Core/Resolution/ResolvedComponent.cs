namespace Moodle.Sdk.Resolution;

/// <summary>A component whose commit is decided.</summary>
/// <param name="Code">Its code at that commit.</param>
/// <param name="Reference">Full name of the ref that led to the commit; null for a commit by id.</param>
/// <param name="Reason">Why this commit, when a rule chose it; one short line.</param>
internal sealed record ResolvedComponent(ComponentCode Code, string? Reference, string? Reason);
