using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Downloads a file over HTTP, under the rules that upstreams are asked by: protocols, redirects, credentials, silence.</summary>
internal sealed class HttpDownload(GitCacheOptions options)
{
    private const int MostHops = 5;

    private readonly FetchWatch _fetches = new(options);

    /// <summary>Downloads it; a fault leaves what has come in the file.</summary>
    /// <param name="address">Where from, without its query.</param>
    /// <param name="query">What follows the address, which may be a secret.</param>
    /// <param name="into">Takes the bytes; cut short before each try.</param>
    /// <param name="most">How many bytes may come.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<GitFault?> RunAsync(UpstreamUrl address, string query, Stream into, long most, CancellationToken cancel) =>
        Task.Run(() => Run(address, query, into, most, cancel), cancel);

    private GitFault? Run(UpstreamUrl address, string query, Stream into, long most, CancellationToken cancel)
    {
        if (UpstreamMapping.Apply(options.Mappings, address) is not { TakesToken: true } mapped)
        {
            return new(GitFaultKind.ProtocolRefused, "what is downloaded comes over https");
        }

        var credentials = UpstreamCredentials.For(mapped, options.Token(mapped));
        var meter = new FetchMeter(address, _fetches);
        using var watch = new SilenceWatch(meter, options.Patience, cancel);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        try
        {
            return watch.Talk<bool>(() =>
            {
                into.SetLength(0);
                return Ask(client, credentials, new Uri(mapped.Address + query), into, most, meter, watch.End) is { } fault ? fault : true;
            }).Fault;
        }
        catch (Exception e) when (e is HttpRequestException or IOException { InnerException: not null } or HttpIOException)
        {
            return meter.Mark(Explain(e, credentials));
        }
    }

    private GitFault? Ask(HttpClient client, UpstreamCredentials credentials, Uri target, Stream into, long most, FetchMeter meter, CancellationToken end)
    {
        var isTls = target.Scheme == "https";
        for (var hops = 0; ; hops++)
        {
            if (Refuse(target, isTls) is { } no)
            {
                return no;
            }

            var isSent = credentials.Password is not null && credentials.Scope == target.GetLeftPart(UriPartial.Authority) + "/";
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.UserAgent.Add(new("Moodle.Sdk", null));
            request.Headers.Authorization = isSent ? AuthenticationHeaderValue.Parse(credentials.AuthorizationHeader!["Authorization: ".Length..]) : null;
            using var answer = meter.Wait(() => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end).GetAwaiter().GetResult());
            if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } location)
            {
                if (hops == MostHops)
                {
                    return new(GitFaultKind.RedirectRefused, string.Create(CultureInfo.InvariantCulture, $"for the {MostHops + 1}th time"));
                }

                target = new Uri(target, location);
                continue;
            }

            return answer.IsSuccessStatusCode ? Receive(answer, into, most, meter, end) : Tell(answer, isSent);
        }
    }

    private GitFault? Refuse(Uri target, bool isTls) =>
        target.Scheme is not ("http" or "https") || !UpstreamUrl.TryParse(target.GetLeftPart(UriPartial.Path), out var upstream) ? new(GitFaultKind.RedirectRefused, "to no address of HTTP")
        : isTls && target.Scheme == "http" ? new(GitFaultKind.RedirectRefused, $"to {target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}, which has no TLS")
        : Redirects.Refuse(upstream, options.AllowsHttp);

    private static GitFault? Receive(HttpResponseMessage answer, Stream into, long most, FetchMeter meter, CancellationToken end)
    {
        using var content = answer.Content.ReadAsStream(end);
        var buffer = new byte[1 << 16];
        var left = most;
        while (meter.Wait(() => content.ReadAsync(buffer, end).AsTask().GetAwaiter().GetResult()) is var read and > 0)
        {
            meter.Receive(read);
            left -= read;
            if (left < 0)
            {
                return meter.Mark(new(GitFaultKind.TooMuch, string.Create(CultureInfo.InvariantCulture, $"more than {most:N0} bytes come from it")));
            }

            into.Write(buffer, 0, read);
        }

        return null;
    }

    private static GitFault Tell(HttpResponseMessage answer, bool sent) => HttpAnswers.Tell(
        new(
            (int)answer.StatusCode switch
            {
                401 or 403 => GitFaultKind.AuthenticationRefused,
                407 => GitFaultKind.ProxyRefused,
                404 or 410 => GitFaultKind.RepositoryNotFound,
                _ => GitFaultKind.Unreachable,
            },
            "")
        {
            HttpStatus = (int)answer.StatusCode,
            RetryAfter = answer.Headers.RetryAfter?.Delta ?? (answer.Headers.RetryAfter?.Date - DateTimeOffset.UtcNow),
        },
        sent);

    private static GitFault Explain(Exception e, UpstreamCredentials credentials)
    {
        var inner = e;
        while (inner.InnerException is { } deeper)
        {
            inner = deeper;
        }

        return new(
            inner is AuthenticationException ? GitFaultKind.CertificateRefused : GitFaultKind.Unreachable,
            credentials.Scrub(inner.Message.ReplaceLineEndings(" ")));
    }
}
