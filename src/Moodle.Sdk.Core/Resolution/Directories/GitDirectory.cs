using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>A directory that is a git repository in CAMP's layout: a file <c>plugins/TYPE/COMPONENT.yml</c> for each plugin.</summary>
internal sealed class GitDirectory : IPluginsDirectory
{
    private const string Folder = "plugins";

    private readonly UpstreamUrl _upstream;
    private readonly NamedBy _namedBy;
    private readonly TreeFiles _files;
    private readonly Lock _reading = new();

    private GitDirectory(UpstreamUrl upstream, FetchedHead head, TreeFiles files) =>
        (_upstream, _namedBy, _files) = (upstream, new NamedBy(upstream.Relative ?? upstream.Address, head.Commit), files);

    /// <summary>Looks whether it is one.</summary>
    public static Result<IPluginsDirectory> Open(UpstreamUrl upstream, FetchedHead head, Origin origin)
    {
        var files = new TreeFiles(head.Objects, head.Objects.ReadCommit(head.Commit.Id).Tree);
        return files.FoldersIn(Folder).Any()
            ? Result<IPluginsDirectory>.Of(new GitDirectory(upstream, head, files))
            : DirectoryDiagnostics.NoDirectory(origin, upstream);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names
    {
        get
        {
            lock (_reading)
            {
                return
                [
                    .. from type in _files.FoldersIn(Folder)
                       from file in _files.NamesIn($"{Folder}/{type}")
                       where file.EndsWith(".yml", StringComparison.Ordinal)
                       select file[..^4],
                ];
            }
        }
    }

    /// <inheritdoc/>
    public Result<DirectoryEntry?> Find(ComponentName component, Origin origin)
    {
        var path = $"{Folder}/{component.Type}/{component}.yml";
        try
        {
            lock (_reading)
            {
                return _files.Read(path) is { } yaml ? CampEntry.Read(yaml, component, _namedBy, isLocal: _upstream.Host is null) : (DirectoryEntry?)null;
            }
        }
        catch (InvalidDataException e)
        {
            return DirectoryDiagnostics.BadEntry(origin, _namedBy.Directory, path, e.Message);
        }
    }
}
