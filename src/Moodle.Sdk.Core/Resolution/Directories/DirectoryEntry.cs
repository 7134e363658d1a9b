using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>What a plugins directory says of a component: the repository of its code, or what there is to download.</summary>
/// <param name="Component">The component.</param>
/// <param name="NamedBy">Which directory says so.</param>
internal abstract record DirectoryEntry(ComponentName Component, NamedBy NamedBy)
{
    /// <summary>One with a repository.</summary>
    /// <param name="Component">The component.</param>
    /// <param name="Upstream">The repository of its code.</param>
    /// <param name="NamedBy">Which directory says so.</param>
    public sealed record OfGit(ComponentName Component, UpstreamUrl Upstream, NamedBy NamedBy) : DirectoryEntry(Component, NamedBy)
    {
        /// <summary>Whether its maintainer stands by the entry, in words; null where the directory does not say.</summary>
        public string? Standing { get; init; }

        /// <summary>Why nobody should expect more of it: withdrawn or archived, in words; null where there is nothing of the kind.</summary>
        public string? Ended { get; init; }

        /// <summary>Its releases that the directory verified.</summary>
        public ImmutableArray<VerifiedRelease> Releases { get; init; } = [];
    }

    /// <summary>One without a repository.</summary>
    /// <param name="Component">The component.</param>
    /// <param name="Versions">The archives of its versions, the highest first; empty where there are none either.</param>
    /// <param name="NamedBy">Which directory says so.</param>
    public sealed record OfDownloads(ComponentName Component, ImmutableArray<NamedDownload> Versions, NamedBy NamedBy) : DirectoryEntry(Component, NamedBy)
    {
        /// <summary>The highest version that is asked for and made for a Moodle; null where there is none.</summary>
        /// <param name="request">What is asked for: a Version in full, or whatever fits.</param>
        /// <param name="moodle">The branch of that Moodle.</param>
        public NamedDownload? Best(CodeRequest request, MoodleBranch moodle) => request switch
        {
            CodeRequest.Compatible => Versions.FirstOrDefault(v => v.Moodles.Contains(moodle.Release)),
            CodeRequest.Version version => Versions.FirstOrDefault(v => v.Version.ToString() == version.Text || v.Release == version.Text),
            _ => null,
        };
    }
}

/// <summary>A release that a directory verified.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Commit">The commit that was looked at.</param>
internal sealed record VerifiedRelease(string Tag, CommitId Commit);

/// <summary>A version of a plugin as an archive.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Release">Its release text, or null.</param>
/// <param name="File">Where the archive is.</param>
/// <param name="Moodles">The lines of Moodle that it is said to be made for, such as <c>4.5</c>.</param>
/// <param name="Md5">The MD5 of the archive, 32 hexadecimal digits in lower case; null where the directory tells none. It tells a broken download, and nothing of who made it.</param>
internal sealed record NamedDownload(VersionNumber Version, string? Release, WebFile File, ImmutableArray<string> Moodles, string? Md5);
