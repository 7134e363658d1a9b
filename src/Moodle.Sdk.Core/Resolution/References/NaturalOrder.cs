namespace Moodle.Sdk.Resolution.References;

/// <summary>
/// Orders names with their digits read as numbers, so that v1.10 follows v1.9. Decides nothing about versions: it makes lists readable
/// and settles, always the same way, which of several tags of one version number is taken.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var (a, b) = (Part(left), Part(right));
            var order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                ? CompareNumbers(left[..a], right[..b])
                : left[..a].CompareTo(right[..b], StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }

            left = left[a..];
            right = right[b..];
        }

        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(x, y);
    }

    // Length of the leading run of digits, or of anything but digits.
    private static int Part(ReadOnlySpan<char> text)
    {
        var end = char.IsAsciiDigit(text[0]) ? text.IndexOfAnyExceptInRange('0', '9') : text.IndexOfAnyInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
    }
}
