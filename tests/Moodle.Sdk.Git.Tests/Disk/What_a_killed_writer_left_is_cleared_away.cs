using System.Text;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Disk;

public sealed class What_a_killed_writer_left_is_cleared_away : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void By_the_next_writer_of_the_same_file()
    {
        var ours = Left("state", TimeSpan.FromHours(2));

        WholeFile.Write(_folder["state"], "new"u8);

        Assert.False(File.Exists(ours));
        Assert.Equal("new", File.ReadAllText(_folder["state"]));
    }

    [Fact]
    public void But_nothing_that_another_may_still_be_writing_or_that_is_no_such_file()
    {
        string[] stay =
        [
            Left("state", TimeSpan.FromMinutes(5)),
            Left("state.json", TimeSpan.FromHours(2)),
            Left("stat", TimeSpan.FromHours(2)),
            Aged(_folder.Write(".state.mine.tmp", "mine"), TimeSpan.FromHours(2)),
        ];

        WholeFile.Write(_folder["state"], "new"u8);

        Assert.Equal(stay.Append(_folder["state"]).Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Also_by_several_at_once() => Trial.Run(400, _ =>
    {
        for (var i = 0; i < 10; i++)
        {
            Left("state", TimeSpan.FromHours(2));
        }

        Parallel.For(0, 8, i => WholeFile.Write(_folder["state"], Encoding.UTF8.GetBytes($"{i}")));

        Assert.Equal([_folder["state"]], Directory.GetFiles(_folder.Path));
    });

    public void Dispose() => _folder.Dispose();

    private string Left(string file, TimeSpan age) => Aged(_folder.Write($".{file}.{Guid.NewGuid():N}.tmp", "half"), age);

    private static string Aged(string file, TimeSpan age)
    {
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow - age);
        return file;
    }
}
