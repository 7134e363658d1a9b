using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Sources.OwnFiles;

/// <summary>
/// Finds what is a secret without doubt: a password that a config.php has as a literal, a private key, a token of a known form. Anything vaguer is none: an error
/// that is mostly wrong is switched off by everybody.
/// </summary>
internal static partial class Secrets
{
    /// <summary>What a file holds, in words; null when it holds none.</summary>
    /// <param name="target">Where it goes in the code base.</param>
    /// <param name="content">Its bytes.</param>
    public static string? In(string target, byte[] content)
    {
        var text = Encoding.Latin1.GetString(content);
        return target.EndsWith(".php", StringComparison.OrdinalIgnoreCase) && Password.Match(text) is { Success: true } password ? $"a literal $CFG->{password.Groups["name"].Value}"
            : PrivateKey.IsMatch(text) ? "a private key"
            : Token.Match(text) is { Success: true } token ? $"what begins as a token does ({token.Groups["prefix"].Value}...)"
            : null;
    }

    // One on a line that is a comment sets nothing. getenv() and an empty text are none.
    [GeneratedRegex(@"^[ \t]*\$CFG->(?<name>dbpass|smtppass|proxypassword|cronremotepassword|passwordsaltmain)[ \t]*=[ \t]*(?:'[^'\n]+'|""[^""$\n]+"")[ \t]*;", RegexOptions.Multiline)]
    private static partial Regex Password { get; }

    [GeneratedRegex("-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")]
    private static partial Regex PrivateKey { get; }

    // GitHub, GitLab, AWS, Slack, Stripe, npm: the forms that these say their tokens have.
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:(?<prefix>gh[pousr]_)[A-Za-z0-9]{36}|(?<prefix>github_pat_)[A-Za-z0-9_]{50}|(?<prefix>glpat-)[A-Za-z0-9_-]{20}|(?<prefix>AKIA)[A-Z0-9]{16}(?![A-Za-z0-9])|(?<prefix>xox[bpars]-)[A-Za-z0-9-]{20}|(?<prefix>sk_live_)[A-Za-z0-9]{20}|(?<prefix>npm_)[A-Za-z0-9]{36})")]
    private static partial Regex Token { get; }
}
