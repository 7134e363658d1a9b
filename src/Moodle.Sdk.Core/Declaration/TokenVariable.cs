using Moodle.Sdk.Git;

namespace Moodle.Sdk.Declaration;

/// <summary>The environment variable that holds a token for an upstream, such as <c>MOODLE_GIT_TOKEN_GITHUB_COM</c>.</summary>
internal static class TokenVariable
{
    public const string Prefix = "MOODLE_GIT_TOKEN_";

    public static string Of(UpstreamUrl upstream) => Prefix + upstream.HostInVariables;
}
