namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>
/// Evaluates one path through a file on static values, with the variables that Moodle's loader has set
/// (lib/classes/plugin_manager.php, load_present_plugins): <c>$plugin</c> and <c>$module</c>, two empty objects.
/// What only a run could tell is unknown; at a condition on it the path goes the way it was given, or tries true.
/// Nothing is ever called, included or read.
/// </summary>
internal sealed partial class Evaluator
{
    /// <summary>The steps that a path may take. Real files take a few hundred.</summary>
    public const int MostSteps = 20_000;

    // Left-deep chains (1 + 1 + ...) are not nested for the parser, but are here.
    private const int DeepestExpression = 300;

    private readonly Dictionary<string, Slot> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PhpValue> _constants = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<bool> _way;
    private readonly List<Decision> _decisions = [];
    private readonly bool _isMerging;
    private int _stepsLeft = MostSteps;
    private int _uncertain;
    private bool _staysUncertain;
    private int _depth;
    private int _asking;
    private Ending _ending;
    private string? _error;

    private Evaluator(IReadOnlyList<bool> way, bool isMerging)
    {
        (_way, _isMerging) = (way, isMerging);
        var plugin = new PhpObject();
        plugin.Properties.Add("version", PhpNull.Instance);
        _variables.Add("plugin", new Slot { Value = plugin });
        _variables.Add("module", new Slot { Value = new PhpObject() });
    }

    /// <summary>Follows one path.</summary>
    /// <param name="statements">The file.</param>
    /// <param name="way">The ways to go at its first undecidable conditions.</param>
    /// <param name="isMerging">Instead of going one way at such a condition, go both, and make unknown all that is assigned there.</param>
    public static Outcome Follow(IReadOnlyList<Statement> statements, IReadOnlyList<bool> way, bool isMerging)
    {
        var evaluator = new Evaluator(way, isMerging);
        evaluator.Execute(statements);
        var ending = evaluator._ending == Ending.None ? Ending.Returned : evaluator._ending;
        return new(ending, evaluator._error, evaluator._variables.ToDictionary(pair => pair.Key, pair => pair.Value.Value), evaluator._decisions);
    }

    /// <summary>Whether it is unknown if what is evaluated now runs at all.</summary>
    private bool IsUncertain => _uncertain > 0 || _staysUncertain;

    private bool HasEnded => _ending != Ending.None;

    /// <summary>Counts a step; false when there is none left.</summary>
    private bool Spend()
    {
        if (--_stepsLeft > 0)
        {
            return !HasEnded;
        }

        _ending = Ending.Exhausted;
        return false;
    }

    private void End(Ending ending, string? error = null)
    {
        // Where it is uncertain whether a statement runs at all, going on is the path that matters.
        if (!HasEnded && !IsUncertain)
        {
            (_ending, _error) = (ending, error);
        }
    }

    private PhpUnknown Throw(string why, int line)
    {
        End(Ending.Thrown, $"{why} on line {line}");
        return new("depends on an expression that fails", line);
    }

    /// <summary>Whether a condition holds; null when both ways are to be gone.</summary>
    private bool? Decide(PhpValue value, int line)
    {
        if (value is not PhpUnknown)
        {
            return Conversions.ToBool(value);
        }

        if (_isMerging || IsUncertain || HasEnded)
        {
            return null;
        }

        var isTaken = _decisions.Count >= _way.Count || _way[_decisions.Count];
        _decisions.Add(new(line, isTaken));
        return isTaken;
    }

    /// <summary>A variable, shared by the names that refer to it.</summary>
    private sealed class Slot
    {
        public PhpValue Value { get; set; } = PhpNull.Instance;
    }
}
