using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Core.Tests;

/// <summary>The code of entries that come from git, as most in tests do.</summary>
internal static class LockedGit
{
    extension(LockedComponent component)
    {
        public LockedCode.Git Git => (LockedCode.Git)component.Code;

        public CommitId Commit => component.Git.Commit;

        public TreeId Tree => component.Code.Tree;

        public string? Reference => component.Git.Reference;

        public UpstreamUrl Upstream => component.Git.Upstream;

        public LockedComponent WithCode(Func<LockedCode.Git, LockedCode.Git> change) => component with { Code = change(component.Git) };
    }
}
