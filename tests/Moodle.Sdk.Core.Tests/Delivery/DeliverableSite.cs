using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

/// <summary>A site tree from a real repository, ready to be delivered.</summary>
internal sealed class DeliverableSite : IDisposable
{
    public static readonly DateTimeOffset Time = new(2025, 8, 11, 6, 7, 8, TimeSpan.Zero);

    // Costs seconds to make and is only read: made once for all tests.
    private static readonly Lazy<TestRepository> DemandingRepository = new(() =>
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return Repository(folder["moodle.git"], FillDemanding);
    });

    private DeliverableSite(TempFolder folder, TestRepository repository, SiteTree tree, SiteObjects objects) =>
        (Folder, Upstream, Tree, Objects) = (folder, repository, tree, objects);

    public TempFolder Folder { get; }

    public TestRepository Upstream { get; }

    public SiteTree Tree { get; }

    public SiteObjects Objects { get; }

    public string Artifacts => Folder["artifacts"];

    public static DeliverableSite Of(Action<TestRepository> fill)
    {
        var folder = new TempFolder();
        return Of(folder, Repository(folder["moodle.git"], fill));
    }

    /// <summary>A few files with what a tar must get right.</summary>
    public static DeliverableSite Small() => Of(r => r
        .Write("version.php", "<?php $release = '4.5.6';\n")
        .Write("filter/tex/mimetex.linux", "binary\n", executable: true)
        .Write("lib/empty.php", "")
        .Link("public/link", "../version.php"));

    /// <summary>More entries than one share holds, and every path and size at which a tar changes its form.</summary>
    public static DeliverableSite Demanding() => Of(new TempFolder(), DemandingRepository.Value);

    public ArchiveRequest Request(params ArchiveFormat[] formats) =>
        new("lycee", "4.5.6", Tree, Objects, Time, Artifacts, [.. formats.DefaultIfEmpty(ArchiveFormat.TarGz)]);

    public PublishedArchive Publish(ArchiveFormat? format = null) =>
        Assert.Single(ArchivePublisher.Publish(Request(format ?? ArchiveFormat.TarGz), CancellationToken.None).Value);

    public byte[] Bytes(ArchiveFormat format, int workers)
    {
        var bytes = new MemoryStream();
        new Archive(new(Tree, Objects, Time), format.Codec).WriteTo(bytes, workers, CancellationToken.None);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        Objects.Dispose();
        Folder.Dispose();
    }

    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static string PathOfLength(int length, int folderLength)
    {
        var path = new StringBuilder($"long{length}/");
        while (path.Length + folderLength + 1 < length)
        {
            path.Append('d', folderLength).Append('/');
        }

        return path.Append('f', length - path.Length).ToString();
    }

    private static TestRepository Repository(string folder, Action<TestRepository> fill)
    {
        var repository = TestRepository.Create(folder);
        fill(repository);
        repository.Commit();
        return repository;
    }

    private static DeliverableSite Of(TempFolder folder, TestRepository repository)
    {
        Assert.True(UpstreamUrl.TryParse(repository.Folder, out var upstream));
        var reader = ObjectReader.Open(repository.Folder);
        var tree = new TreeId(ObjectId.Parse(repository.ResolveTree("main")));
        var core = new Graft(ComponentName.Core, "", StoreName.Of(upstream), reader, tree, new Origin("site.moodleproj", "MoodleVersion"));
        var site = SiteTreeBuilder.Build(core, [], new(), new Findings())!;
        var objects = new SiteObjects(new Locking.LocalCache(), new(), default);
        objects.Add(StoreName.Of(upstream), reader);
        return new(folder, repository, site, objects);
    }

    private static void FillDemanding(TestRepository r)
    {
        r.Write("version.php", "<?php\n").Write("bin/run", "#!/bin/sh\n", executable: true).Write("empty", "");
        foreach (var size in new[] { 1, 511, 512, 513, (1 << 20) - 512, 1 << 20, (1 << 20) + 1, 3 << 20 })
        {
            r.Write($"sizes/{size}", Noise(size));
        }

        foreach (var length in new[] { 99, 100, 101, 155, 156, 255, 256, 257, 300 })
        {
            r.Write(PathOfLength(length, folderLength: 40), $"{length}\n").Write("flat/" + new string('n', length - 5)[..Math.Min(length - 5, 250)], "flat\n");
        }

        r.Write("langue/é/日本語.php", "ü\n").Write("langue/emoji-😀", "x").Write("with space/and 'quote'", "x");
        r.Link("links/short", "../version.php").Link("links/long", "../" + PathOfLength(300, folderLength: 40)).Link("links/é", "日本語.php");
        for (var i = 0; i < 400; i++)
        {
            r.Write($"many/{i % 20}/{i}.php", $"<?php // {i}\n");
        }
    }
}
