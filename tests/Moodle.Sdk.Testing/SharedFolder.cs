namespace Moodle.Sdk.Testing;

/// <summary>A folder for what the tests of a process make once and copy: upstreams. Gone with the process.</summary>
public static class SharedFolder
{
    private static readonly Lazy<TempFolder> Made = new(() =>
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    /// <summary>The folder.</summary>
    public static TempFolder Instance => Made.Value;
}
