using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Gets a file from a web server: by the same protocols, tokens and patience as a repository.</summary>
internal sealed class WebTransfer(GitCacheOptions options, CancellationToken cancel)
{
    private const int MostRedirects = 5;
    private const int ReadAtOnce = 64 << 10;

    /// <summary>Writes what the server sends into a stream. Runs on a thread of its own, since it does little but wait.</summary>
    public Task<GitFault?> RunAsync(WebFile file, Stream into) =>
        Task.Factory.StartNew(() => Run(file, into), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private GitFault? Run(WebFile file, Stream into)
    {
        if (UpstreamMapping.Apply(options.Mappings, file.Address) is not { TakesToken: true } mapped)
        {
            return new GitFault(GitFaultKind.ProtocolRefused, "a mapping leads to no address of HTTP");
        }

        var way = UpstreamCredentials.For(mapped, options.Token(mapped));
        var meter = new FetchMeter(file.Address, new FetchWatch(options));
        using var silence = new SilenceWatch(meter, options.Patience, cancel);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = IsPacked(file) ? DecompressionMethods.None : DecompressionMethods.All })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            return silence.Talk<bool>(() => Get(client, file.At(mapped), way, into, meter, silence.End) is { } fault ? fault : true).Fault;
        }
        catch (HttpRequestException e)
        {
            var kind = e.HttpRequestError == HttpRequestError.SecureConnectionError ? GitFaultKind.CertificateRefused : GitFaultKind.Unreachable;
            return new GitFault(kind, way.Scrub((e.InnerException ?? e).Message.ReplaceLineEndings(" ")));
        }
    }

    // Many servers say of every .gz that it is a text which was packed on its way. Who wants the file wants it as it lies there.
    private static bool IsPacked(WebFile file) =>
        file.Address.Address.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.Address.Address.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private GitFault? Get(HttpClient client, WebFile file, UpstreamCredentials way, Stream into, FetchMeter meter, CancellationToken end)
    {
        while (true)
        {
            if (Redirects.Refuse(file.Address, options.AllowsHttp) is { } refused)
            {
                return refused;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, file.Address + file.Query);
            request.Headers.Authorization = way.AuthorizationHeader?.Split(' ', 3) is [_, var scheme, var secret] ? new AuthenticationHeaderValue(scheme, secret) : null;
            using var answer = meter.Wait(() => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end).GetAwaiter().GetResult());
            meter.Hear();
            if (answer.IsSuccessStatusCode)
            {
                return Receive(answer, into, meter, end);
            }

            if (answer.Headers.Location is not { } location || (int)answer.StatusCode is < 300 or >= 400)
            {
                return Refusal(answer, way.AuthorizationHeader is not null);
            }

            // User info and query of where it sends to may be a secret.
            var target = new Uri(request.RequestUri!, location);
            if (way.Hops == MostRedirects || !WebFile.TryParse(target.AbsoluteUri, out var next) || (way.BeginsWithTls && target.Scheme == "http"))
            {
                return new GitFault(GitFaultKind.RedirectRefused, $"to {target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}");
            }

            (file, way) = (next, way.LedTo(next.Address));
        }
    }

    private GitFault? Receive(HttpResponseMessage answer, Stream into, FetchMeter meter, CancellationToken end)
    {
        using var body = answer.Content.ReadAsStream(end);
        var buffer = new byte[ReadAtOnce];
        while (true)
        {
            int read;
            try
            {
                read = meter.Wait(() => body.ReadAsync(buffer, end).AsTask().GetAwaiter().GetResult());
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                return meter.Mark(new GitFault(GitFaultKind.Unreachable, e.Message.ReplaceLineEndings(" ")));
            }

            if (read == 0)
            {
                return null;
            }

            meter.Receive(read);
            into.Write(buffer, 0, read);
            if (into.Length > options.WebFileBytes)
            {
                return new GitFault(GitFaultKind.TooMuch, string.Create(CultureInfo.InvariantCulture, $"it sends more than {options.WebFileBytes >> 20} MB"));
            }
        }
    }

    private static GitFault Refusal(HttpResponseMessage answer, bool sent) => HttpAnswers.Tell(
        new GitFault(
            (int)answer.StatusCode switch
            {
                401 or 403 => GitFaultKind.AuthenticationRefused,
                404 or 410 => GitFaultKind.RepositoryNotFound,
                407 => GitFaultKind.ProxyRefused,
                429 or >= 500 => GitFaultKind.Unreachable,
                _ => GitFaultKind.Other,
            },
            $"it answers {(int)answer.StatusCode}")
        {
            HttpStatus = (int)answer.StatusCode,
            RetryAfter = answer.Headers.RetryAfter?.Delta,
        },
        sent);
}
