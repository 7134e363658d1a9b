using System.Collections.Concurrent;
using System.Net;

namespace Moodle.Sdk.Testing;

/// <summary>Serves what a test hands it over HTTP on 127.0.0.1, as a forge serves its archives.</summary>
public sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();

    private FileServer(int port) => Address = $"http://127.0.0.1:{port}";

    /// <summary>The address, without a final slash.</summary>
    public string Address { get; }

    /// <summary>What it answers a path with, a query included; null is 404.</summary>
    public Func<string, byte[]?> Answer { get; set; } = _ => null;

    /// <summary>Where it sends whoever asks for a path; null lets it answer.</summary>
    public Func<string, string?> SendsTo { get; set; } = _ => null;

    /// <summary>The paths that it was asked for, queries included, each with the Authorization that came.</summary>
    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = new();

    /// <summary>Starts one on a free port.</summary>
    public static FileServer Start()
    {
        while (true)
        {
            var server = new FileServer(Random.Shared.Next(20000, 60000));
            server._listener.Prefixes.Add(server.Address + "/");
            try
            {
                server._listener.Start();
                _ = Task.Run(server.ServeAsync);
                return server;
            }
            catch (HttpListenerException)
            {
                // Somebody else has that port.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await ServeAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // It ends, or whoever asked has gone.
            }
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = context.Request.RawUrl!;
        Requests.Enqueue((path, context.Request.Headers["Authorization"]));
        if (SendsTo(path) is { } location)
        {
            response.Redirect(location);
        }
        else if (Answer(path) is { } content)
        {
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content);
        }
        else
        {
            response.StatusCode = 404;
        }
    }
}
