using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Moodle.Sdk.Git;

/// <summary>The SHA-1 name of a git object: 20 bytes, compared as git orders them.</summary>
public readonly struct ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    // An upstream chooses the ids that its objects refer to: hundreds of thousands that fall together in a table took minutes. So nobody knows where they fall.
    private static readonly (ulong First, ulong Second, ulong Third) Key = (Odd(), Odd(), Odd());

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    /// <summary>Reads the first 20 bytes of a span.</summary>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The first byte, which the fan-out of a pack index is keyed by.</summary>
    public byte FirstByte => (byte)(_first >> 56);

    /// <summary>Reads 40 hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is not an object id.</exception>
    public static ObjectId Parse(string hex) => TryParse(hex, out var id) ? id : throw new FormatException($"'{hex}' is not a git object id.");

    /// <summary>Reads 40 hexadecimal digits, or says no.</summary>
    public static bool TryParse([NotNullWhen(true)] string? hex, out ObjectId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var isId = hex is { Length: 2 * Size } && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done;
        id = isId ? new ObjectId(bytes) : default;
        return isId;
    }

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], _third);
    }

    /// <summary>The first digits, as people quote them.</summary>
    public string ToShortString(int digits = 8) => ToString()[..digits];

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(ObjectId other) => _first == other._first && _second == other._second && _third == other._third;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(((_first * Key.First) + (_second * Key.Second) + (_third * Key.Third)) >> 32);

    /// <inheritdoc/>
    public int CompareTo(ObjectId other)
    {
        var order = _first.CompareTo(other._first);
        order = order != 0 ? order : _second.CompareTo(other._second);
        return order != 0 ? order : _third.CompareTo(other._third);
    }

    private static ulong Odd() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    /// <summary>Same object.</summary>
    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    /// <summary>Another object.</summary>
    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);
}
