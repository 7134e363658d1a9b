namespace Moodle.Sdk.Git.Transports;

/// <summary>What the user's own git configuration says about where upstreams are and how SSH is spoken. git is not left to read it by itself: it would put a rewritten address, with the token that may stand in it, on command lines.</summary>
/// <param name="settings">Keys in git's spelling, and values, in git's order.</param>
internal sealed class UserConfiguration(IReadOnlyList<(string Key, string Value)> settings)
{
    /// <summary>What is read of it, as git takes it.</summary>
    public const string Read = @"^(url\..*\.insteadof|core\.sshcommand|ssh\.variant)$";

    /// <summary>What is read of it where git does not connect: that leads elsewhere, and proxies.</summary>
    public const string ReadWithoutGit = @"^(url\..*\.insteadof|http\.(.*\.)?proxy)$";

    private const string Url = "url.";
    private const string InsteadOf = ".insteadof";
    private const string Http = "http.";
    private const string ForProxy = ".proxy";

    /// <summary>True when it leads some addresses elsewhere.</summary>
    public bool Rewrites => settings.Any(s => IsRule(s.Key));

    /// <summary>What <c>git config --null --get-regexp</c> prints: each key, a line end, the value and a NUL.</summary>
    public static UserConfiguration Parse(string output) => new([
        .. from setting in output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
           let end = setting.IndexOf('\n')
           select end < 0 ? (setting, "") : (setting[..end], setting[(end + 1)..])]);

    /// <summary>Where an address leads: the longest rule that it begins with decides, of two the first (git's remote.c, alias_url).</summary>
    public string Rewrite(string address) => settings
        .Where(s => IsRule(s.Key) && address.StartsWith(s.Value, StringComparison.Ordinal))
        .OrderByDescending(s => s.Value.Length)
        .FirstOrDefault() is { Key: { } key, Value: { } prefix }
            ? key[Url.Length..^InsteadOf.Length] + address[prefix.Length..]
            : address;

    /// <summary>The proxy for an address: that of the longest address which is the same or leads there, else the one for all; null where nothing is said.</summary>
    public string? Proxy(string address) => settings
        .Where(s => s.Key == Http.TrimEnd('.') + ForProxy
            || (s.Key.StartsWith(Http, StringComparison.Ordinal) && s.Key.EndsWith(ForProxy, StringComparison.Ordinal)
                && $"{address}/".StartsWith($"{s.Key[Http.Length..^ForProxy.Length].TrimEnd('/')}/", StringComparison.Ordinal)))
        .OrderBy(s => s.Key.Length)
        .LastOrDefault().Value;

    /// <summary>The command that git would run for SSH, told to ask nobody; null when it is one that takes no options.</summary>
    /// <param name="variables">The environment that git gets.</param>
    public string? SshInBatchMode(IDictionary<string, string?> variables)
    {
        string? Variable(string name) => variables.TryGetValue(name, out var value) && value is { Length: > 0 } ? value : null;
        var command = Variable("GIT_SSH_COMMAND") ?? Last("core.sshcommand")
            ?? (Variable("GIT_SSH") is { } program ? $"'{program.Replace("'", @"'\''", StringComparison.Ordinal)}'" : "ssh");
        return (Variable("GIT_SSH_VARIANT") ?? Last("ssh.variant") ?? "auto").ToLowerInvariant() switch
        {
            "simple" => null,
            "plink" or "putty" or "tortoiseplink" => command + " -batch",
            "auto" when command.Contains("plink", StringComparison.OrdinalIgnoreCase) => command + " -batch",
            _ => command + " -o BatchMode=yes",
        };
    }

    private string? Last(string key) => settings.LastOrDefault(s => s.Key == key).Value is { Length: > 0 } value ? value : null;

    private static bool IsRule(string key) => key.StartsWith(Url, StringComparison.Ordinal) && key.EndsWith(InsteadOf, StringComparison.Ordinal);
}
