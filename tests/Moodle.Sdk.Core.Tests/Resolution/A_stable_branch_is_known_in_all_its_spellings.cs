using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution;

public class A_stable_branch_is_known_in_all_its_spellings
{
    [Theory]
    [InlineData("MOODLE_405_STABLE", true)]
    [InlineData("MOODLE_39_STABLE", true)]
    [InlineData("MOODLE_42_STABLE", true)]
    [InlineData("MOODLE_28", true)]
    [InlineData("MOODLE_24-26_STABLE", true)]
    [InlineData("moodle_405_stable", true)]
    [InlineData("stable", true)]
    [InlineData("MOODLE_405_DEV", false)]
    [InlineData("dev", false)]
    [InlineData("develop", false)]
    [InlineData("3.17-dev", false)]
    [InlineData("main", false)]
    [InlineData("feature/MOODLE_405_STABLE", false)]
    [InlineData("MOODLE_405_STABLE-fix", false)]
    public void By_name(string branch, bool isStable) => Assert.Equal(isStable, StableBranch.IsStable(branch));

    [Theory]
    [InlineData("MOODLE_405_STABLE", 405, true)]
    [InlineData("MOODLE_45_STABLE", 405, true)]
    [InlineData("MOODLE_405", 405, true)]
    [InlineData("MOODLE_404_STABLE", 405, false)]
    [InlineData("MOODLE_39_STABLE", 39, true)]
    [InlineData("MOODLE_310_STABLE", 310, true)]
    [InlineData("MOODLE_42_STABLE", 402, true)]
    [InlineData("MOODLE_42_STABLE", 42, false)]
    [InlineData("MOODLE_24-26_STABLE", 25, true)]
    [InlineData("MOODLE_24-26_STABLE", 27, false)]
    [InlineData("MOODLE_400-405_STABLE", 405, true)]
    [InlineData("stable", 405, false)]
    [InlineData("main", 405, false)]
    public void And_the_Moodle_it_is_named_after(string branch, int moodle, bool isNamedAfter) =>
        Assert.Equal(isNamedAfter, StableBranch.IsNamedAfter(branch, new MoodleBranch(moodle)));

    [Theory]
    [InlineData("moodle43", 403, true)]
    [InlineData("v_45", 405, true)]
    [InlineData("4.5-fixes", 405, true)]
    [InlineData("upgrade-502", 502, true)]
    [InlineData("MOODLE_405_DEV", 405, true)]
    [InlineData("Moodle3.11", 311, true)]
    [InlineData("moodle43", 405, false)]
    [InlineData("1.4.5", 405, false)]
    [InlineData("issue1450", 405, false)]
    [InlineData("main", 405, false)]
    public void And_which_others_may_be_of_a_Moodle(string branch, int moodle, bool mayBe) =>
        Assert.Equal(mayBe, StableBranch.MayBeNamedAfter(branch, new MoodleBranch(moodle)));
}
