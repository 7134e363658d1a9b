namespace Moodle.Sdk.Sources;

/// <summary>Where links of code that no upstream vouches for lead.</summary>
internal static class Links
{
    /// <summary>True when a link leads out of the tree that it is in, by its text.</summary>
    /// <param name="path">The link's path from the root of the tree, with slashes.</param>
    /// <param name="target">What it says.</param>
    public static bool LeadsOut(string path, string target)
    {
        var depth = path.Count(c => c == '/');
        var steps = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return target.StartsWith('/') || target.Contains('\\')
            || steps.Any(step => (depth += step switch { "." => 0, ".." => -1, _ => 1 }) < 0);
    }
}
