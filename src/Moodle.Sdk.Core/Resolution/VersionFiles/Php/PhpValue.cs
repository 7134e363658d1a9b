using System.Collections.Immutable;
using System.Globalization;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>A value of PHP. Strings hold one character a byte (Latin-1), since that is what PHP's strings are.</summary>
internal abstract record PhpValue;

/// <summary><c>null</c>, and what a variable or property holds that is not set.</summary>
/// <param name="IsMaybeUnset">True for a property that on some sites is not there at all.</param>
internal sealed record PhpNull(bool IsMaybeUnset = false) : PhpValue
{
    public static PhpNull Instance { get; } = new();
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record PhpBool(bool Value) : PhpValue;

/// <summary>An integer of 64 bits.</summary>
internal sealed record PhpInt(long Value) : PhpValue;

/// <summary>A floating point number.</summary>
internal sealed record PhpFloat(double Value) : PhpValue;

/// <summary>A string of bytes, one character each.</summary>
internal sealed record PhpString(string Bytes) : PhpValue;

/// <summary>A value that only running the file on a site could give.</summary>
/// <param name="Why">The cause, worded to stand after a field's name.</param>
/// <param name="Line">The line of the cause, from 1; 0 for the file as a whole.</param>
/// <param name="IsMaybeUnset">True when on some sites nothing sets it.</param>
internal sealed record PhpUnknown(string Why, int Line, bool IsMaybeUnset = false) : PhpValue;

/// <summary>A key of an array: an integer, or a string where <paramref name="Text"/> is set.</summary>
internal sealed record ArrayKey(long Number, string? Text)
{
    /// <summary>The key that a value becomes; null for one that PHP converts or refuses. A string in an integer's usual form is that integer.</summary>
    public static ArrayKey? Of(PhpValue value) => value switch
    {
        PhpInt i => new(i.Value, null),
        PhpString { Bytes: var text } => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text ? new(number, null) : new(0, text),
        _ => null,
    };
}

/// <summary>A key and its value.</summary>
internal sealed record ArrayEntry(ArrayKey Key, PhpValue Value);

/// <summary>An ordered array. Nothing changes it: PHP's arrays are copied wherever they are stored.</summary>
internal sealed record PhpArray(ImmutableArray<ArrayEntry> Entries) : PhpValue
{
    /// <summary><c>[]</c>.</summary>
    public static PhpArray Empty { get; } = new([]);

    /// <summary>The key that the next entry without one takes; null where it depends on the version of PHP (below zero, changed in 8.3), or there is none.</summary>
    public ArrayKey? NextKey
    {
        get
        {
            var highest = -1L;
            foreach (var (key, _) in Entries)
            {
                if (key.Number is < 0 or long.MaxValue)
                {
                    return null;
                }

                highest = key.Text is null ? Math.Max(highest, key.Number) : highest;
            }

            return new(highest + 1, null);
        }
    }

    /// <summary>How many entries it has, those of the arrays in it counted too.</summary>
    public int Size => Entries.Sum(entry => entry.Value is PhpArray inner ? inner.Size + 1 : 1);

    /// <summary>The value of a key; null for one that is not there.</summary>
    public PhpValue? Find(ArrayKey key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The array with one entry more, or another value in its place.</summary>
    public PhpArray With(ArrayKey key, PhpValue value)
    {
        for (var place = 0; place < Entries.Length; place++)
        {
            if (Entries[place].Key == key)
            {
                return new(Entries.SetItem(place, new(key, value)));
            }
        }

        return new(Entries.Add(new(key, value)));
    }

    /// <inheritdoc/>
    public bool Equals(PhpArray? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Length;
}

/// <summary>An object without a class of its own (<c>stdClass</c>). It is only itself; its properties are in the <see cref="Scope"/>.</summary>
internal sealed record PhpObject : PhpValue
{
    /// <inheritdoc/>
    public bool Equals(PhpObject? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
