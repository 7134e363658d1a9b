using System.Net;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Seen through a helper for HTTP of our own: git starts it by itself too, with the address that it has made.</summary>
public sealed class A_secret_stands_on_no_command_line : IDisposable
{
    private const string Secret = "s3cret-t0ken";

    private readonly CacheFixture _it = new(GitEngine.Git);
    private readonly string _log;
    private readonly string _programs;

    public A_secret_stands_on_no_command_line()
    {
        (_log, _programs) = (_it.Temp["log"], _it.Temp["programs"]);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var own = IsolatedGit.Run(null, "--exec-path");
        Directory.CreateDirectory(_programs);
        foreach (var file in Directory.GetFiles(own).Where(f => Path.GetFileName(f) != "git-remote-http"))
        {
            File.CreateSymbolicLink(Path.Combine(_programs, Path.GetFileName(file)), file);
        }

        Script.Write(Path.Combine(_programs, "git-remote-http"), $"echo \"$@\" >> '{_log}'\nexec '{own}/git-remote-http' \"$@\"");
        _it.Server.RequiredCredential = new NetworkCredential("me", Secret);
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task Not_that_of_a_declared_address() =>
        await AssertFetched(Url(_it.Upstream.Address.Replace("://", $"://me:{Secret}@", StringComparison.Ordinal)), "");

    [FactThatNeeds(Needs.Scripts)]
    public async Task Not_a_name_alone_which_may_be_one()
    {
        _it.Server.RequiredCredential = new NetworkCredential(Secret, "the-password");
        var asked = _it.Temp["asked"];

        // The user's own helper knows the password of that name.
        await AssertFetched(
            Url(_it.Upstream.Address.Replace("://", $"://{Secret}@", StringComparison.Ordinal)),
            $"[credential]\n helper = \"!f() {{ cat >> {asked}; echo password=the-password; }}; f\"\n");

        Assert.Contains($"username={Secret}", File.ReadAllLines(asked));
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("https://forge.invalid/")]
    [InlineData("https://forge.invalid/mod_x.git")]
    public async Task Not_that_of_a_rule_in_the_user_s_configuration(string prefix)
    {
        var rest = "https://forge.invalid/mod_x.git"[prefix.Length..];
        var telling = _it.Upstream.Address.Replace("://", $"://me:{Secret}@", StringComparison.Ordinal);
        // What it makes is an address that it would make another of.
        await AssertFetched(
            Url("https://forge.invalid/mod_x.git"),
            $"[url \"{telling[..^rest.Length]}\"]\n insteadOf = {prefix}\n insteadOf = {_it.Upstream.Address}\n");
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task A_token_is_taken_for_the_server_that_a_rule_leads_to()
    {
        _it.Server.RequiredCredential = new NetworkCredential("x-access-token", "right");
        var config = _it.Temp.Write("gitconfig", $"[url \"{_it.Server.Address}/\"]\n insteadOf = https://forge.invalid/\n");
        var declared = Url("https://forge.invalid/mod_x.git");

        var environment = Environment(("GIT_CONFIG_GLOBAL", config), (TokenVariable(declared), "wrong"), (TokenVariable(_it.Upstream), "right"));

        Assert.Null((await _it.Cache(environment: environment).ListRefsAsync(declared, default)).Fault);
    }

    [Fact]
    public async Task A_rule_may_lead_to_a_folder()
    {
        var config = _it.Temp.Write("gitconfig", $"[url \"{_it.Temp["served"]}/\"]\n insteadOf = https://forge.invalid/\n");
        var cache = _it.Cache(environment: Environment(("GIT_CONFIG_GLOBAL", config)));

        Assert.Null((await cache.ListRefsAsync(Url("https://forge.invalid/mod_x.git"), default)).Fault);
        (await cache.FetchAsync(Url("https://forge.invalid/mod_x.git"), [Target(_it.V1)], FetchDepth.Tip, default)).Value!.Dispose();
    }

    [Theory]
    [InlineData("git://forge.invalid/x")]
    [InlineData("http://forge.invalid/x")]
    [InlineData("ext::sh -c true")]
    public async Task A_rule_leads_to_no_other_protocol(string where)
    {
        var config = _it.Temp.Write("gitconfig", $"[url \"{where}\"]\n insteadOf = https://forge.invalid/\n");

        var fault = (await _it.Cache(environment: Environment(("GIT_CONFIG_GLOBAL", config))).ListRefsAsync(Url("https://forge.invalid/mod_x.git"), default)).Fault!;

        Assert.Equal(GitFaultKind.ProtocolRefused, fault.Kind);
    }

    public void Dispose() => _it.Dispose();

    // First all at once, then what else there is, by git fetch.
    private async Task AssertFetched(UpstreamUrl upstream, string configuration)
    {
        var config = _it.Temp.Write("gitconfig", configuration);
        var environment = Environment(("GIT_CONFIG_GLOBAL", config), ("GIT_EXEC_PATH", _programs));
        foreach (var commit in new[] { _it.V1, _it.V2 })
        {
            var fetched = await _it.Cache(environment: environment).FetchAsync(upstream, [Target(commit)], FetchDepth.Tip, default);
            Assert.True(fetched.Fault is null, fetched.Fault?.Words);
            fetched.Value!.Dispose();
        }

        Assert.Equal(2, File.ReadAllLines(_log).Count(line => line.Contains("mod_x.git", StringComparison.Ordinal)));
        Assert.DoesNotContain(Secret, File.ReadAllText(_log), StringComparison.Ordinal);
        Assert.Empty(_it.FilesHolding(Secret));
    }
}
