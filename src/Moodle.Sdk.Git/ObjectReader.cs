using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git;

/// <summary>Opens repositories for reading.</summary>
public static class ObjectReader
{
    /// <summary>Opens a bare repository. Nothing is read until it is asked for.</summary>
    /// <param name="repositoryFolder">Full path of the repository: the folder that holds <c>objects</c>.</param>
    /// <param name="owned">Disposed together with the reader.</param>
    /// <exception cref="DirectoryNotFoundException">There is no repository.</exception>
    public static IObjectReader Open(string repositoryFolder, IDisposable? owned = null) =>
        Directory.Exists(Path.Combine(repositoryFolder, "objects"))
            ? new RepositoryReader(repositoryFolder, owned)
            : throw new DirectoryNotFoundException($"There is no git repository in {repositoryFolder}.");
}
