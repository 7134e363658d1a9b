namespace Moodle.Sdk.Git;

/// <summary>What talks to upstreams.</summary>
public enum GitEngine
{
    /// <summary>git on the PATH if it is there and not too old, else the embedded engine.</summary>
    Auto,

    /// <summary>git on the PATH: shallow fetches, credential helpers, SSH, proxies.</summary>
    Git,

    /// <summary>The embedded one: HTTPS with a token, and repositories on this machine's disk by libgit2.</summary>
    LibGit2,
}
