using System.Buffers;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>Finds a savepoint in db/upgrade.php that lies above the plugin's version.</summary>
internal static class Savepoints
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    // '_' may stand between digits.
    private static readonly SearchValues<byte> NumberParts = SearchValues.Create("0123456789_"u8);

    /// <summary>The highest savepoint when it is above the version, else null.</summary>
    public static VersionNumber? Above(byte[] upgradePhp, VersionNumber version) =>
        HasNumberAbove(upgradePhp, version.Value) && SavepointReader.Highest(upgradePhp) is { } highest && highest > version ? highest : null;

    // Where no number in the file is above the version, no savepoint is: a look at the digits spares most files the reader, which costs thirty times as much.
    private static bool HasNumberAbove(ReadOnlySpan<byte> content, decimal version)
    {
        var whole = decimal.Floor(version);
        while (content.IndexOfAny(Digits) is >= 0 and var start)
        {
            content = content[start..];
            var length = content.IndexOfAnyExcept(NumberParts) is >= 0 and var end ? end : content.Length;
            var number = Value(content[..length]);
            content = content[length..];
            if (number > whole || (number == whole && content is [(byte)'.', >= (byte)'0' and <= (byte)'9', ..]))
            {
                return true;
            }
        }

        return false;
    }

    private static decimal Value(ReadOnlySpan<byte> digits)
    {
        var value = 0UL;
        foreach (var digit in digits)
        {
            if (digit != '_')
            {
                value = value > ulong.MaxValue / 20 ? value : (value * 10) + (ulong)(digit - '0');
            }
        }

        return value;
    }
}
