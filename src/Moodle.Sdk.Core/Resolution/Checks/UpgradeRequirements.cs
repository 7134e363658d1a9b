using System.Xml;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// The Moodle that each Moodle can be upgraded from, out of admin/environment.xml: <c>&lt;MOODLE version="4.5" requires="4.1.2"&gt;</c>.
/// Source: get_latest_version_available and environment_check_moodle in lib/environmentlib.php.
/// </summary>
internal sealed class UpgradeRequirements
{
    private readonly List<(ReleaseNumber Version, ReleaseNumber? Requires)> _all;

    private UpgradeRequirements(List<(ReleaseNumber Version, ReleaseNumber? Requires)> all) => _all = all;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public static UpgradeRequirements Read(byte[] content)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = TreeFiles.SizeLimit };
        var all = new List<(ReleaseNumber, ReleaseNumber?)>();
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(content), settings);
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, Depth: 1, LocalName: "MOODLE" } && xml.GetAttribute("version") is { } version)
                {
                    all.Add((ReleaseNumber.Of(version), xml.GetAttribute("requires") is { } requires ? ReleaseNumber.Of(requires) : null));
                }
            }
        }
        catch (XmlException e)
        {
            throw new InvalidDataException(e.Message, e);
        }

        return all.Count > 0 ? new(all) : throw new InvalidDataException("it names no version of Moodle");
    }

    /// <summary>What a release can be upgraded from: as the newest listed one says that is not newer than it. Null when anything will do.</summary>
    public ReleaseNumber? Of(ReleaseNumber release) =>
        _all.Where(v => v.Version.CompareTo(release) <= 0).OrderBy(v => v.Version).LastOrDefault().Requires;
}
