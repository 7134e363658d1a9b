using System.Globalization;
using System.Net;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Says what a server of HTTP answered, which engines word in terms of themselves: "could not read Username" of a token that was rejected.</summary>
internal static class HttpAnswers
{
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

    /// <summary>The fault with what else the server answered.</summary>
    public static GitFault Add(GitFault fault, HttpAnswer answer) => fault.HttpStatus switch
    {
        200 => fault with { Words = Page(answer.Title) },
        429 when answer.Rest is { } rest => fault with
        {
            RetryAfter = rest,
            Words = string.Create(CultureInfo.InvariantCulture, $"{fault.Words} and asks for a rest of {rest.TotalSeconds:0} s"),
        },
        _ => IsOfDumbServer(fault) && PageOf(answer) is { } page ? page : fault,
    };

    /// <summary>The fault of a web page that git took for a repository without refs; null when the answer is no page.</summary>
    public static GitFault? PageOf(HttpAnswer answer) => answer.IsPage
        ? new(GitFaultKind.RepositoryNotFound, Page(answer.Title)) { HttpStatus = 200 }
        : null;

    // A web page of one line is to git a server of files that has none.
    private static bool IsOfDumbServer(GitFault? fault) => fault?.Words.Contains("dumb http transport", StringComparison.Ordinal) == true;

    private static bool IsPage(GitFault fault) => fault.Words.Contains("is this a git repository?", StringComparison.Ordinal);

    private static string Named(int status)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status);
        return string.Create(CultureInfo.InvariantCulture, $"{status}{(string.IsNullOrEmpty(answer.ReasonPhrase) ? "" : $" {answer.ReasonPhrase}")}");
    }

    private static string Page(string? title) => title is null ? "a web page" : $"a web page titled '{title}'";
}
