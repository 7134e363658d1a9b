namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>
/// A value of PHP. Strings hold one character a byte (Latin-1), since that is what PHP's strings are.
/// </summary>
internal abstract record PhpValue;

/// <summary><c>null</c>.</summary>
internal sealed record PhpNull : PhpValue
{
    /// <summary>The only one.</summary>
    public static PhpNull Instance { get; } = new();
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record PhpBool(bool Value) : PhpValue
{
    /// <summary><c>true</c>.</summary>
    public static PhpBool True { get; } = new(true);

    /// <summary><c>false</c>.</summary>
    public static PhpBool False { get; } = new(false);

    /// <summary>One of the two.</summary>
    public static PhpBool Of(bool value) => value ? True : False;
}

/// <summary>An integer of 64 bits.</summary>
internal sealed record PhpInt(long Value) : PhpValue;

/// <summary>A floating point number.</summary>
internal sealed record PhpFloat(double Value) : PhpValue;

/// <summary>A string of bytes, one character each.</summary>
internal sealed record PhpString(string Bytes) : PhpValue;

/// <summary>A value that only running the file on a site could give.</summary>
/// <param name="Why">The cause, worded to stand after a field's name.</param>
/// <param name="Line">The line of the cause, from 1.</param>
internal sealed record PhpUnknown(string Why, int Line) : PhpValue;

/// <summary>What PHP throws instead of giving a value.</summary>
/// <param name="Why">The cause, as PHP words it.</param>
internal sealed record PhpError(string Why) : PhpValue;

/// <summary>A key of an array: an integer, or a string where <paramref name="Text"/> is set.</summary>
internal sealed record ArrayKey(long Number, string? Text);

/// <summary>An ordered array. It is a value to PHP: whoever stores it a second time takes a copy.</summary>
internal sealed record PhpArray : PhpValue
{
    // The key that the next appended entry takes; none yet is 0. From PHP 8.3, and in literals before, negative keys count on too.
    private long? _next;

    /// <summary>The entries in order.</summary>
    public OrderedDictionary<ArrayKey, PhpValue> Entries { get; } = [];

    /// <summary>Sets an entry.</summary>
    public void Set(ArrayKey key, PhpValue value)
    {
        Entries[key] = value;
        if (key.Text is null && key.Number >= (_next ?? long.MinValue) && key.Number < long.MaxValue)
        {
            _next = key.Number + 1;
        }
    }

    /// <summary>Adds an entry behind the highest integer key, or at 0.</summary>
    public void Append(PhpValue value) => Set(new(_next ?? 0, null), value);

    /// <summary>
    /// A copy that shares nothing that could be changed, but objects. It counts what it copies off an allowance, and what lies deeper than 64 levels,
    /// or comes when nothing is left, is unknown in it: a file that needs that is no version.php, and may mean harm.
    /// </summary>
    public PhpArray Copy(ref int allowance, int depth = 0)
    {
        var copy = new PhpArray { _next = _next };
        foreach (var (key, value) in Entries)
        {
            allowance--;
            copy.Entries.Add(key, value switch
            {
                PhpArray when depth >= 64 || allowance <= 0 => new PhpUnknown("is an array too large to be read", 0),
                PhpArray inner => inner.Copy(ref allowance, depth + 1),
                _ => value,
            });
        }

        return copy;
    }

    /// <inheritdoc/>
    public bool Equals(PhpArray? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>An object without a class of its own (<c>stdClass</c>). Two are equal only if they are one.</summary>
internal sealed record PhpObject : PhpValue
{
    /// <summary>The properties in order.</summary>
    public OrderedDictionary<string, PhpValue> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>A copy with the same properties, as <c>clone</c> makes it.</summary>
    public PhpObject Duplicate(ref int allowance)
    {
        var copy = new PhpObject();
        foreach (var (name, value) in Properties)
        {
            allowance--;
            copy.Properties.Add(name, value is PhpArray array ? array.Copy(ref allowance) : value);
        }

        return copy;
    }

    /// <inheritdoc/>
    public bool Equals(PhpObject? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
