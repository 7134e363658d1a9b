namespace Moodle.Sdk.Diagnostics;

/// <summary>How much a finding weighs: an error stops the verb, a warning does not.</summary>
public enum Severity
{
    /// <summary>Something a person must read; the verb goes on.</summary>
    Warning,

    /// <summary>The verb ends without writing anything more.</summary>
    Error,
}

/// <summary>
/// One finding, told to a person: what happened, how to put it right, and where the cause is declared.
/// Made only by the members of the <c>*Problems</c> classes of this folder, one member per code.
/// </summary>
/// <param name="Code">The number behind <c>MOODLE</c>: 1201 is MOODLE1201.</param>
/// <param name="Severity">Warning or error.</param>
/// <param name="Message">The cause, one sentence without a final remedy.</param>
/// <param name="Remedy">What to do about it, one sentence.</param>
/// <param name="Origin">The declaration that caused it; null when none did.</param>
/// <param name="Component">The component that it is about, so that an item's NoWarn can silence it.</param>
public sealed record Diagnostic(int Code, Severity Severity, string Message, string Remedy, Origin? Origin, string? Component = null)
{
    /// <summary>What is at fault, when findings about other declarations may have the same cause; null when none can.</summary>
    public string? SharedCause { get; init; }

    /// <summary>The code as users write it, such as <c>MOODLE1201</c>.</summary>
    public string Id => $"MOODLE{Code:0000}";

    /// <summary>The cause followed by the remedy, as it is printed.</summary>
    public string Text => $"{(EndsSentence(Message) ? Message : Message + ".")} {Remedy}".TrimEnd();

    /// <summary>An error.</summary>
    public static Diagnostic Error(int code, Origin? origin, string message, string remedy, string? component = null) =>
        new(code, Severity.Error, message, remedy, origin, component);

    /// <summary>A warning.</summary>
    public static Diagnostic Warning(int code, Origin? origin, string message, string remedy, string? component = null) =>
        new(code, Severity.Warning, message, remedy, origin, component);

    // A cause may end with the words of another program, which take no full stop.
    private static bool EndsSentence(string message) => message is "" or [.., '.' or '!' or '?' or ':' or ';'];

    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Id}: {Text}";
}
