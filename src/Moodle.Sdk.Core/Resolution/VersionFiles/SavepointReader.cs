using System.Collections.Frozen;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles.Php;

namespace Moodle.Sdk.Resolution.VersionFiles;

/// <summary>
/// Reads the savepoints of a db/upgrade.php: the versions that it upgrades a site to, step by step. One above the version in version.php
/// is never reached in an upgrade, and Moodle stops at it (lib/upgradelib.php, upgrade_mod_savepoint and the like).
/// </summary>
internal static class SavepointReader
{
    // These bound what a hostile file can cost. Moodle's own upgrade.php has some 100 KiB.
    private const int LargestFile = 2 << 20;
    private const int LongestFirstArgument = 64;

    private static readonly FrozenSet<string> Functions = FrozenSet.ToFrozenSet(
        ["upgrade_main_savepoint", "upgrade_mod_savepoint", "upgrade_block_savepoint", "upgrade_plugin_savepoint"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The highest version of the file's savepoints; null when there is none that can be read. A version is a number, a variable
    /// that was last set to one, or the variable of a loop over an array of numbers.
    /// </summary>
    /// <param name="upgradePhp">The bytes of the file.</param>
    public static VersionNumber? Highest(byte[] upgradePhp)
    {
        if (upgradePhp.Length > LargestFile)
        {
            return null;
        }

        var tokens = Lexer.Tokens(Encoding.Latin1.GetString(upgradePhp));
        var variables = new Dictionary<string, VersionNumber?>(StringComparer.Ordinal);
        VersionNumber? highest = null;
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Kind == TokenKind.Variable && At(tokens, at + 1).Is("="))
            {
                variables[tokens[at].Text] = At(tokens, at + 3).Is(";") ? NumberIn(At(tokens, at + 2), variables) : HighestInArray(tokens, at + 2);
            }
            else if (tokens[at].Kind == TokenKind.Variable && At(tokens, at + 1).IsKeyword("as") && At(tokens, at + 2).Kind == TokenKind.Variable)
            {
                variables[At(tokens, at + 2).Text] = variables.GetValueOrDefault(tokens[at].Text);
            }
            else if (IsCall(tokens, at) && VersionOf(tokens, at + 1, variables) is { } version && (highest is null || version > highest))
            {
                highest = version;
            }
        }

        return highest;
    }

    private static Token At(IReadOnlyList<Token> tokens, int place) => tokens[Math.Min(place, tokens.Count - 1)];

    private static bool IsCall(IReadOnlyList<Token> tokens, int at) =>
        tokens[at].Kind == TokenKind.Name && Functions.Contains(tokens[at].Text.TrimStart('\\')) && At(tokens, at + 1).Is("(")
        && !(at > 0 && (tokens[at - 1].IsKeyword("function") || tokens[at - 1].Is("->") || tokens[at - 1].Is("::")));

    /// <summary>The second argument of a call, where it is a single token that gives a number.</summary>
    private static VersionNumber? VersionOf(IReadOnlyList<Token> tokens, int open, Dictionary<string, VersionNumber?> variables)
    {
        var depth = 0;
        for (var at = open; at < Math.Min(tokens.Count, open + LongestFirstArgument); at++)
        {
            var token = tokens[at];
            if (token.Is("(") || token.Is("[") || token.Is("{"))
            {
                depth++;
            }
            else if (token.Is(")") || token.Is("]") || token.Is("}") || token.Is(";"))
            {
                depth--;
            }
            else if (token.Is(",") && depth == 1)
            {
                var end = At(tokens, at + 2);
                return end.Is(",") || end.Is(")") ? NumberIn(At(tokens, at + 1), variables) : null;
            }

            if (depth == 0 || token.Is(";"))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The highest number of an array of nothing but numbers.</summary>
    private static VersionNumber? HighestInArray(IReadOnlyList<Token> tokens, int at)
    {
        at += At(tokens, at).IsKeyword("array") ? 1 : 0;
        if (!At(tokens, at).Is("[") && !At(tokens, at).Is("("))
        {
            return null;
        }

        VersionNumber? highest = null;
        for (at++; At(tokens, at) is { Kind: TokenKind.Number, Value: { } value }; at += At(tokens, at + 1).Is(",") ? 2 : 1)
        {
            if (FieldReader.ExactNumber(value) is { } number && (highest is null || number > highest))
            {
                highest = number;
            }
        }

        return At(tokens, at).Is("]") || At(tokens, at).Is(")") ? highest : null;
    }

    private static VersionNumber? NumberIn(Token token, Dictionary<string, VersionNumber?> variables) => token switch
    {
        { Kind: TokenKind.Number or TokenKind.Text, Value: { } value } => FieldReader.ExactNumber(value),
        { Kind: TokenKind.Variable } => variables.GetValueOrDefault(token.Text),
        // "$newversion" in quotes is the same as without.
        { Kind: TokenKind.Template, Text: ['$', .. var name] } => variables.GetValueOrDefault(name),
        _ => null,
    };
}
