namespace Moodle.Sdk.Git.Objects;

/// <summary>Looks for one path in many trees. Those of a history share most of their folders, and a hostile one may share all: each is looked at once.</summary>
internal sealed class PathInTrees(IObjectReader objects, string path)
{
    private readonly string[] _names = path.Split('/');
    private readonly Dictionary<(ObjectId, int), (ObjectId? File, ObjectId? Missing)> _found = [];

    /// <summary>The file there; or the first object on the way to it that is missing, the file itself included; neither when the tree has no such file.</summary>
    public (ObjectId? File, ObjectId? Missing) Find(TreeId tree) => Find(tree.Id, 0);

    private (ObjectId? File, ObjectId? Missing) Find(ObjectId at, int depth) =>
        _found.TryGetValue((at, depth), out var known) ? known : _found[(at, depth)] = Look(at, depth);

    private (ObjectId? File, ObjectId? Missing) Look(ObjectId at, int depth)
    {
        if (!objects.Contains(at))
        {
            return (null, at);
        }

        if (depth == _names.Length)
        {
            return (at, null);
        }

        return objects.ReadTree(new TreeId(at)).FirstOrDefault(e => e.Name == _names[depth]) switch
        {
            { Mode: EntryMode.Tree, Id: var folder } when depth + 1 < _names.Length => Find(folder, depth + 1),
            { Mode: EntryMode.File or EntryMode.Executable, Id: var file } when depth + 1 == _names.Length => Find(file, depth + 1),
            _ => (null, null),
        };
    }
}
