using System.Globalization;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// The one time that every entry of an archive bears: SOURCE_DATE_EPOCH where the environment sets it
/// (https://reproducible-builds.org/specs/source-date-epoch/), else that of the newest commit.
/// </summary>
internal static class DeliveryTime
{
    /// <summary>The last second that the eleven octal digits of a tar header hold, in the year 2242.</summary>
    public const long Latest = 0x1_FFFF_FFFF;

    /// <summary>Chooses the time.</summary>
    /// <param name="sourceDateEpoch">The environment variable's value; null or empty when it is not set.</param>
    /// <param name="newestCommit">The time of the newest commit of the site.</param>
    /// <returns>A time in whole seconds of UTC, or MOODLE1702.</returns>
    public static Result<DateTimeOffset> Of(string? sourceDateEpoch, DateTimeOffset newestCommit)
    {
        if (string.IsNullOrEmpty(sourceDateEpoch))
        {
            // A commit may bear any time that its author's clock had.
            return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(newestCommit.ToUnixTimeSeconds(), 0, Latest));
        }

        return long.TryParse(sourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Latest
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DeliveryDiagnostics.BadSourceDateEpoch(sourceDateEpoch, Latest);
    }
}
