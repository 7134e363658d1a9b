namespace Moodle.Sdk.Testing;

/// <summary>How a server fails a request.</summary>
public enum ServerFaultKind
{
    /// <summary>Answers with an HTTP status.</summary>
    Status,

    /// <summary>Closes the connection without an answer.</summary>
    Drop,

    /// <summary>Never answers.</summary>
    Hang,
}

/// <summary>One way to fail.</summary>
/// <param name="Kind">How.</param>
/// <param name="StatusCode">The HTTP status, when it answers with one.</param>
public sealed record ServerFault(ServerFaultKind Kind, int StatusCode = 0)
{
    /// <summary>The page that it answers with; null means a line of plain text.</summary>
    public string? Html { get; init; }

    /// <summary>The seconds after which it may be asked again, as it says itself; null when it says nothing.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Answers with a web page, as a login wall does.</summary>
    public static ServerFault Page(string html) => new(ServerFaultKind.Status, 200) { Html = html };

    /// <summary>Answers with a status such as 401, 403, 404, 500 or 503.</summary>
    public static ServerFault Status(int code) => new(ServerFaultKind.Status, code);

    /// <summary>Closes the connection.</summary>
    public static ServerFault Drop { get; } = new(ServerFaultKind.Drop);

    /// <summary>Never answers.</summary>
    public static ServerFault Hang { get; } = new(ServerFaultKind.Hang);
}

/// <summary>What a repository of a <see cref="GitHttpServer"/> answers and was asked.</summary>
public sealed class ServedRepository(string name)
{
    private int _requests;
    private int _listings;
    private int _packs;
    private int _shallowFetches;
    private int _faultsLeft;
    private long _bytesSent;
    private ServerFault? _fault;

    /// <summary>Path below the server's root.</summary>
    public string Name { get; } = name;

    /// <summary>Requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Of these, those that asked for the advertisement (<c>info/refs</c>).</summary>
    public int Listings => _listings;

    /// <summary>Packs sent so far.</summary>
    public int Packs => _packs;

    /// <summary>Requests so far for commits with all their files and without the history before them.</summary>
    public int ShallowFetches => _shallowFetches;

    /// <summary>Bytes of packs and listings sent so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>
    /// False makes it a server that serves advertised refs alone and speaks the oldest protocol: version 2 of it does not check what is asked for.
    /// </summary>
    public bool AllowsAnyId { get; set; } = true;

    /// <summary>True where packs may leave out what a client does not want, as forges allow it.</summary>
    public bool AllowsFilters { get; set; } = true;

    /// <summary>When set, a connection breaks after so many bytes of an answer to <c>git-upload-pack</c>.</summary>
    public long? BreaksAfter { get; set; }

    /// <summary>
    /// When set, what is answered instead of what git would: given the request (empty for the advertisement), the whole answer, or null to let git answer.
    /// </summary>
    public Func<byte[], byte[]?>? Answers { get; set; }

    /// <summary>
    /// As <see cref="Answers"/>, for answers that are long, slow or endless: given the request, what writes the answer, or null to let git answer.
    /// It is cancelled when the client goes.
    /// </summary>
    public Func<byte[], Func<Stream, CancellationToken, Task>?>? Writes { get; set; }

    /// <summary>Fails the next requests that way; all of them if no count is given; null heals it.</summary>
    public void Fail(ServerFault? fault, int requests = int.MaxValue) => (_fault, _faultsLeft) = (fault, requests);

    /// <summary>Forgets what was asked so far.</summary>
    public void ResetCounts()
    {
        _requests = _listings = _packs = _shallowFetches = 0;
        Interlocked.Exchange(ref _bytesSent, 0);
    }

    internal ServerFault? Count(bool isAdvertisement)
    {
        Interlocked.Increment(ref _requests);
        if (isAdvertisement)
        {
            Interlocked.Increment(ref _listings);
        }

        return _fault is not null && Interlocked.Decrement(ref _faultsLeft) >= 0 ? _fault : null;
    }

    internal void CountAsked(ReadOnlySpan<byte> request)
    {
        if (request.IndexOf("deepen "u8) >= 0 && request.IndexOf("filter "u8) < 0)
        {
            Interlocked.Increment(ref _shallowFetches);
        }
    }

    internal void CountSent(ReadOnlySpan<byte> answer)
    {
        Interlocked.Add(ref _bytesSent, answer.Length);
        // A pack's magic number and its version.
        if (answer.IndexOf("PACK\0\0\0\u0002"u8) >= 0)
        {
            Interlocked.Increment(ref _packs);
        }
    }
}
