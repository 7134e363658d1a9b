using System.Text;

namespace Moodle.Sdk.Bench;

/// <summary>Content that compresses about as source code does, the same on every machine.</summary>
public static class CodeText
{
    private static readonly string[] Words = MakeWords();

    /// <summary>Content for a path; another salt gives a file that differs in a few lines.</summary>
    public static byte[] For(string path, int size, int salt = 0)
    {
        var random = new Random(StableHash(path));
        if (path.EndsWith(".png", StringComparison.Ordinal) || path.EndsWith(".gif", StringComparison.Ordinal))
        {
            var pixels = new byte[size];
            random.NextBytes(pixels);
            return pixels;
        }

        var text = new StringBuilder(size + 128);
        text.Append("<?php // ").Append(path).Append('\n');
        if (salt > 0)
        {
            text.Append("// changed in ").Append(salt).Append('\n');
        }

        while (text.Length < size)
        {
            AppendLine(text, random);
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }

    private static void AppendLine(StringBuilder text, Random random)
    {
        text.Append(' ', 4 * random.Next(4));
        switch (random.Next(5))
        {
            case 0: text.Append("// ").Append(Word(random)).Append(' ').Append(Word(random)).Append(' ').Append(Word(random)).Append(' ').Append(Word(random)).Append('.'); break;
            case 1: text.Append("if ($").Append(Word(random)).Append("->").Append(Word(random)).Append("('").Append(Word(random)).Append("')) {"); break;
            case 2: text.Append('$').Append(Word(random)).Append(" = $this->").Append(Word(random)).Append("($").Append(Word(random)).Append(", ").Append(random.Next(100)).Append(");"); break;
            case 3: text.Append("return get_string('").Append(Word(random)).Append("', '").Append(Word(random)).Append("');"); break;
            default: text.Append("public function ").Append(Word(random)).Append('_').Append(Word(random)).Append("(array $").Append(Word(random)).Append(") {"); break;
        }

        text.Append('\n');
    }

    // Few words are frequent and many are rare, as in any language.
    private static string Word(Random random) => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 2.6))];

    private static string[] MakeWords()
    {
        var random = new Random(1);
        string[] syllables = ["get", "set", "cour", "mod", "use", "con", "text", "grade", "ac", "ti", "vi", "ty", "for", "um", "quiz", "re", "port", "da", "ta", "ma", "na", "ger", "en", "rol", "lo", "cal", "plug", "in", "ren", "der"];
        return [.. Enumerable.Range(0, 6000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => syllables[random.Next(syllables.Length)])))];
    }

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue;
}
