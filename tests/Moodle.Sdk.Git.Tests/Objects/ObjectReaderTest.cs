using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests.Objects;

/// <summary>A real repository, and what git itself says of its objects.</summary>
public abstract class ObjectReaderTest : IDisposable
{
    protected ObjectReaderTest() => Repository = TestRepository.Create(Temp["upstream.git"]);

    protected TempFolder Temp { get; } = new();

    protected TestRepository Repository { get; }

    protected string PackFolder => Path.Combine(Repository.Folder, "objects", "pack");

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Versions of a long file and some short ones, so that packing finds deltas. Everything is loose.</summary>
    protected void WriteHistory(int commits = 12)
    {
        var random = new Random(3);
        var lines = Enumerable.Range(0, 300).Select(i => $"line {i} {random.Next()}").ToList();
        Repository.Commits(commits, i =>
        {
            lines[random.Next(lines.Count)] = $"edited {i}";
            lines.Insert(random.Next(lines.Count), $"new {i} {random.Next()}");
            Repository.Write("lib/long.php", string.Join('\n', lines)).Write($"lib/f{i}.php", $"file {i}").Write("empty", "");
        });

        Repository.Tag("v1");
        Unpack();
    }

    /// <summary>Packs everything into one pack.</summary>
    protected void Pack(params string[] options) => Repository.Git(["-c", "pack.threads=1", "repack", "-adfq", .. options]);

    /// <summary>The ids of all objects of a kind.</summary>
    protected IReadOnlyList<ObjectId> Ids(string? kind = null) =>
        [.. Repository.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
            .Split('\n').Select(l => l.Split(' ')).Where(l => kind is null || l[1] == kind).Select(l => ObjectId.Parse(l[0]))];

    /// <summary>Reads everything there is and compares it with what git says.</summary>
    protected void AssertReadsAll(IObjectReader reader)
    {
        foreach (var id in Ids("blob"))
        {
            AssertIsBlob(id, reader.ReadBlob(new BlobId(id)));
        }

        foreach (var id in Ids("tree"))
        {
            var lines = reader.ReadTree(new TreeId(id)).Select(e => $"{Convert.ToString((int)e.Mode, 8).PadLeft(6, '0')} {e.Id}\t{e.Name}");
            Assert.Equal(Repository.Git("ls-tree", "--format=%(objectmode) %(objectname)%x09%(path)", id.ToString()), string.Join('\n', lines));
        }

        foreach (var id in Ids("commit"))
        {
            var commit = reader.ReadCommit(id);
            var parents = string.Join(' ', commit.Parents);
            Assert.Equal(Repository.Git("show", "-s", "--format=%H %T %ct %P", id.ToString()).TrimEnd(), $"{commit.Id} {commit.Tree} {commit.Time.ToUnixTimeSeconds()} {parents}".TrimEnd());
        }

        foreach (var id in Ids("tag"))
        {
            Assert.Equal(Repository.Git("rev-parse", $"{id}^{{commit}}"), reader.ReadCommit(id).Id.ToString());
        }
    }

    protected static void AssertIsBlob(ObjectId id, ReadOnlySpan<byte> content) =>
        Assert.Equal(id.ToString(), Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content])));

    protected string OnlyFile(string pattern) => Assert.Single(Directory.GetFiles(PackFolder, pattern));

    private void Unpack()
    {
        // Tests begin with loose objects, whatever git made of the commits.
        foreach (var pack in Directory.Exists(PackFolder) ? Directory.GetFiles(PackFolder, "*.pack") : [])
        {
            var moved = Temp[Path.GetFileName(pack)];
            File.Move(pack, moved);
            File.Delete(Path.ChangeExtension(pack, ".idx"));
            IsolatedGit.Run(Repository.Folder, File.ReadAllBytes(moved), ["unpack-objects", "-q"]);
        }
    }
}
