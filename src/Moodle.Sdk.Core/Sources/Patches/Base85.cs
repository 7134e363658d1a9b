namespace Moodle.Sdk.Sources.Patches;

/// <summary>The way git writes bytes as text: four bytes, the first one highest, are five digits to the base of 85 (base85.c).</summary>
internal static class Base85
{
    private static ReadOnlySpan<byte> Digits => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"u8;

    /// <summary>Reads digits; says no where one is none, or five of them are too much for four bytes.</summary>
    /// <param name="text">A multiple of five digits.</param>
    /// <param name="bytes">Takes the bytes; what is more in the last five digits is dropped.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (var at = 0; at < text.Length; at += 5)
        {
            ulong number = 0;
            foreach (var digit in text.Slice(at, 5))
            {
                var value = Digits.IndexOf(digit);
                if (value < 0)
                {
                    return false;
                }

                number = (number * 85) + (ulong)value;
            }

            if (number > uint.MaxValue)
            {
                return false;
            }

            for (var i = 0; i < 4 && bytes.Length > 0; i++, bytes = bytes[1..])
            {
                bytes[0] = (byte)(number >> (24 - (8 * i)));
            }
        }

        return bytes.IsEmpty;
    }

    /// <summary>Writes bytes; zeros fill up the last five digits.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length + 3) / 4 * 5];
        for (var group = 0; group < text.Length / 5; group++)
        {
            uint number = 0;
            for (var i = 0; i < 4; i++)
            {
                var at = (group * 4) + i;
                number = (number << 8) | (at < bytes.Length ? bytes[at] : (byte)0);
            }

            for (var digit = 4; digit >= 0; digit--, number /= 85)
            {
                text[(group * 5) + digit] = (char)Digits[(int)(number % 85)];
            }
        }

        return new(text);
    }
}
