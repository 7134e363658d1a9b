namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// Where a Moodle keeps its code: in the root, or (5.1 and later) under <c>public/</c>. Told by the files, as Moodle HQ's release scripts do; by the version only where to look first.
/// </summary>
/// <param name="HasPublicFolder">True when the code lies under <c>public/</c>.</param>
internal sealed record MoodleLayout(bool HasPublicFolder)
{
    private const string PublicFolder = "public/";

    /// <summary>Reads the layout off Moodle's tree.</summary>
    public static MoodleLayout Of(TreeFiles core) => new(core.HasFile(PublicFolder + "version.php"));

    /// <summary>Path of Moodle's version.php from the root.</summary>
    public string VersionFile => InCode("version.php");

    /// <summary>The path from the root of a file that is named from the code's root: <c>admin/environment.xml</c>. A path that is under <c>public/</c> already stays.</summary>
    public string InCode(string path) =>
        HasPublicFolder && !path.StartsWith(PublicFolder, StringComparison.Ordinal) ? PublicFolder + path : path;
}
