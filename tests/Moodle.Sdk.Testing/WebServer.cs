using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Moodle.Sdk.Testing;

/// <summary>A web server on 127.0.0.1 that answers as it is told.</summary>
public sealed class WebServer : IDisposable
{
    private readonly WebApplication _app;

    /// <summary>Starts it, on a free port.</summary>
    public WebServer(RequestDelegate answer)
    {
        Answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(http =>
        {
            Asked.Enqueue((http.Request.Path + http.Request.QueryString, http.Request.Headers.Authorization.ToString()));
            return Answer(http);
        });
        _app.StartAsync().GetAwaiter().GetResult();
    }

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { get; set; }

    /// <summary>Path with query, and the credentials, of each request.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Asked { get; } = new();

    /// <summary>The address of a path, which begins with a slash.</summary>
    public string Url(string path) => _app.Urls.First() + path;

    /// <inheritdoc/>
    public void Dispose()
    {
        _app.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
