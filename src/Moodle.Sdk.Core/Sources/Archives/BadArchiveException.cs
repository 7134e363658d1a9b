namespace Moodle.Sdk.Sources.Archives;

/// <summary>An archive that no plugin is taken from.</summary>
/// <param name="why">Why, to follow a colon.</param>
internal sealed class BadArchiveException(string why) : Exception(why);
