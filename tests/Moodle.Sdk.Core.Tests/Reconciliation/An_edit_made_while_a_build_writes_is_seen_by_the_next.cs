using System.Collections.Concurrent;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

public sealed class An_edit_made_while_a_build_writes_is_seen_by_the_next : IDisposable
{
    private const int Files = 40;
    private readonly ReconciledSite _site = new();

    [Fact]
    public void Written_into_the_file_as_soon_as_it_is_there() => Trial.Run(200, seed => Round(seed, file =>
    {
        using var opened = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(opened, "edit"u8, 0);
    }));

    // As rsync and cp -p do: with the time of the file that it replaces.
    [Fact]
    public void Put_in_the_place_of_the_file() => Trial.Run(200, seed => Round(seed, file =>
    {
        var other = _site.Folder["other"];
        File.WriteAllText(other, "edit");
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(file));
        File.Move(other, file, overwrite: true);
    }));

    public void Dispose() => _site.Dispose();

    private void Round(int seed, Action<string> edit)
    {
        Write("last").Build();
        Write($"{seed % 10_000:0000}").Compose();
        if (Directory.Exists(_site.Output.State.KeptFolder))
        {
            Directory.Delete(_site.Output.State.KeptFolder, recursive: true);
        }

        var (edited, isOver) = (new ConcurrentBag<string>(), false);
        var editor = new Thread(() =>
        {
            var left = Enumerable.Range(0, Files).Select(i => $"mod/m/{i}.php").ToList();
            while (!Volatile.Read(ref isOver))
            {
                foreach (var path in left.Where(path => IsWritten(_site[path])).ToList())
                {
                    edit(_site[path]);
                    edited.Add(path);
                    left.Remove(path);
                }
            }
        });
        editor.Start();
        Assert.True(_site.TryBuild().Succeeded);
        Volatile.Write(ref isOver, true);
        editor.Join();

        _site.Rebuild();
        Assert.Equal(edited.Order(StringComparer.Ordinal), _site.Kept().Keys.Order(StringComparer.Ordinal));
    }

    private static bool IsWritten(string file)
    {
        using var opened = File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete);
        Span<byte> first = stackalloc byte[1];
        return RandomAccess.Read(opened, first, 0) == 1 && char.IsAsciiDigit((char)first[0]);
    }

    private ReconciledSite Write(string text)
    {
        for (var i = 0; i < Files; i++)
        {
            _site.Write($"mod/m/{i}.php", text);
        }

        return _site;
    }
}
