using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// Resolves the deltas of a pack, as git calls it: says which objects they make. Each whole object is read once, and every delta that leads back to it
/// is applied on the way down, so that no object is made twice; the whole objects are shared out among all cores.
/// </summary>
internal sealed class DeltaResolver
{
    // Bytes of objects on the way down. Beyond the first number a thread goes on only when no other one is: a small pack can claim more than any memory holds.
    private const int MostHeldBySome = 8 << 20;
    private const int MostHeld = 256 << 20;

    private const int None = -1;

    private readonly ReceivedPack _pack;
    private readonly MappedFile _file;
    private readonly CancellationToken _cancel;
    private readonly Lock _large = new();
    private readonly long[] _offsets;
    private long _unpacked;

    // The first delta on each object, by places in the pack, and the next one on the same; those on a base that is named by its id wait for it.
    private readonly int[] _first;
    private readonly int[] _next;
    private readonly Dictionary<ObjectId, int> _waiting = [];

    private DeltaResolver(ReceivedPack pack, MappedFile file, CancellationToken cancel)
    {
        (_pack, _file, _cancel, _unpacked) = (pack, file, cancel, pack.Unpacked);
        _offsets = Array.ConvertAll(pack.Objects, o => o.Offset);
        (_first, _next) = (new int[_offsets.Length], new int[_offsets.Length]);
        Array.Fill(_first, None);
        for (var i = 0; i < _offsets.Length; i++)
        {
            if (pack.Objects[i].IsNamed)
            {
                continue;
            }

            var entry = Entry(i);
            if (entry.BaseId is { } id)
            {
                _next[i] = _waiting.GetValueOrDefault(id, None);
                _waiting[id] = i;
            }
            else
            {
                ref var first = ref _first[IndexAt(entry.BaseOffset)];
                (_next[i], first) = (first, i);
            }
        }
    }

    /// <summary>Gives every delta of a pack whose base is there the id of the object that it makes.</summary>
    /// <exception cref="InvalidDataException">A delta is damaged.</exception>
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
    }

    private void Run()
    {
        var roots = Enumerable.Range(0, _offsets.Length).Where(i => _pack.Objects[i].IsNamed && FirstOn(i) != None).ToArray();
        var links = new ConcurrentBag<ObjectLinks>();
        try
        {
            Parallel.ForEach(
                roots,
                new ParallelOptions { CancellationToken = _cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new ObjectLinks { Shallow = _pack.Links.Shallow, IsHeld = _pack.Links.IsHeld },
                (root, _, found) =>
                {
                    ResolveDeltasOn(root, found);
                    return found;
                },
                links.Add);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        foreach (var found in links)
        {
            _pack.Links.Add(found);
        }
    }

    private void ResolveDeltasOn(int root, ObjectLinks found)
    {
        var way = new Stack<Step>();
        try
        {
            var whole = Inflate(root, 0);
            way.Push(new(whole, _first[root], 1));
            long held = whole.Buffer.Length;
            while (way.TryPop(out var on))
            {
                var made = Resolve(on.Delta, on.Content, held, found);
                // A base is let go with the last delta on it: a chain holds two objects, however long it is.
                if (_next[on.Delta] is not None and var next)
                {
                    way.Push(on with { Delta = next });
                }
                else
                {
                    held -= on.Content.Buffer.Length;
                    on.Content.Return();
                }

                if (FirstOn(on.Delta) is not None and var first)
                {
                    way.Push(on.Depth < UpstreamBounds.DeltaChain ? new(made, first, on.Depth + 1) : throw TooLong(root));
                    held += made.Buffer.Length;
                }
                else
                {
                    made.Return();
                }
            }
        }
        finally
        {
            if (_large.IsHeldByCurrentThread)
            {
                _large.Exit();
            }
        }
    }

    private RefusedContentException TooLong(int root) =>
        RefusedContentException.TooMuch($"a pack with more than {UpstreamBounds.DeltaChain} deltas upon each other, on the object at {_offsets[root]}");

    private PooledObject Resolve(int index, PooledObject source, long held, ObjectLinks found)
    {
        _cancel.ThrowIfCancellationRequested();
        var delta = Inflate(index, held);
        var size = Delta.SizeMade(delta.Content);
        RefusedContentException.ThrowIfTooLong(source.Kind, size);
        // Counted last: who has waited for room sees that another one has used up what there is.
        MakeRoom(held + delta.Length + size);
        ReceivedPack.CountUnpacked(ref _unpacked, size, _file.Length);
        var applied = Delta.Apply(source, delta.Content);
        delta.Return();
        if (applied is not { } made)
        {
            throw new InvalidDataException($"the delta at {_offsets[index]} does not fit its base");
        }

        ref var named = ref _pack.Objects[index];
        (named.Id, named.Kind, named.IsNamed) = (ObjectHash.Of(made.Kind, made.Content), made.Kind, true);
        found.Add(named.Id, made);
        found.CheckCount(_offsets.Length);
        return made;
    }

    // The first delta on an object that has its id. A pack may hold an object many times: those that wait for the id are worked on once.
    private int FirstOn(int index)
    {
        lock (_waiting)
        {
            if (!_waiting.Remove(_pack.Objects[index].Id, out var waiting))
            {
                return _first[index];
            }

            var last = waiting;
            while (_next[last] != None)
            {
                last = _next[last];
            }

            _next[last] = _first[index];
            return _first[index] = waiting;
        }
    }

    private PackEntry Entry(int index) => PackEntry.Read(_file, _offsets[index])!;

    private PooledObject Inflate(int index, long held)
    {
        var entry = Entry(index);
        MakeRoom(held + entry.Size);
        return entry.Inflate(_file) ?? throw new InvalidDataException($"the entry at {entry.Offset} cannot be decompressed");
    }

    // Who holds much waits until it is the only one, and is so to the end of what it is at.
    private void MakeRoom(long bytes)
    {
        if (bytes > MostHeld)
        {
            throw RefusedContentException.TooMuch($"a pack whose deltas take more than {MostHeld >> 20} MB at once");
        }

        if (bytes > MostHeldBySome && !_large.IsHeldByCurrentThread)
        {
            _large.Enter();
        }
    }

    private int IndexAt(long offset) => Array.BinarySearch(_offsets, offset) is >= 0 and var index ? index : throw new InvalidDataException($"there is no entry at {offset}");

    // An object on the way down, and the delta on it that is next.
    private readonly record struct Step(PooledObject Content, int Delta, int Depth);
}
