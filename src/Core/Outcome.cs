using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core;

/// <summary>The answer to a request that may be refused: done, or the sentence a person reads.</summary>
public record Outcome
{
    /// <summary>Why the request was refused; null when it was done.</summary>
    public Refusal? Reason { get; init; }

    /// <summary><see cref="Reason"/> as a sentence in the language of the moment.</summary>
    public string? Refusal => Reason?.Sentence;

    public bool IsDone => Reason is null;

    public static Outcome Done { get; } = new();

    public static Outcome Refused(Refusal reason) => new() { Reason = reason };

    public static Outcome<T> Of<T>(T value) => new() { Value = value };
}

/// <summary>An <see cref="Outcome"/> that carries a value when it was done.</summary>
public sealed record Outcome<T> : Outcome
{
    public T? Value { get; init; }

    public static new Outcome<T> Refused(Refusal reason) => new() { Reason = reason };

    public static implicit operator Outcome<T>(T value) => new() { Value = value };
}
