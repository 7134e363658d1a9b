using System.Net;
using System.Text;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Carries over HTTP without git: a request for each question. As a stream it is the answer to the last one, and ends where that ends or breaks off.
/// Source: git's Documentation/gitprotocol-http.txt.
/// </summary>
internal sealed class HttpCarrier(HttpMessageInvoker http, UpstreamCredentials way) : Stream, ICarrier
{
    // More than a title is far behind, and a page may have no end.
    private const int MostOfAPage = 0x10000;

    private HttpResponseMessage? _response;
    private Stream _body = Null;
    private GitFault? _fault;
    private CancellationToken _end;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What every request goes through: nothing is followed, unpacked or remembered.</summary>
    public static SocketsHttpHandler Handler(IWebProxy proxy) => new() { AllowAutoRedirect = false, UseCookies = false, Proxy = proxy };

    /// <inheritdoc/>
    public UploadPack? Connect(FetchMeter meter)
    {
        Ask(new(HttpMethod.Get, way.Address + Redirects.Tail), "advertisement", meter);
        return UploadPack.Open(
            question => Ask(new(HttpMethod.Post, $"{way.Address}/git-upload-pack") { Content = new ByteArrayContent(question) { Headers = { ContentType = new("application/x-git-upload-pack-request") } } }, "result", meter),
            new BufferedStream(this, HttpConnection.ReadAhead),
            meter);
    }

    /// <inheritdoc/>
    public T Talk<T>(Func<T> talk, CancellationToken cancel)
    {
        _end = cancel;
        var said = talk();
        cancel.ThrowIfCancellationRequested();
        return said;
    }

    /// <inheritdoc/>
    public GitFault? End(CancellationToken cancel) => _fault;

    /// <inheritdoc/>
    public void SayNoMore() => HangUp();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            // Nothing else ends it where an answer stands still.
            return _body.ReadAsync(buffer.AsMemory(offset, count), _end).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            _fault ??= Explain(e);
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => HangUp();

    private void HangUp()
    {
        _response?.Dispose();
        (_response, _body) = (null, Null);
    }

    private void Ask(HttpRequestMessage request, string wanted, FetchMeter meter)
    {
        using var asked = request;
        HangUp();
        _fault = null;
        // Forges send what is no git to the pages for people.
        request.Headers.TryAddWithoutValidation("User-Agent", "git/2.0 (.NET)");
        request.Headers.TryAddWithoutValidation("Git-Protocol", "version=2");
        if (way.AuthorizationHeader?.Split(": ", 2) is [var name, var credentials])
        {
            request.Headers.TryAddWithoutValidation(name, credentials);
        }

        try
        {
            meter.Wait(() =>
            {
                _response = http.SendAsync(request, _end).GetAwaiter().GetResult();
                _body = _response.Content.ReadAsStream(_end);
                if (_response.StatusCode != HttpStatusCode.OK || _response.Content.Headers.ContentType?.MediaType != $"application/x-git-upload-pack-{wanted}")
                {
                    _fault = Refusal(_response);
                    HangUp();
                }

                return true;
            });
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException)
        {
            _fault = Explain(e);
        }
    }

    private GitFault Refusal(HttpResponseMessage response)
    {
        var (status, headers) = ((int)response.StatusCode, response.Headers);
        var isPage = response.Content.Headers.ContentType?.MediaType == "text/html";
        return GitMessages.OfStatus(status) with
        {
            Answer = new(
                status is >= 300 and < 400 && headers.TryGetValues("Location", out var locations) ? locations.First() : null,
                headers.RetryAfter is { } rest ? rest.Delta ?? rest.Date - DateTimeOffset.UtcNow : null,
                isPage,
                isPage ? HttpAnswer.TitleOf(Page()) : null),
        };
    }

    private string Page()
    {
        var page = new byte[MostOfAPage];
        var read = 0;
        while (read < page.Length && Read(page, read, page.Length - read) is > 0 and var more)
        {
            read += more;
        }

        return Encoding.UTF8.GetString(page, 0, read);
    }

    private GitFault Explain(Exception e)
    {
        var error = e switch { HttpRequestException asking => asking.HttpRequestError, HttpIOException reading => reading.HttpRequestError, _ => HttpRequestError.Unknown };
        // What was not reached is named by the outer words, what was wrong then told by the inner ones.
        var words = way.Scrub(error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError ? e.Message : e.GetBaseException().Message);
        return error switch
        {
            HttpRequestError.ConfigurationLimitExceeded => RefusedContentException.TooMuch("an answer with headers of more than 64 KB").Fault,
            HttpRequestError.ProxyTunnelError when e is HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => new(GitFaultKind.ProxyRefused, words),
            HttpRequestError.SecureConnectionError when words.Contains("certificate", StringComparison.Ordinal) => new(GitFaultKind.CertificateRefused, words),
            HttpRequestError.InvalidResponse => new(GitFaultKind.Other, words),
            _ when e is NotSupportedException => new(GitFaultKind.Other, words),
            _ => new(GitFaultKind.Unreachable, words),
        };
    }
}
