namespace Moodle.Sdk.Git.Disk;

/// <summary>Folders in which nobody but the SDK has anything to do: what is written, swept or deleted there must not go elsewhere through a link.</summary>
public static class OwnFolder
{
    /// <summary>Looks that no link stands in the place of a folder, which may be absent.</summary>
    /// <exception cref="SystemFaultException">One does.</exception>
    public static void RefuseLink(string folder) => SystemFault.Guard("readlink", folder, () =>
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw RegularFile.Unfit(folder, "it is a link, and a folder belongs there");
        }
    });
}
