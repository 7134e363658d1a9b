namespace Moodle.Sdk.Git.Transports;

/// <summary>What carries questions to an upstream over HTTP, and its answers back. For one thread at a time; disposed, nothing of it goes on.</summary>
internal interface ICarrier : IDisposable
{
    /// <summary>Connects; null where no upload-pack answers that can be spoken to this way.</summary>
    UploadPack? Connect(FetchMeter meter);

    /// <summary>Talks. Cancelling ends the talk.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    T Talk<T>(Func<T> talk, CancellationToken cancel);

    /// <summary>Hangs up, and says why a talk ended early, if that is known.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    GitFault? End(CancellationToken cancel);

    /// <summary>Begins to end: nothing more will be asked.</summary>
    void SayNoMore();
}
