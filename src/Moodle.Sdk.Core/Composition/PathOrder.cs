namespace Moodle.Sdk.Composition;

/// <summary>
/// Git's order of paths: by the bytes of their UTF-8 form. It differs from ordinal order of UTF-16 only where characters
/// beyond U+FFFF meet those of U+E000 to U+FFFF.
/// </summary>
internal sealed class PathOrder : IComparer<string>
{
    public static PathOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => Compare(x.AsSpan(), y.AsSpan());

    /// <summary>Compares two paths, or parts of paths.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Weight(left[common]).CompareTo(Weight(right[common]));
    }

    /// <summary>True when a path lies in a folder.</summary>
    public static bool IsWithin(ReadOnlySpan<char> path, ReadOnlySpan<char> folder) =>
        folder.IsEmpty || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder));

    // A surrogate stands for a character above all others.
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
