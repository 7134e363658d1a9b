using System.Globalization;

namespace Moodle.Sdk.Testing;

/// <summary>
/// An upstream of Moodle: small, but in its real layout, with tags and branches named and numbered as Moodle does it.
/// <code>
/// v4.5.0 - v4.5.1 - v4.5.9 - v4.5.10 - MOODLE_405_STABLE (4.5.10+)
///    \- v5.0.0-beta - v5.1.0 - MOODLE_501_STABLE (5.1+), in the public/ layout
///                        \- v5.2.0-rc1 - main (5.3dev)
/// </code>
/// </summary>
public sealed class MoodleUpstream
{
    // Made once and copied for each test.
    private static readonly Lazy<TestRepository> Template = new(() => Build(SharedFolder.Instance["moodle.git"]).Repository.Pack());

    private MoodleUpstream(TestRepository repository) => Repository = repository;

    /// <summary>The repository, for all that is not a release.</summary>
    public TestRepository Repository { get; }

    /// <summary>Makes the upstream with all its releases.</summary>
    public static MoodleUpstream Create(string folder) => new(Template.Value.CopyTo(folder));

    /// <summary>Commits a release to the current branch, with a tag if one is given, and gives the commit's id.</summary>
    public string Release(string? tag, string version, string release, string branch, string maturity = "MATURITY_STABLE")
    {
        var isPublic = int.Parse(branch, CultureInfo.InvariantCulture) >= 501;
        foreach (var (path, content) in MoodleFiles.All(version, release, branch, maturity))
        {
            // In the public/ layout the two JSON files, admin/cli and a shim of setup.php stay in the root.
            var staysInRoot = path is "lib/components.json" or "lib/plugins.json" or "config-dist.php" || path.StartsWith("admin/cli/", StringComparison.Ordinal);
            Repository.Write(isPublic && !staysInRoot ? "public/" + path : path, content, executable: path == "admin/cli/upgrade.php");
        }

        var commit = Repository.Commit($"Moodle release {release}");
        if (tag is not null)
        {
            Repository.Tag(tag);
        }

        return commit;
    }

    /// <summary>The id of the commit that a tag or branch leads to.</summary>
    public string Commit(string tagOrBranch) => Repository.Resolve(tagOrBranch);

    private static MoodleUpstream Build(string folder)
    {
        var moodle = new MoodleUpstream(TestRepository.Create(folder));
        var repository = moodle.Repository;
        var first = moodle.Release("v4.5.0", "2024100700.00", "4.5 (Build: 20241007)", "405");
        repository.Branch("MOODLE_405_STABLE", first);
        moodle.Release("v4.5.1", "2024100701.00", "4.5.1 (Build: 20241209)", "405");
        moodle.Release("v4.5.9", "2024100709.00", "4.5.9 (Build: 20260209)", "405");
        moodle.Release("v4.5.10", "2024100710.00", "4.5.10 (Build: 20260216)", "405");
        moodle.Release(null, "2024100710.02", "4.5.10+ (Build: 20260305)", "405");

        repository.Branch("main");
        moodle.Release("v5.0.0-beta", "2025032800.00", "5.0beta (Build: 20250328)", "500", "MATURITY_BETA");
        moodle.MoveToPublic();
        var last = moodle.Release("v5.1.0", "2025100600.00", "5.1 (Build: 20251006)", "501");
        repository.Branch("MOODLE_501_STABLE", last);
        moodle.Release(null, "2025100600.13", "5.1+ (Build: 20251205)", "501");

        repository.Branch("main");
        moodle.Release("v5.2.0-rc1", "2026041000.00", "5.2rc1 (Build: 20260410)", "502", "MATURITY_RC");
        moodle.Release(null, "2026050100.00", "5.3dev (Build: 20260501)", "503", "MATURITY_ALPHA");
        return moodle;
    }

    private void MoveToPublic()
    {
        foreach (var path in MoodleFiles.All("", "", "500", "").Select(f => f.Path))
        {
            Repository.Delete(path);
        }

        Repository
            .Write("lib/setup.php", "<?php\nrequire_once(__DIR__ . '/../public/lib/setup.php');\n")
            .Write("index.php", "<?php\nthrow new Exception('The web root is public/.');\n")
            .Write("public/config.php", "<?php\nrequire_once(__DIR__ . '/../config.php');\n");
    }
}
