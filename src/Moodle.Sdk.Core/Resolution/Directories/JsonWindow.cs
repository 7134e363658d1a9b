using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>Takes a token of a file.</summary>
/// <param name="json">Stands at it.</param>
/// <param name="start">Where in the file the reader's bytes begin.</param>
internal delegate void JsonToken(ref Utf8JsonReader json, long start);

/// <summary>Reads a JSON file of any length through a window of it.</summary>
internal static class JsonWindow
{
    private const int Width = 64 << 10;

    // A token is read whole; the longest of a real list is the description of a plugin.
    private const int Widest = 1 << 20;

    /// <summary>Hands over all its tokens.</summary>
    /// <exception cref="JsonException">It is no JSON, or its parts lie too deep in each other.</exception>
    /// <exception cref="InvalidDataException">A token is too long.</exception>
    public static void Read(SafeFileHandle file, JsonToken take)
    {
        var (window, held, start) = (new byte[Width], 0, StartOfText(file));
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 32 });
        while (true)
        {
            var read = RandomAccess.Read(file, window.AsSpan(held), start + held);
            held += read;
            var json = new Utf8JsonReader(window.AsSpan(0, held), isFinalBlock: read == 0, state);
            while (json.Read())
            {
                take(ref json, start);
            }

            if (read == 0)
            {
                return;
            }

            state = json.CurrentState;
            var taken = (int)json.BytesConsumed;
            window.AsSpan(taken..held).CopyTo(window);
            (start, held) = (start + taken, held - taken);
            if (held == window.Length)
            {
                Array.Resize(ref window, held < Widest ? held * 2 : throw new InvalidDataException("it has a text of more than a megabyte"));
            }
        }
    }

    private static long StartOfText(SafeFileHandle file)
    {
        var mark = new byte[3];
        return RandomAccess.Read(file, mark, 0) == 3 && mark is [0xEF, 0xBB, 0xBF] ? 3 : 0;
    }
}
