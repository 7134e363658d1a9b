using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>What a server of HTTP answered besides its status.</summary>
/// <param name="Location">Where it sends to; null when to nowhere.</param>
/// <param name="Rest">How long it wants to be left alone; null where it does not say.</param>
/// <param name="IsPage">True for a web page.</param>
/// <param name="Title">The page's title; null where there is none.</param>
internal sealed partial record HttpAnswer(string? Location, TimeSpan? Rest, bool IsPage, string? Title)
{
    private const int LongestTitle = 80;

    /// <summary>What git's trace of a connection tells.</summary>
    public static HttpAnswer Traced(string trace) => new(
        TracedLocation.Matches(trace).LastOrDefault()?.Groups["location"].Value,
        RetryAfter(TracedRest.Matches(trace).LastOrDefault()?.Groups["rest"].Value),
        TracedHtml.IsMatch(trace),
        TitleOf(string.Concat(TracedData.Matches(trace).Select(line => line.Groups["data"].Value))));

    /// <summary>The title of a page. What a server writes may steer a terminal, and be of any length; git's trace has dots for the ends of lines.</summary>
    public static string? TitleOf(string page)
    {
        var title = Blank.Replace(WebUtility.HtmlDecode(PageTitle.Match(page).Groups["title"].Value), " ").Trim(' ', '.');
        return title.Length == 0 ? null : title.Length <= LongestTitle ? title : title[..LongestTitle] + "…";
    }

    private static TimeSpan? RetryAfter(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var then) && then - DateTimeOffset.UtcNow is { Ticks: > 0 } left ? left
        : null;

    [GeneratedRegex(@"<= Recv data: (?<data>[^\r\n]*)")]
    private static partial Regex TracedData { get; }

    [GeneratedRegex(@"<title[^>]*>(?<title>[^<]*)", RegexOptions.IgnoreCase)]
    private static partial Regex PageTitle { get; }

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+")]
    private static partial Regex Blank { get; }

    [GeneratedRegex(@"<= Recv header: content-type:[ \t]*text/html", RegexOptions.IgnoreCase)]
    private static partial Regex TracedHtml { get; }

    [GeneratedRegex(@"<= Recv header: retry-after:[ \t]*(?<rest>[^\r\n]*[^\s])", RegexOptions.IgnoreCase)]
    private static partial Regex TracedRest { get; }

    [GeneratedRegex(@"<= Recv header: location:[ \t]*(?<location>[^\r\n]*[^\s])", RegexOptions.IgnoreCase)]
    private static partial Regex TracedLocation { get; }
}
