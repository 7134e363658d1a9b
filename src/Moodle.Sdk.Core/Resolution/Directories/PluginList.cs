using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>
/// A directory in the format of Moodle's own, as its pluglist.php answers: one JSON object whose <c>plugins</c> are a list. It is read once to find where each plugin stands,
/// and a plugin when it is looked up, so that no more of it is in memory than that.
/// </summary>
internal sealed class PluginList : IPluginsDirectory, IDisposable
{
    // The real one has some 2,500 plugins, and of each some dozens of versions.
    private const int MostPlugins = 100_000;
    private const int LongestPlugin = 4 << 20;
    private const int LongestName = 100;

    private readonly SafeFileHandle _file;
    private readonly NamedBy _namedBy;
    private readonly bool _isLocal;

    // A name that stands there twice is at no place.
    private readonly Dictionary<string, (long At, long Length)?> _plugins = new(StringComparer.Ordinal);

    private PluginList(SafeFileHandle file, NamedBy namedBy, bool isLocal) => (_file, _namedBy, _isLocal) = (file, namedBy, isLocal);

    /// <inheritdoc/>
    public IEnumerable<string> Names => _plugins.Keys;

    /// <summary>Opens one.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="address">What it is called.</param>
    /// <param name="isLocal">True when it is of this machine: then it may name what lies there too.</param>
    /// <exception cref="InvalidDataException">It makes no sense; the message says why.</exception>
    /// <exception cref="SystemFaultException">It cannot be read.</exception>
    public static PluginList Open(string path, string address, bool isLocal)
    {
        // A link of the user's own is as good as the file; in the cache nobody makes one.
        var target = isLocal ? SystemFault.Guard("open", path, () => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) : path;
        var file = RegularFile.OpenToRead(target, UpstreamBounds.WebFileBytes);
        var list = new PluginList(file, new NamedBy(address, null), isLocal);
        try
        {
            list.Index();
            return list;
        }
        catch (JsonException e)
        {
            list.Dispose();
            throw new InvalidDataException($"it is no JSON: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')} (line {e.LineNumber + 1})", e);
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Result<DirectoryEntry?> Find(ComponentName component, Origin origin)
    {
        var name = component.ToString();
        if (!_plugins.TryGetValue(name, out var place))
        {
            return (DirectoryEntry?)null;
        }

        try
        {
            var (at, length) = place ?? throw new InvalidDataException("it is there twice");
            var json = new byte[length <= LongestPlugin ? length : throw new InvalidDataException("it is too long")];
            RandomAccess.Read(_file, json, at);
            using var plugin = JsonDocument.Parse(json);
            return PluginListEntry.Read(plugin.RootElement, component, _namedBy, _isLocal);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return DirectoryDiagnostics.BadEntry(origin, _namedBy.Directory, name, e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Index()
    {
        var (hasList, isList, isName, at, name) = (false, false, false, 0L, (string?)null);
        JsonWindow.Read(_file, (ref json, start) =>
        {
            switch (json.CurrentDepth, json.TokenType)
            {
                case (1, JsonTokenType.PropertyName):
                    isList = json.ValueTextEquals("plugins");
                    hasList |= isList;
                    break;
                case (2, JsonTokenType.StartObject) when isList:
                    (at, name) = (start + json.TokenStartIndex, null);
                    break;
                case (3, JsonTokenType.PropertyName) when isList:
                    isName = json.ValueTextEquals("component");
                    break;
                case (3, JsonTokenType.String) when isList && isName:
                    // No name of a component needs an escape, and one that stands for half a letter could not be read.
                    name = json.ValueSpan.Length <= LongestName && !json.ValueIsEscaped ? Encoding.UTF8.GetString(json.ValueSpan) : null;
                    break;
                case (2, JsonTokenType.EndObject) when isList && !string.IsNullOrEmpty(name):
                    Add(name, (at, start + json.BytesConsumed - at));
                    break;
            }
        });
        if (!hasList)
        {
            throw new InvalidDataException("it has no list that is called plugins");
        }
    }

    private void Add(string name, (long At, long Length) place)
    {
        if (_plugins.Count == MostPlugins)
        {
            throw new InvalidDataException($"it has more than {MostPlugins:N0} plugins");
        }

        if (!_plugins.TryAdd(name, place))
        {
            _plugins[name] = null;
        }
    }
}
