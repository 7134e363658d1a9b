using System.Diagnostics.CodeAnalysis;

namespace Moodle.Sdk.Git;

/// <summary>A file on a web server. What its address has behind the path is a secret and never printed.</summary>
public sealed record WebFile
{
    private WebFile(UpstreamUrl address, string query) => (Address, Query) = (address, query);

    /// <summary>Its address up to the end of the path.</summary>
    public UpstreamUrl Address { get; }

    /// <summary>What follows, with its question mark, or empty: for the server alone.</summary>
    public string Query { get; }

    /// <summary>Reads an address of HTTP; a fragment, which no server is told, is left out.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebFile? file)
    {
        var whole = (text ?? "").Trim().Split('#')[0];
        var (path, query) = whole.IndexOf('?') is >= 0 and var at ? (whole[..at], whole[at..]) : (whole, "");
        file = !query.Any(char.IsControl) && UpstreamUrl.TryParse(path, out var address) && address.TakesToken ? new(address, query) : null;
        return file is not null;
    }

    /// <summary>The same file at another address.</summary>
    internal WebFile At(UpstreamUrl address) => new(address, Query);

    /// <summary>The address without secrets.</summary>
    public override string ToString() => Address.ToString();
}
