using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Moodle.Sdk.Testing;

/// <summary>
/// Serves the bare repositories of a folder over smart HTTP on 127.0.0.1, read only, as forges do: every request runs <c>git upload-pack --stateless-rpc</c>.
/// What each repository answers, and what it was asked, is in <see cref="this[string]"/>.
/// </summary>
public sealed class GitHttpServer : IAsyncDisposable, IDisposable
{
    private const string Challenge = "Basic realm=\"git\"";

    private readonly ConcurrentDictionary<string, ServedRepository> _repositories = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;

    private GitHttpServer(string root, int port, X509Certificate2? certificate)
    {
        Root = Path.GetFullPath(root);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AllowSynchronousIO = false;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The folder whose repositories are served.</summary>
    public string Root { get; }

    /// <summary>The address, without a final slash.</summary>
    public string Address => _app.Urls.First();

    /// <summary>When set, every request must carry this user and password (basic authentication).</summary>
    public NetworkCredential? RequiredCredential { get; set; }

    /// <summary>When set, where it sends whoever asks for a path, a query included; null lets it answer by itself.</summary>
    public Func<string, string?>? SendsTo { get; set; }

    /// <summary>The Authorization headers that came, in their order; empty where there was none.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>How long it waits before it answers a request.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Requests to all repositories so far.</summary>
    public int Requests => _repositories.Values.Sum(r => r.Requests);

    /// <summary>Bytes of packs and listings sent so far.</summary>
    public long BytesSent => _repositories.Values.Sum(r => r.BytesSent);

    /// <summary>What one repository answers and was asked; its name is its path below the root, such as <c>moodle.git</c>.</summary>
    public ServedRepository this[string name] => _repositories.GetOrAdd(name, n => new ServedRepository(n));

    /// <summary>Starts a server over a folder, on a free port unless one is given.</summary>
    public static GitHttpServer Start(string root, int port = 0, X509Certificate2? certificate = null)
    {
        var server = new GitHttpServer(root, port, certificate);
        server._app.StartAsync().GetAwaiter().GetResult();
        return server;
    }

    /// <summary>The address of a repository.</summary>
    public string Url(string name) => $"{Address}/{name}";

    /// <summary>Forgets what was asked so far.</summary>
    public void ResetCounts()
    {
        foreach (var repository in _repositories.Values)
        {
            repository.ResetCounts();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task HandleAsync(HttpContext http)
    {
        http.Request.Headers.TryGetValue("Authorization", out var authorization);
        Authorizations.Enqueue(authorization.ToString());
        var path = http.Request.Path.Value ?? "/";
        if (IsAuthorized(http.Request) && SendsTo?.Invoke(path + http.Request.QueryString) is { } location)
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = location;
            return;
        }

        var isAdvertisement = path.EndsWith("/info/refs", StringComparison.Ordinal);
        var suffix = isAdvertisement ? "/info/refs" : "/git-upload-pack";
        if (!path.EndsWith(suffix, StringComparison.Ordinal) || path.Contains("..", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 404;
            return;
        }

        var repository = this[path[1..^suffix.Length]];
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
        var fault = repository.Count(isAdvertisement);
        await Task.Delay(Latency, cancel.Token);
        if (!IsAuthorized(http.Request))
        {
            http.Response.Headers.WWWAuthenticate = Challenge;
            http.Response.StatusCode = 401;
        }
        else if (fault is not null || !Directory.Exists(Path.Combine(Root, repository.Name)))
        {
            await FailAsync(http, fault ?? ServerFault.Status(404), cancel.Token);
        }
        else
        {
            await ServeAsync(http, repository, isAdvertisement, cancel.Token);
        }
    }

    private async Task ServeAsync(HttpContext http, ServedRepository repository, bool isAdvertisement, CancellationToken cancel)
    {
        http.Response.ContentType = isAdvertisement ? "application/x-git-upload-pack-advertisement" : "application/x-git-upload-pack-result";
        http.Response.Headers.CacheControl = "no-cache";
        if (await ScriptedAsync(http.Request, repository, isAdvertisement, cancel) is { } answer)
        {
            try
            {
                await answer(http.Response.Body, cancel);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                http.Abort();
            }

            return;
        }

        var protocol = repository.AllowsAnyId ? http.Request.Headers["Git-Protocol"].ToString() : "";
        if (isAdvertisement && protocol != "version=2")
        {
            await http.Response.Body.WriteAsync("001e# service=git-upload-pack\n0000"u8.ToArray(), cancel);
        }

        try
        {
            var body = isAdvertisement ? Stream.Null : http.Request.Body;
            await UploadPack.RunAsync(Path.Combine(Root, repository.Name), protocol, repository, isAdvertisement, IsGzip(http.Request), body, http.Response.Body, cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went away, or this repository is told to break off.
            http.Abort();
        }
    }

    private static async Task<Func<Stream, CancellationToken, Task>?> ScriptedAsync(HttpRequest request, ServedRepository repository, bool isAdvertisement, CancellationToken cancel)
    {
        if (repository.Answers is null && repository.Writes is null)
        {
            return null;
        }

        using var asked = new MemoryStream();
        if (!isAdvertisement)
        {
            request.EnableBuffering();
            await request.Body.CopyToAsync(asked, cancel);
            request.Body.Position = 0;
        }

        return repository.Answers?.Invoke(asked.ToArray()) is { } answer
            ? async (response, stop) => await response.WriteAsync(answer, stop)
            : repository.Writes?.Invoke(asked.ToArray());
    }

    private static async Task FailAsync(HttpContext http, ServerFault fault, CancellationToken cancel)
    {
        switch (fault.Kind)
        {
            case ServerFaultKind.Status:
                http.Response.StatusCode = fault.StatusCode;
                if (fault.StatusCode == StatusCodes.Status401Unauthorized)
                {
                    http.Response.Headers.WWWAuthenticate = Challenge;
                }

                if (fault.RetryAfter is { } seconds)
                {
                    http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                http.Response.ContentType = fault.Html is null ? "text/plain" : "text/html; charset=utf-8";
                await http.Response.WriteAsync(fault.Html ?? $"status {fault.StatusCode}\n", cancel);
                break;
            case ServerFaultKind.Drop:
                http.Abort();
                break;
            default:
                await Task.WhenAny(Task.Delay(Timeout.Infinite, cancel));
                http.Abort();
                break;
        }
    }

    private bool IsAuthorized(HttpRequest request)
    {
        var expected = RequiredCredential is { } c ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{c.UserName}:{c.Password}"))}" : null;
        return expected is null || request.Headers.Authorization == expected;
    }

    private static bool IsGzip(HttpRequest request) => request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
}
