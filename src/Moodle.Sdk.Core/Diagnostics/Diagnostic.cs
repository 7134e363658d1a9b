using System.Globalization;

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
/// Each is worded by a <c>...Diagnostics</c> class of the room that finds it, one member per code.
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
    public string Text => Printable($"{(EndsSentence(Message) ? Message : Message + ".")} {Remedy}".TrimEnd());

    /// <summary>An error.</summary>
    /// <param name="id">The code in full, so that searching for it finds its text.</param>
    /// <param name="origin">The declaration that caused it; null when none did.</param>
    /// <param name="message">The cause.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="component">The component that it is about; null is the one that the origin's item declares.</param>
    public static Diagnostic Error(string id, Origin? origin, string message, string remedy, string? component = null) =>
        new(Number(id), Severity.Error, message, remedy, origin, component ?? origin?.Include);

    /// <inheritdoc cref="Error"/>
    public static Diagnostic Warning(string id, Origin? origin, string message, string remedy, string? component = null) =>
        new(Number(id), Severity.Warning, message, remedy, origin, component ?? origin?.Include);

    /// <summary>MOODLE1900: an exception that nobody foresaw, in the SDK itself.</summary>
    public static Diagnostic Unexpected(Exception exception) => Error("MOODLE1900", null,
        $"Something in Moodle.Sdk went wrong that should not: {exception.GetType().Name}: {exception.Message}",
        "Please report it with the output of the same command with -v:diag.");

    private static int Number(string id) => int.Parse(id.AsSpan("MOODLE".Length), CultureInfo.InvariantCulture);

    // A name of a file that somebody made, or the words of a server, may hold what makes a terminal do something.
    private static string Printable(string text) => text.Any(IsHidden) ? string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Select(c => IsHidden(c) ? '\uFFFD' : c)) : text;

    private static bool IsHidden(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    // A cause may end with the words of another program, which take no full stop.
    private static bool EndsSentence(string message) => message is "" or [.., '.' or '!' or '?' or ':' or ';'];

    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Id}: {Text}";
}
