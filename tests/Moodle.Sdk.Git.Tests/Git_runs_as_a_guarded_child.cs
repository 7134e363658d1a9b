using System.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Seen through a git of our own on the PATH, a shell script.</summary>
public sealed class Git_runs_as_a_guarded_child : IDisposable
{
    private readonly CacheFixture _it = new(GitEngine.Git);

    [Fact]
    public void No_git_on_the_path_is_an_error_only_when_it_is_asked_for()
    {
        var environment = Environment(("PATH", _it.Temp["empty"]));
        var fault = Open(GitEngine.Git, environment)!;
        Assert.Equal(GitFaultKind.GitNotFound, fault.Kind);
        Assert.Null(Open(GitEngine.Auto, environment));
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task An_old_git_is_an_error_when_it_is_asked_for_and_else_passed_over()
    {
        var environment = Environment(("PATH", _it.PathWithGit("echo git version 2.20.1")));
        var fault = Open(GitEngine.Git, environment)!;
        Assert.Equal(GitFaultKind.GitTooOld, fault.Kind);
        Assert.Equal("2.20.1", fault.Words);

        using var reader = await _it.Fetch(_it.Cache(engine: GitEngine.Auto, environment: environment), FetchDepth.Tip, Target(_it.V1));
        Assert.True(reader.Contains(ObjectId.Parse(_it.V1)));
    }

    [FactThatNeeds(Needs.Scripts)]
    public void What_a_git_says_in_the_place_of_its_version_is_told_on_one_line()
    {
        var environment = Environment(("PATH", _it.PathWithGit("echo one; echo two >&2; exit 3")));

        Assert.Contains("but: one; two (exit code 3)", Open(GitEngine.Git, environment)!.Words, StringComparison.Ordinal);
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("/no/such/interpreter", true, "No such file or directory", 2)]
    [InlineData("/bin/sh", false, "Permission denied", 13)]
    public async Task A_git_that_cannot_be_started_is_told_with_the_system_s_reason(string interpreter, bool isProgram, string why, int errno)
    {
        var file = Script.Write(_it.Temp["odd", "git"], "", interpreter);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (isProgram ? UnixFileMode.UserExecute : 0));
        var environment = Environment(("PATH", Path.GetDirectoryName(file)!));

        await AssertNotStarted(environment, file, $"{why} (exec, errno {errno})", errno);
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task A_git_that_is_being_written_is_told_as_that_and_started_when_it_is_there()
    {
        var path = _it.PathWithGit("exec GIT \"$@\"");
        var environment = Environment(("PATH", path));
        var file = Path.Combine(path.Split(Path.PathSeparator)[0], "git");
        // A child writes it: programs that other tests start meanwhile would inherit it from here.
        using (var writer = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec 3>>\"$0\"; echo open; read end", file]) { RedirectStandardInput = true, RedirectStandardOutput = true })!)
        {
            Assert.Equal("open", await writer.StandardOutput.ReadLineAsync());
            await AssertNotStarted(environment, file, "Text file busy (exec, errno 26)", 26);
            writer.StandardInput.Close();
            await writer.WaitForExitAsync();
        }

        Assert.Null((await _it.Cache(engine: GitEngine.Auto, environment: environment).ListRefsAsync(_it.Upstream, default)).Fault);
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task What_starts_and_is_no_git_is_told_where_git_is_asked_for_and_passed_over_where_it_is_not()
    {
        const string why = "libc.so.6: version GLIBC_2.34 not found";
        var environment = Environment(("PATH", _it.PathWithGit($"echo '{why}' >&2; exit 1")));

        var fault = Open(GitEngine.Git, environment)!;
        Assert.Equal(GitFaultKind.GitNotStarted, fault.Kind);
        Assert.EndsWith($"it does not say its version, but: {why} (exit code 1)", fault.Words, StringComparison.Ordinal);

        (await _it.Fetch(_it.Cache(engine: GitEngine.Auto, environment: environment), FetchDepth.Tip, Target(_it.V1))).Dispose();
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task A_git_without_its_helper_fetches_by_itself()
    {
        var path = _it.PathWithGit("""
            case "$1" in
              remote-http) echo "git: 'remote-http' is not a git command. See 'git --help'." >&2; exit 1;;
              *) exec GIT "$@";;
            esac
            """);

        using var reader = await _it.Fetch(_it.Cache(environment: Environment(("PATH", path))), FetchDepth.Tip, Target(_it.V1));

        Assert.True(reader.Contains(ObjectId.Parse(_it.V1)));
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task Git_sees_neither_the_caller_s_repository_nor_tokens_in_its_arguments()
    {
        var log = _it.Temp["log"];
        var path = _it.PathWithGit($"""
            echo "args: $@" >> '{log}'; env | sed 's/^/env: /' >> '{log}'
            exec GIT "$@"
            """);
        var environment = Environment(
            ("PATH", path), ("GIT_WORK_TREE", "/elsewhere"), ("GIT_OBJECT_DIRECTORY", "/elsewhere"), ("GIT_TRACE", "1"), ("LC_ALL", "de_DE.UTF-8"),
            (TokenVariable(_it.Upstream), "s3cret"), ("TEST_TOKEN_OTHER_HOST", "0ther"), ("GIT_SSH_COMMAND", "myssh"));

        (await _it.Fetch(_it.Cache(environment: environment), FetchDepth.Tip, Target(_it.V1))).Dispose();
        // git itself speaks the older protocol.
        _it.Served.AllowsAnyId = false;
        (await _it.Fetch(_it.Cache(environment: environment), FetchDepth.Tip, Target(_it.V2, "refs/tags/v2"))).Dispose();

        var lines = File.ReadAllLines(log);
        Assert.Contains(lines, l => l.StartsWith("args: fetch", StringComparison.Ordinal) && l.EndsWith($"--stdin -- {_it.Upstream.Address}", StringComparison.Ordinal));
        Assert.Contains($"args: remote-http {_it.Upstream.Address} {_it.Upstream.Address}", lines);
        Assert.DoesNotContain(lines, l => l.Contains("s3cret", StringComparison.Ordinal) || l.Contains("0ther", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("/elsewhere", StringComparison.Ordinal) || l.Contains("GIT_TRACE=", StringComparison.Ordinal));
        Assert.Contains("env: GIT_TERMINAL_PROMPT=0", lines);
        Assert.Contains("env: LC_ALL=C", lines);
        Assert.Contains("env: GIT_SSH_COMMAND=myssh -o BatchMode=yes", lines);
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task Without_a_repository_git_is_sent_where_nobody_can_put_one()
    {
        var log = _it.Temp["log"];
        var path = _it.PathWithGit($"""
            echo "$GIT_DIR" >> '{log}'
            exec GIT "$@"
            """);

        await _it.Cache(environment: Environment(("PATH", path))).ListRefsAsync(_it.Upstream, default);

        // The version is asked without one.
        var folders = File.ReadAllLines(log).Where(folder => folder.Length > 0).ToList();
        Assert.NotEmpty(folders);
        Assert.All(folders, folder => Assert.ThrowsAny<IOException>(() => Directory.CreateDirectory(folder)));
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("GIT_SSH_COMMAND", "ssh", null, "-o BatchMode=yes")]
    [InlineData("GIT_SSH_COMMAND", "plink", null, "-batch")]
    [InlineData("GIT_SSH_COMMAND", "mine", "simple", "")]
    [InlineData("GIT_SSH", "it's mine/ssh", null, "-o BatchMode=yes")]
    [InlineData("core.sshCommand", "ssh", null, "-o BatchMode=yes")]
    public async Task Ssh_is_the_user_s_own_and_asks_nobody(string where, string name, string? variant, string option)
    {
        // An ssh that runs the command here instead of there.
        var log = _it.Temp["log"];
        var ssh = Script.Write(_it.Temp["ssh", name], $"echo \"args: $@\" >> '{log}'; env | sed 's/^/env: /' >> '{log}'\nfor last; do :; done\nexec sh -c \"$last\"");
        var config = _it.Temp.Write("gitconfig", where == "core.sshCommand" ? $"[core]\n sshCommand = {ssh}\n askPass = {ssh}\n" : $"[core]\n askPass = {ssh}\n");
        var environment = Environment(("GIT_CONFIG_GLOBAL", config), ("GIT_ASKPASS", ssh), ("SSH_ASKPASS", ssh), ("DISPLAY", ":0"));
        environment[where] = ssh;
        if (variant is not null)
        {
            environment["GIT_SSH_VARIANT"] = variant;
        }

        var cache = _it.Cache(environment: environment);
        var upstream = Url($"ssh://git@host.invalid{_it.Plugin.Repository.Folder}");

        Assert.Equal(4, (await cache.ListRefsAsync(upstream, default)).Value!.All.Length);
        using var reader = (await cache.FetchAsync(upstream, [Target(_it.V2)], FetchDepth.Tip, default)).Value!;
        Assert.True(reader.Contains(ObjectId.Parse(_it.V2)));
        var lines = File.ReadAllLines(log);
        Assert.All(lines.Where(l => l.StartsWith("args: ", StringComparison.Ordinal)), l => Assert.StartsWith($"args: {option}".TrimEnd(), l, StringComparison.Ordinal));
        Assert.Contains("env: SSH_ASKPASS_REQUIRE=never", lines);
        Assert.DoesNotContain(lines, l => l.Contains("env: SSH_ASKPASS=", StringComparison.Ordinal) || l.Contains("GIT_ASKPASS", StringComparison.Ordinal));
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task No_program_asks_for_a_password()
    {
        _it.Server.RequiredCredential = new System.Net.NetworkCredential("me", "right");
        var asked = _it.Temp["asked"];
        var asks = Script.Write(_it.Temp["ask"], $"touch '{asked}'; echo right");
        var config = _it.Temp.Write("gitconfig", $"[core]\n askPass = {asks}\n");
        var cache = _it.Cache(environment: Environment(("GIT_CONFIG_GLOBAL", config), ("GIT_ASKPASS", asks), ("SSH_ASKPASS", asks), ("DISPLAY", ":0")));

        Assert.Equal(GitFaultKind.AuthenticationRefused, (await _it.FetchFault(cache, Target(_it.V1))).Kind);

        Assert.False(File.Exists(asked));
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task No_git_has_a_terminal()
    {
        // The fields behind the name: state, parent, group, session.
        static string Session(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
        var log = _it.Temp["log"];
        var cache = _it.Cache(environment: Environment(("PATH", _it.PathWithGit($"""
            cat /proc/$$/stat >> '{log}'
            exec GIT "$@"
            """))));

        Assert.Null((await cache.ListRefsAsync(_it.Upstream, default)).Fault);

        Assert.All(File.ReadAllLines(log), stat => Assert.Equal(stat.Split(' ')[0], Session(stat)));
    }

    public void Dispose() => _it.Dispose();

    // Asked for, or there and therefore counted on.
    private async Task AssertNotStarted(Dictionary<string, string> environment, string file, string why, int errno)
    {
        var counted = (await _it.Cache(engine: GitEngine.Auto, environment: environment).ListRefsAsync(_it.Upstream, default)).Fault!;
        Assert.Equal(_it.Upstream, counted.Upstream);
        foreach (var fault in new[] { counted, Open(GitEngine.Git, environment)! })
        {
            Assert.Equal(GitFaultKind.GitNotStarted, fault.Kind);
            Assert.StartsWith($"'{file}': ", fault.Words, StringComparison.Ordinal);
            Assert.EndsWith(why, fault.Words, StringComparison.Ordinal);
            Assert.Equal(errno, fault.Refused?.Errno);
        }
    }

    private GitFault? Open(GitEngine engine, Dictionary<string, string> environment) =>
        GitCache.Open(Options(_it.CacheFolder) with { Engine = engine, Environment = environment }).Fault;
}
