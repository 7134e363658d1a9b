using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Publishing_gives_one_archive_everywhere : IDisposable
{
    private readonly UpstreamWorld _world = new();

    public void Dispose() => _world.Dispose();

    [FactThatNeeds(Needs.Scripts)]
    public void Whatever_the_folder_the_umask_the_time_zone_and_the_culture()
    {
        var here = Site("here");
        var there = Site(Path.Combine("some", "where else"));
        there.Environment["TZ"] = "Asia/Tokyo";
        there.Environment["LC_ALL"] = "tr_TR.UTF-8";
        there.Environment["DOTNET_PROCESSOR_COUNT"] = "1";

        var first = Publish(here);
        var second = WithUmask(0b000_111_111, () => Publish(there));

        Assert.Equal(Path.GetFileName(first), Path.GetFileName(second));
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(first)), SHA256.HashData(File.ReadAllBytes(second)));
    }

    [FactThatNeeds(Needs.Linux)]
    public void The_folder_can_be_read_by_a_web_server_whatever_the_umask()
    {
        var site = Site("here");
        site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance"));

        WithUmask(0b000_111_111, () => Publish(site, "-o", "out"));

        string[] all = [Path.Combine(site.Folder, "out"), .. Directory.GetFileSystemEntries(Path.Combine(site.Folder, "out"), "*", SearchOption.AllDirectories)];
        Assert.All(all, path => Assert.Contains(
            Convert.ToString((int)File.GetUnixFileMode(path), 8),
            Directory.Exists(path) ? ["755"] : new[] { "644", "755" }));
    }

    [Fact]
    public void And_it_holds_what_the_published_folder_holds()
    {
        var site = Site("here");
        site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + "<MoodlePublishExclude Include=\"mod/attendance/lang;%2A%2A/thirdparty\" />");

        var archive = Publish(site, "-o", "out");

        var unpacked = _world.At("unpacked");
        Directory.CreateDirectory(unpacked);
        using (var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(gzip, unpacked, overwriteFiles: false);
        }

        var published = FolderContent.Of(Path.Combine(site.Folder, "out"));
        Assert.Equal(published, FolderContent.Of(unpacked));
        Assert.Contains("mod/attendance/version.php", published.Keys);
        Assert.DoesNotContain(published.Keys, path => path.StartsWith("mod/attendance/lang/", StringComparison.Ordinal) || path.Contains(".git", StringComparison.Ordinal));
    }

    [Fact]
    public void The_archive_alone_where_no_folder_is_wanted()
    {
        var site = Site("here");

        Assert.True(File.Exists(Publish(site, "-p:MoodlePublishFolder=false")));

        Assert.False(Directory.Exists(Path.Combine(site.Folder, "bin", "publish")));
    }

    [Fact]
    public void With_the_time_that_SOURCE_DATE_EPOCH_says()
    {
        var site = Site("here");
        site.Environment["SOURCE_DATE_EPOCH"] = "1700000000";

        using var gzip = new GZipStream(File.OpenRead(Publish(site)), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var times = new HashSet<long>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry is not PaxGlobalExtendedAttributesTarEntry)
            {
                times.Add(entry.ModificationTime.ToUnixTimeSeconds());
            }
        }

        Assert.Equal([1700000000], times);
    }

    [Fact]
    public void And_writes_nothing_when_SOURCE_DATE_EPOCH_is_no_time()
    {
        var site = Site("here");
        site.Environment["SOURCE_DATE_EPOCH"] = "tomorrow";

        var refused = site.Run("publish", "-o", "out");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(refused.Diagnostics, d => d.Contains("error MOODLE1702: The environment variable SOURCE_DATE_EPOCH is 'tomorrow'", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Artifacts(site)));
        Assert.False(Directory.Exists(Path.Combine(site.Folder, "out")));
    }

    [Fact]
    public void Or_none_when_the_format_is_unknown()
    {
        var site = Site("here");
        site.Declare(_world.Properties("4.5.10") + "\n<MoodleArchiveFormats>tar.gz;zip</MoodleArchiveFormats>");

        var refused = site.Run("publish");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(refused.Diagnostics, d => d.Contains("site.moodleproj(4", StringComparison.Ordinal) && d.Contains("error MOODLE1701: 'zip'", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Artifacts(site)));
    }

    [Fact]
    public void And_one_that_is_killed_leaves_nothing_under_its_name_that_is_not_whole()
    {
        var whole = File.ReadAllBytes(Publish(Site("whole")));
        var site = Site("killed");
        Assert.Equal(0, site.Run("restore").ExitCode);
        Trial.Run(80, seed =>
        {
            using (var publish = site.Start("publish", "--no-restore"))
            {
                publish.Process.WaitForExit(new Random(seed).Next(300, 1200));
                publish.Kill();
                publish.Wait();
            }

            Assert.All(Archives(site), archive => Assert.Equal(whole, File.ReadAllBytes(archive)));
        });

        Assert.Equal(whole, File.ReadAllBytes(Publish(site)));
    }

    private static string Artifacts(SiteProject site) => Path.Combine(site.Folder, "bin", "artifacts");

    private static string[] Archives(SiteProject site) =>
        Directory.Exists(Artifacts(site)) ? Directory.GetFiles(Artifacts(site), "*.tar.gz") : [];

    private static string Publish(SiteProject site, params string[] arguments)
    {
        var publish = site.Run("publish", arguments);
        Assert.True(publish.ExitCode == 0, publish.Output);
        return Assert.Single(Archives(site));
    }

    private SiteProject Site(string folder)
    {
        var site = new SiteProject(_world.At("sites", folder), "site") { GitCache = _world.GitCache };
        site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + _world.Item("theme_union", "Version=\"4.5-r*\""));
        return site;
    }

    // Children inherit the mask. What other tests make meanwhile is closed to other users, which none of them minds.
    private static T WithUmask<T>(uint mask, Func<T> work)
    {
        var before = Umask(mask);
        try
        {
            return work();
        }
        finally
        {
            Umask(before);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
