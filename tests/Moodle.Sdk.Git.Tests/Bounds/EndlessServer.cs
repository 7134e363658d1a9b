using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>A server whose answer, as HTTP frames it, has no end.</summary>
internal sealed class EndlessServer : IDisposable
{
    private const string Begin = "HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\nTransfer-Encoding: chunked\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _begin;
    private readonly byte[] _more;

    public EndlessServer(string what)
    {
        (_begin, var more) = what switch
        {
            "headers" => (Begin, "X-More: yes\r\n"),
            "one header" => (Begin + "X-More: ", "and more "),
            "100-continue" => ("", "HTTP/1.1 100 Continue\r\n\r\n"),
            "chunk extensions" => (Begin + "\r\n4", ";and=more"),
            _ => (Begin + "\r\n0\r\n", "X-More: yes\r\n"),
        };
        _more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(more, 1_000)));
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address => $"http://{_listener.LocalEndpoint}/x.git";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            try
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[0x1000]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(_begin));
                while (true)
                {
                    await stream.WriteAsync(_more);
                }
            }
            catch (IOException)
            {
                // Whoever asked has gone.
            }
        }
    }
}
