using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

/// <summary>As a patch or a file of the site's own does: the component is as before, the blob is not in its store.</summary>
public sealed class An_edit_may_bring_what_lies_in_another_store : ComposingTest
{
    [Theory]
    [InlineData("../version.php", null)]
    [InlineData("../../outside", 1507)]
    public void A_link_that_it_brings_is_read_and_judged_there(string target, int? code)
    {
        using var temp = new TempFolder();
        var made = TestRepository.Create(temp["made.git"]);
        var blob = new BlobId(ObjectId.Parse(made.RawBlob(target)));
        made.Write("any", "any").Commit();
        using var objects = ObjectReader.Open(made.Folder);

        var site = Compose(Tree(("version.php", "m")), [new Brought("theirs", "theirs/link", blob, objects)], Linux);

        Assert.Equal(code is null ? [] : [code.Value], site.Errors.Select(e => e.Code));
        Assert.All(site.Errors, e => Assert.Equal("core", e.Component));
    }

    private sealed record Brought(string Folder, string Path, BlobId Blob, IObjectReader Objects)
        : TreeEdit(ComponentName.Core, new Origin("site.moodleproj", "MoodleFile", Path))
    {
        public override List<SiteEntry> Read(TreeReading reading) => [new(Path, EntryMode.SymbolicLink, Blob, new(Component, StoreName.Made))];

        public override Diagnostic? Apply(SiteEntries site, List<SiteEntry> read)
        {
            site.Stores[StoreName.Made] = Objects;
            site.Replace(Folder, read);
            return null;
        }
    }
}
