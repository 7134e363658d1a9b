namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// The modes of what an output gets: those of a checkout with umask 022, whatever the umask, since the web server that reads the site is another user. A umask is
/// the process's, so it cannot be set for a while; where it takes something away, that is given back, one call more for a file.
/// </summary>
internal static class NewModes
{
    public const uint Folder = 0x1ED;

    private static readonly Lazy<bool> Taken = new(IsTaken);

    /// <summary>True where the umask takes away what is to be there.</summary>
    public static bool UmaskTakes => Taken.Value;

    /// <summary>0755 or 0644.</summary>
    public static uint Of(bool executable) => executable ? 0x1EDu : 0x1A4u;

    // To ask the system would be to set it.
    private static bool IsTaken()
    {
        const string umask = "Umask:";
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(umask, StringComparison.Ordinal));
            return line is null || (Convert.ToUInt32(line[umask.Length..].Trim(), 8) & Folder) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return true;
        }
    }
}
