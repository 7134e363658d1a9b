using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Moodle.Sdk.Diagnostics;

/// <summary>A value, or the errors that stood in its way. Warnings travel beside it in a <see cref="Findings"/>.</summary>
/// <typeparam name="T">What the operation yields.</typeparam>
public sealed class Result<T>
{
    private readonly T? _value;
    private readonly ImmutableArray<Diagnostic> _errors;

    private Result(T? value, ImmutableArray<Diagnostic> errors) => (_value, _errors) = (value, errors);

    /// <summary>True when there is a value.</summary>
    public bool Succeeded => _errors.IsDefaultOrEmpty;

    /// <summary>The value; asking a failed result for it is a bug and throws.</summary>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: {string.Join("; ", _errors)}");

    /// <summary>The errors; empty when there is a value.</summary>
    public ImmutableArray<Diagnostic> Errors => _errors.IsDefault ? [] : _errors;

    /// <summary>The value of a successful result, or false.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Succeeded;
    }

    /// <summary>Goes on with the value, or carries the errors along.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next) => Succeeded ? next(_value!) : Result<TNext>.Failed(_errors);

    /// <inheritdoc cref="Then"/>
    public Task<Result<TNext>> ThenAsync<TNext>(Func<T, Task<Result<TNext>>> next) => Succeeded ? next(_value!) : Task.FromResult(Result<TNext>.Failed(_errors));

    /// <summary>A success. Values convert by themselves; interfaces, for which the language has no conversion, are handed over here.</summary>
    public static Result<T> Of(T value) => new(value, []);

    /// <summary>A failure with the given errors, at least one.</summary>
    public static Result<T> Failed(IEnumerable<Diagnostic> errors)
    {
        var all = errors.ToImmutableArray();
        return all.IsEmpty ? throw new ArgumentException("A failure needs an error.", nameof(errors)) : new(default, all);
    }

    /// <summary>A value is a successful result.</summary>
    public static implicit operator Result<T>(T value) => new(value, []);

    /// <summary>An error is a failed result.</summary>
    public static implicit operator Result<T>(Diagnostic error) => new(default, [error]);
}
