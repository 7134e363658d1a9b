namespace Moodle.Sdk.Git.Objects;

/// <summary>Opens repositories of the git cache for reading.</summary>
internal static class ObjectReader
{
    /// <summary>Opens a bare repository. Nothing is read until it is asked for.</summary>
    /// <param name="repositoryFolder">Full path of the repository: the folder that holds <c>objects</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no repository.</exception>
    public static IObjectReader Open(string repositoryFolder)
    {
        if (!Directory.Exists(Path.Combine(repositoryFolder, "objects")))
        {
            throw new DirectoryNotFoundException($"There is no git repository in {repositoryFolder}.");
        }

        return new RepositoryReader(repositoryFolder);
    }
}
