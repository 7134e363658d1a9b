using System.Collections.Immutable;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>Where PHP stops, and why.</summary>
/// <param name="Why">The cause, as PHP words it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="IsError">False for <c>die</c> and <c>exit</c>.</param>
internal sealed record Ending(string Why, int Line, bool IsError);

/// <summary>What a version.php has set, up to a place in it. Nothing changes a scope: a later place has another one.</summary>
internal sealed record Scope
{
    /// <summary>
    /// The scope that Moodle's loader includes the file in (lib/classes/plugin_manager.php, load_present_plugins):
    /// <c>$plugin</c> and <c>$module</c> are two objects, empty but for a version that is null in <c>$plugin</c>.
    /// </summary>
    public static Scope OfLoader()
    {
        var (plugin, module) = (new PhpObject(), new PhpObject());
        return new Scope().Set("plugin", plugin).Set("module", module).SetProperties(module, NoProperties)
            .SetProperties(plugin, NoProperties.Add("version", PhpNull.Instance));
    }

    /// <summary>The properties of a new object.</summary>
    public static ImmutableDictionary<string, PhpValue> NoProperties { get; } = ImmutableDictionary.Create<string, PhpValue>(StringComparer.Ordinal);

    /// <summary>The variables that the file or its loader have set, or unset.</summary>
    public ImmutableDictionary<string, PhpValue> Variables { get; private init; } = NoProperties;

    /// <summary>The properties of each object that a variable holds, or has held.</summary>
    public ImmutableDictionary<PhpObject, ImmutableDictionary<string, PhpValue>> Objects { get; private init; } =
        ImmutableDictionary<PhpObject, ImmutableDictionary<string, PhpValue>>.Empty;

    /// <summary>Why nothing that is set here can be relied on, before or after; null when it can.</summary>
    public PhpUnknown? Lost { get; init; }

    /// <summary>Where PHP has stopped before; null while it goes on.</summary>
    public Ending? Ending { get; init; }

    /// <summary>The scope with a variable set.</summary>
    public Scope Set(string variable, PhpValue value) => this with { Variables = Variables.SetItem(variable, value) };

    /// <summary>The scope with the properties of an object replaced.</summary>
    public Scope SetProperties(PhpObject target, ImmutableDictionary<string, PhpValue> properties) => this with { Objects = Objects.SetItem(target, properties) };

    /// <summary>
    /// What holds where only the site decides which of two ways was gone: what both agree on. A way that ends Moodle leads nowhere.
    /// One with an error in it was hardly meant to be gone at all, so nothing is relied on then.
    /// </summary>
    /// <param name="other">The scope at the end of the other way.</param>
    /// <param name="condition">What to say of all else.</param>
    public Scope Or(Scope other, PhpUnknown condition)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        return (Ending, other.Ending) switch
        {
            (null, null) => new Merger(this, other, condition).Merged(),
            (null, var theirs) => theirs.IsError ? this with { Lost = Lost ?? condition } : this,
            (var ours, null) => ours.IsError ? other with { Lost = other.Lost ?? condition } : other,
            (var ours, _) => ours.IsError ? other : this,
        };
    }

    private sealed class Merger(Scope one, Scope other, PhpUnknown condition)
    {
        private readonly Dictionary<PhpObject, ImmutableDictionary<string, PhpValue>> _objects =
            one.Objects.Where(pair => other.Objects.ContainsKey(pair.Key)).ToDictionary();

        public Scope Merged()
        {
            foreach (var shared in _objects.Keys.ToList())
            {
                _objects[shared] = Agreed(one.Objects[shared], other.Objects[shared], Agreed);
            }

            var variables = Agreed(one.Variables, other.Variables, AgreedOfVariable);
            return new() { Variables = variables, Objects = _objects.ToImmutableDictionary(), Lost = one.Lost ?? other.Lost };
        }

        private ImmutableDictionary<string, PhpValue> Agreed(
            ImmutableDictionary<string, PhpValue> first, ImmutableDictionary<string, PhpValue> second, Func<PhpValue?, PhpValue?, PhpValue> agreed)
        {
            if (ReferenceEquals(first, second))
            {
                return first;
            }

            var result = first.ToBuilder();
            foreach (var name in first.Keys.Union(second.Keys))
            {
                result[name] = agreed(first.GetValueOrDefault(name), second.GetValueOrDefault(name));
            }

            return result.ToImmutable();
        }

        private PhpValue Agreed(PhpValue? first, PhpValue? second) => (first, second) switch
        {
            (null or PhpNull, null or PhpNull) => new PhpNull(IsMaybeUnset(first) || IsMaybeUnset(second)),
            ({ } one, _) when one.Equals(second) => one,
            _ => condition with { IsMaybeUnset = IsMaybeUnset(first) || IsMaybeUnset(second) },
        };

        private static bool IsMaybeUnset(PhpValue? value) => value is null or PhpUnknown { IsMaybeUnset: true } or PhpNull { IsMaybeUnset: true };

        /// <summary>Two objects that nothing else refers to become one, with the properties that both agree on.</summary>
        private PhpValue AgreedOfVariable(PhpValue? first, PhpValue? second)
        {
            if (first is null || second is null)
            {
                return condition with { IsMaybeUnset = true };
            }

            if (first is not PhpObject a || second is not PhpObject b || a == b || !one.IsHeldOnce(a) || !other.IsHeldOnce(b))
            {
                return Agreed(first, second);
            }

            var both = new PhpObject();
            _objects[both] = Agreed(one.Objects[a], other.Objects[b], Agreed);
            return both;
        }
    }

    private bool IsHeldOnce(PhpObject target) => Variables.Values.Count(target.Equals) == 1;
}
