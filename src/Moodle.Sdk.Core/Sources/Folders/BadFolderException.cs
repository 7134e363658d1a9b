namespace Moodle.Sdk.Sources.Folders;

/// <summary>A working folder that no plugin is taken from.</summary>
/// <param name="why">Why, to follow a colon.</param>
internal sealed class BadFolderException(string why) : Exception(why);
