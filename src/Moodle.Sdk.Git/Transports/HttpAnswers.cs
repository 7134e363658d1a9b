using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Says what a server of HTTP answered, which engines word in terms of themselves: "could not read Username" of a token that was rejected.</summary>
internal static partial class HttpAnswers
{
    private const int LongestTitle = 80;

    /// <summary>The fault in words about the server.</summary>
    /// <param name="fault">What an engine said.</param>
    /// <param name="sent">True when credentials went to the server.</param>
    public static GitFault Tell(GitFault fault, bool sent)
    {
        var status = fault switch
        {
            { HttpStatus: null, Kind: GitFaultKind.AuthenticationRefused } => 401,
            { HttpStatus: null, Kind: GitFaultKind.RepositoryNotFound } when IsPage(fault) => 200,
            { HttpStatus: null, Kind: GitFaultKind.RepositoryNotFound } when fault.Words.StartsWith("repository '", StringComparison.Ordinal) => 404,
            { Kind: GitFaultKind.ProxyRefused } => null,
            _ => fault.HttpStatus,
        };
        var told = fault with { HttpStatus = status, SentCredentials = sent };
        return status switch
        {
            200 => told with { Words = Page(null) },
            401 => told with { Words = sent || fault.Words.Contains("Authentication failed", StringComparison.Ordinal) ? $"the credentials that were sent are rejected ({Named(401)})" : $"it wants credentials ({Named(401)}), and there are none" },
            >= 400 => told with { Words = $"it answers {Named(status.Value)}" },
            _ => told,
        };
    }

    /// <summary>True where more can be heard of a server than its status: how long it wants to be left alone, or which page it shows.</summary>
    public static bool HasMore(GitFault? fault) => fault is { HttpStatus: 200 or 429 } || IsOfDumbServer(fault);

    /// <summary>The fault with what git's trace of the answer says about it.</summary>
    public static GitFault Add(GitFault fault, string trace) => fault.HttpStatus switch
    {
        200 => fault with { Words = Page(Title(trace)) },
        429 when RetryAfter(trace) is { } rest => fault with
        {
            RetryAfter = rest,
            Words = string.Create(CultureInfo.InvariantCulture, $"{fault.Words} and asks for a rest of {rest.TotalSeconds:0} s"),
        },
        _ => IsOfDumbServer(fault) && PageIn(trace) is { } page ? page : fault,
    };

    /// <summary>The fault of a web page that git took for a repository without refs; null when git's trace shows no page.</summary>
    public static GitFault? PageIn(string trace) => Html.IsMatch(trace)
        ? new(GitFaultKind.RepositoryNotFound, Page(Title(trace))) { HttpStatus = 200 }
        : null;

    // A web page of one line is to git a server of files that has none.
    private static bool IsOfDumbServer(GitFault? fault) => fault?.Words.Contains("dumb http transport", StringComparison.Ordinal) == true;

    private static bool IsPage(GitFault fault) =>
        fault.Words.Contains("is this a git repository?", StringComparison.Ordinal) || fault.Words.Contains("invalid content-type", StringComparison.Ordinal);

    private static string Named(int status)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status);
        return string.Create(CultureInfo.InvariantCulture, $"{status}{(string.IsNullOrEmpty(answer.ReasonPhrase) ? "" : $" {answer.ReasonPhrase}")}");
    }

    private static string Page(string? title) => title is null ? "a web page" : $"a web page titled '{title}'";

    // What a server writes may steer a terminal, and be of any length; the trace has dots for the ends of lines.
    private static string? Title(string trace)
    {
        var page = string.Concat(Data.Matches(trace).Select(line => line.Groups["data"].Value));
        var title = Blank.Replace(WebUtility.HtmlDecode(TitleOf.Match(page).Groups["title"].Value), " ").Trim(' ', '.');
        return title.Length == 0 ? null : title.Length <= LongestTitle ? title : title[..LongestTitle] + "…";
    }

    private static TimeSpan? RetryAfter(string trace)
    {
        var text = Rest.Matches(trace).LastOrDefault()?.Groups["rest"].Value;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var then) && then - DateTimeOffset.UtcNow is { Ticks: > 0 } left ? left
            : null;
    }

    [GeneratedRegex(@"<= Recv data: (?<data>[^\r\n]*)")]
    private static partial Regex Data { get; }

    [GeneratedRegex(@"<title[^>]*>(?<title>[^<]*)", RegexOptions.IgnoreCase)]
    private static partial Regex TitleOf { get; }

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+")]
    private static partial Regex Blank { get; }

    [GeneratedRegex(@"<= Recv header: content-type:[ \t]*text/html", RegexOptions.IgnoreCase)]
    private static partial Regex Html { get; }

    [GeneratedRegex(@"<= Recv header: retry-after:[ \t]*(?<rest>[^\r\n]*[^\s])", RegexOptions.IgnoreCase)]
    private static partial Regex Rest { get; }
}
