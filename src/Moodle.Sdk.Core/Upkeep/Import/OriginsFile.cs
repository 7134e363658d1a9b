using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>
/// The file of <c>MoodleUpstreams</c>: a line for each component, with its name and the address of its repository, separated by spaces, a comma or a semicolon.
/// A line that begins with # is a comment.
/// </summary>
internal static class OriginsFile
{
    /// <summary>Reads it. Error: MOODLE1804.</summary>
    /// <param name="path">Full path; null for none.</param>
    /// <param name="origin">What names it.</param>
    public static Result<ImmutableDictionary<ComponentName, KnownOrigin>> Read(string? path, Origin origin)
    {
        var known = ImmutableDictionary.CreateBuilder<ComponentName, KnownOrigin>();
        if (path is null)
        {
            return known.ToImmutable();
        }

        try
        {
            if (!File.Exists(path))
            {
                return ImportDiagnostics.BadUpstreams(origin, path, 0, "it is not there");
            }

            var number = 0;
            foreach (var line in RegularFile.Lines(path))
            {
                number++;
                var words = line.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
                if (words is [] || words[0].StartsWith('#'))
                {
                    continue;
                }

                if (words.Length != 2 || !ComponentName.TryParse(words[0], out var component) || !UpstreamUrl.TryParse(words[1], out var upstream))
                {
                    return ImportDiagnostics.BadUpstreams(origin, path, number, "a line has the name of a plugin and the address of its repository");
                }

                known[component] = new(upstream, Path.GetFileName(path));
            }

            return known.ToImmutable();
        }
        catch (SystemFaultException refused)
        {
            return ImportDiagnostics.BadUpstreams(origin, path, 0, refused.Fault.ToString());
        }
    }
}
