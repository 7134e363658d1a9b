using System.Collections.Concurrent;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// Resolves the deltas of a pack, as git calls it: says which objects they make. Each whole object is read once, and every delta that leads back to it
/// is applied on the way down, so that no object is made twice; the whole objects are shared out among all cores.
/// </summary>
internal sealed class DeltaResolver
{
    /// <summary>Bytes of objects on the way down at most: a small pack can claim more than any memory holds.</summary>
    private const long MostHeld = 2L * PackFile.LongestObject;

    private readonly ReceivedPack _pack;
    private readonly MappedFile _file;
    private readonly CancellationToken _cancel;
    private readonly long[] _offsets;

    // The deltas on each object by its place in the pack, and those that name their base by its id.
    private readonly ILookup<int, int> _byPlace;
    private readonly ILookup<ObjectId, int> _byId;

    private DeltaResolver(ReceivedPack pack, MappedFile file, CancellationToken cancel)
    {
        (_pack, _file, _cancel, _offsets) = (pack, file, cancel, [.. pack.Objects.Select(o => o.Offset)]);
        var deltas = Enumerable.Range(0, pack.Objects.Length).Where(i => !pack.Objects[i].IsNamed).Select(i => (Index: i, Entry: Entry(i))).ToList();
        _byPlace = deltas.Where(d => d.Entry.BaseId is null).ToLookup(d => IndexAt(d.Entry.BaseOffset), d => d.Index);
        _byId = deltas.Where(d => d.Entry.BaseId is not null).ToLookup(d => d.Entry.BaseId!.Value, d => d.Index);
    }

    /// <summary>Gives every delta of a pack the id of the object that it makes.</summary>
    /// <exception cref="InvalidDataException">A delta is damaged, or its base is not in the pack.</exception>
    public static void Run(ReceivedPack pack, CancellationToken cancel)
    {
        if (pack.Objects.All(o => o.IsNamed))
        {
            return;
        }

        using var file = new MappedFile(pack.Path);
        using (file.Hold())
        {
            new DeltaResolver(pack, file, cancel).Run();
        }

        if (pack.Objects.FirstOrDefault(o => !o.IsNamed) is { Offset: > 0 } nameless)
        {
            throw new InvalidDataException($"the base of the delta at {nameless.Offset} is not in the pack");
        }
    }

    private void Run()
    {
        var roots = Enumerable.Range(0, _pack.Objects.Length).Where(i => _pack.Objects[i].IsNamed && DeltasOn(i).Any()).ToArray();
        var links = new ConcurrentBag<ObjectLinks>();
        try
        {
            Parallel.ForEach(
                roots,
                new ParallelOptions { CancellationToken = _cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new ObjectLinks { Shallow = _pack.Links.Shallow },
                (root, _, found) =>
                {
                    ResolveDeltasOn(root, found);
                    return found;
                },
                links.Add);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InvalidDataException>().FirstOrDefault() is { } damage)
        {
            throw new InvalidDataException(damage.Message, damage);
        }

        foreach (var found in links)
        {
            _pack.Links.Add(found);
        }
    }

    private void ResolveDeltasOn(int root, ObjectLinks found)
    {
        var path = new Stack<(PooledObject Content, IEnumerator<int> Deltas)>();
        try
        {
            Push(path, root, Inflate(root));
            var held = (long)path.Peek().Content.Length;
            while (path.TryPeek(out var on))
            {
                if (!on.Deltas.MoveNext())
                {
                    held -= on.Content.Length;
                    path.Pop();
                    on.Content.Return();
                    continue;
                }

                // A pack may hold an object many times: each copy would lead down to the same deltas, over and over.
                if (_pack.Objects[on.Deltas.Current].IsNamed)
                {
                    continue;
                }

                var made = Resolve(on.Deltas.Current, on.Content, found);
                held += made.Length;
                Push(path, on.Deltas.Current, made);
                if (path.Count > PackFile.LongestChain)
                {
                    throw new InvalidDataException($"the deltas at {_pack.Objects[root].Offset} are more than {PackFile.LongestChain} upon each other");
                }

                if (held > MostHeld)
                {
                    throw new InvalidDataException($"the deltas at {_pack.Objects[root].Offset} claim more than {MostHeld >> 20} MB");
                }
            }
        }
        finally
        {
            while (path.TryPop(out var rest))
            {
                rest.Content.Return();
            }
        }
    }

    private void Push(Stack<(PooledObject Content, IEnumerator<int> Deltas)> path, int index, PooledObject content) =>
        path.Push((content, DeltasOn(index).GetEnumerator()));

    private PooledObject Resolve(int index, PooledObject source, ObjectLinks found)
    {
        _cancel.ThrowIfCancellationRequested();
        var delta = Inflate(index);
        var applied = Delta.Apply(source, delta.Content);
        delta.Return();
        if (applied is not { } made)
        {
            throw new InvalidDataException($"the delta at {_pack.Objects[index].Offset} does not fit its base");
        }

        ref var named = ref _pack.Objects[index];
        (named.Id, named.Kind, named.IsNamed) = (ObjectHash.Of(made.Kind, made.Content), made.Kind, true);
        found.Add(named.Id, made);
        return made;
    }

    private IEnumerable<int> DeltasOn(int index) => _byId.Count == 0 ? _byPlace[index] : _byPlace[index].Concat(_byId[_pack.Objects[index].Id]);

    private PackEntry Entry(int index) => PackEntry.Read(_file, _pack.Objects[index].Offset)!;

    private PooledObject Inflate(int index)
    {
        var entry = Entry(index);
        return entry.Inflate(_file) ?? throw new InvalidDataException($"the entry at {entry.Offset} cannot be decompressed");
    }

    private int IndexAt(long offset) => Array.BinarySearch(_offsets, offset) is >= 0 and var index ? index : throw new InvalidDataException($"there is no entry at {offset}");
}
