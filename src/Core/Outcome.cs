namespace MlOpsDashboard.Core;

/// <summary>The answer to a request that may be refused: done, or the sentence a person reads.</summary>
public record Outcome
{
    /// <summary>Why the request was refused, as one sentence; null when it was done.</summary>
    public string? Refusal { get; init; }

    public bool IsDone => Refusal is null;

    public static Outcome Done { get; } = new();

    public static Outcome Refused(string sentence) => new() { Refusal = sentence };

    public static Outcome<T> Of<T>(T value) => new() { Value = value };
}

/// <summary>An <see cref="Outcome"/> that carries a value when it was done.</summary>
public sealed record Outcome<T> : Outcome
{
    public T? Value { get; init; }

    public static new Outcome<T> Refused(string sentence) => new() { Refusal = sentence };

    public static implicit operator Outcome<T>(T value) => new() { Value = value };
}
