using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class What_is_removed_of_core_is_not_in_the_site : ComposingTest
{
    [Fact]
    public void A_folder_goes_with_all_in_it_and_a_file_alone()
    {
        var site = Build(Removed("mod/chat"), Removed("README.md"));

        Assert.Equal(["mod/chat.txt", "mod/chatter/version.php", "mod/quiz/version.php", "version.php"], site.Entries.Select(e => e.Path));
        Assert.Equal(Tree(("mod/chat.txt", "t"), ("mod/chatter/version.php", "c"), ("mod/quiz/version.php", "q"), ("version.php", "m")), site.Id.ToString());
    }

    [Fact]
    public void A_component_can_take_the_place()
    {
        var site = Build(Removed("mod/chat"), Graft("mod_chat", "mod/chat", Tree(("version.php", "own"))));

        var entry = Assert.Single(site.Entries, e => e.Path.StartsWith("mod/chat/", StringComparison.Ordinal));
        Assert.Equal(("mod/chat/version.php", "mod_chat"), (entry.Path, entry.Part.Component.ToString()));
    }

    [Fact]
    public void An_edit_sees_what_those_before_it_left()
    {
        var site = Build(Graft("mod_chat", "mod/chat", Tree(("version.php", "own"))), Removed("mod/chat"));

        Assert.DoesNotContain(site.Entries, e => e.Path.StartsWith("mod/chat/", StringComparison.Ordinal));
    }

    private static Removal Removed(string path) => new(path, new Origin("site.moodleproj", "MoodleCoreRemove", path));

    private SiteTree Build(params TreeEdit[] edits)
    {
        var core = Tree(
            ("README.md", "r"), ("version.php", "m"), ("mod/chat.txt", "t"), ("mod/chat/version.php", "v"), ("mod/chat/db/access.php", "a"),
            ("mod/chatter/version.php", "c"), ("mod/quiz/version.php", "q"));
        return Compose(core, edits, Linux).Value;
    }
}
