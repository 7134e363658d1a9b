namespace Moodle.Sdk.Composition;

/// <summary>Why a name in an upstream's tree can be no file's name in a code base.</summary>
internal enum NameFault
{
    None,

    /// <summary>Its bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>It is empty: git's tree is malformed there.</summary>
    Empty,

    /// <summary><c>.</c> or <c>..</c>.</summary>
    Dots,

    /// <summary>It holds a slash, a backslash or a control character.</summary>
    Separator,

    /// <summary>Git, or a file system beneath it, would take it for <c>.git</c>.</summary>
    DotGit,

    /// <summary>More than 255 bytes.</summary>
    TooLong,

    /// <summary>Windows cannot have it; a fault on Windows only.</summary>
    NotOnWindows,
}
