using System.IO.Compression;
using System.Net;
using System.Text;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Secrets_stay_secret : IDisposable
{
    private const string Token = "s3cret-t0ken-of-this-test";

    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public Secrets_stay_secret()
    {
        _world.Server.RequiredCredential = new NetworkCredential("x-access-token", Token);
        _site = _world.DeclaredSite();
    }

    private string TokenVariable => "MOODLE_GIT_TOKEN_127_0_0_1";

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void A_token_lets_in_and_appears_nowhere(string engine)
    {
        _site.GitEngine = engine;
        _site.Environment[TokenVariable] = Token;

        var build = _site.Run("build", "-bl:build.binlog", "-v:diag");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.False(Tells(Encoding.UTF8.GetBytes(build.Output)), Around(build.Output));
        using var unzipped = new MemoryStream();
        using (var binlog = new GZipStream(File.OpenRead(Path.Combine(_site.Folder, "build.binlog")), CompressionMode.Decompress))
        {
            binlog.CopyTo(unzipped);
        }

        Assert.False(Tells(unzipped.ToArray()), "The binlog holds the token.");
        Assert.True(File.Exists(_site.LockFile) && Directory.Exists(_world.GitCache) && Directory.Exists(Path.Combine(_site.Folder, "obj")));
        string[] written = [.. Files(_site.Folder), .. Files(_world.GitCache)];
        Assert.DoesNotContain(written, file => Tells(File.ReadAllBytes(file)));
    }

    [Fact]
    public void One_in_an_address_lets_in_with_a_warning_and_goes_no_further()
    {
        string Telling(string address) => address.Replace("://", $"://x-access-token:{Token}@", StringComparison.Ordinal);
        _site.Declare(Telling(_world.Properties("4.5.10")), Telling(_world.Item("mod_attendance")));

        var restore = _site.Run("restore");

        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.All(restore.Diagnostics, d => Assert.Contains("MOODLE1008", d, StringComparison.Ordinal));
        Assert.Equal(2, restore.Diagnostics.Count);
        Assert.False(Tells(Encoding.UTF8.GetBytes(restore.Output)), Around(restore.Output));
        string[] written = [_site.LockFile, .. Files(_world.GitCache)];
        Assert.DoesNotContain(written, file => Tells(File.ReadAllBytes(file)));
    }

    [Theory]
    [InlineData("git", "another")]
    [InlineData("libgit2", null)]
    public void A_wrong_one_or_none_is_an_error_that_names_the_variable(string engine, string? token)
    {
        _site.GitEngine = engine;
        _site.Environment[TokenVariable] = token;

        var build = _site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Equal(3, build.Diagnostics.Count);
        Assert.All(build.Diagnostics, d => Assert.Matches($@"site\.moodleproj\(\d+,\d+\): error MOODLE1102: http.*does not let us in{(token is null ? ", or does not exist" : ": the credentials that were sent are rejected")}.*{TokenVariable}", d));
        Assert.DoesNotContain(build.Diagnostics, d => token is not null && d.Contains(token, StringComparison.Ordinal));
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("git", "GIT_SSL_CAINFO")]
    [InlineData("libgit2", "SSL_CERT_FILE")]
    public void None_is_led_from_https_to_http(string engine, string trustVariable)
    {
        // Others trust what is in a file by an environment variable, which a process must have from its start.
        var trust = _world.At("trust.pem");
        using var certificate = LoopbackCertificate.Create(trust);
        using var secure = GitHttpServer.Start(_world.At("upstreams"), certificate: certificate);
        secure.RequiredCredential = _world.Server.RequiredCredential;
        secure.SendsTo = path => _world.Server.Address + path;
        _site.GitEngine = engine;
        _site.Environment[trustVariable] = trust;
        _site.Environment[TokenVariable] = Token;
        _site.Declare($"<MoodleVersion>4.5.10</MoodleVersion><MoodleRepository>{secure.Url("moodle.git")}</MoodleRepository>");

        var restore = _site.Run("restore");

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Contains("error MOODLE1121", Assert.Single(restore.Diagnostics), StringComparison.Ordinal);
        Assert.Contains(secure.Authorizations, header => header.Length > 0);
        Assert.Empty(_world.Server.Authorizations);
    }

    [Fact]
    public void Http_to_another_machine_needs_a_word()
    {
        const string elsewhere = "<MoodleVersion>4.5.10</MoodleVersion><MoodleRepository>http://moodle.invalid/moodle.git</MoodleRepository>";
        _site.Declare(elsewhere);
        Assert.Contains("error MOODLE1114", Assert.Single(_site.Run("restore").Diagnostics), StringComparison.Ordinal);

        _site.Declare(elsewhere + "<MoodleAllowHttp>true</MoodleAllowHttp>");
        Assert.Contains("error MOODLE1101", Assert.Single(_site.Run("restore").Diagnostics), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git://127.0.0.1:1/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("ssh://git@127.0.0.1:1/")]
    [InlineData("git@moodle.invalid:")]
    [InlineData("ext::sh -c true ")]
    public void Nor_does_the_embedded_engine_go_where_git_s_configuration_leads_by_another_protocol(string elsewhere)
    {
        var home = Directory.CreateDirectory(_world.At("home")).FullName;
        File.WriteAllText(Path.Combine(home, ".gitconfig"), $"[url \"{elsewhere}\"]\n insteadOf = https://moodle.invalid/\n");
        _site.GitEngine = "libgit2";
        _site.Environment["HOME"] = _site.Environment["XDG_CONFIG_HOME"] = home;
        _site.Environment["DOTNET_CLI_HOME"] = _world.At("dotnet");
        _site.Declare("<MoodleVersion>4.5.10</MoodleVersion><MoodleRepository>https://moodle.invalid/moodle.git</MoodleRepository>");

        Assert.Contains("error MOODLE1114", Assert.Single(_site.Run("restore").Diagnostics), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    private static string[] Forms => [Token, Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{Token}"))];

    private static bool Tells(byte[] content) => Forms.Any(form => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) >= 0);

    private static string Around(string text) => string.Join('\n', text.Split('\n').Where(line => Forms.Any(line.Contains)));
}
