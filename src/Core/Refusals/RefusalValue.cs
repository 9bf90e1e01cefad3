using System.Globalization;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>One named value of a <see cref="Refusal"/>: a number with its unit, a text such as a name or path, or another refusal. Never formatted
/// text.</summary>
/// <param name="Name">As the sentence calls it in braces.</param>
public sealed record RefusalValue(string Name)
{
    public const string Bytes = "bytes",
        Seconds = "seconds",
        Metric = "metric";

    // What was met may be a megabyte of somebody's file.
    private const int Longest = 4000;

    public string? Text { get; init; }
    public double? Number { get; init; }

    /// <summary>Of <see cref="Number"/>: <see cref="Bytes"/>, <see cref="Seconds"/>, or null for a bare count. Of <see cref="Text"/>: <see cref="Metric"/>,
    /// which is spoken of in words, or null for a name.</summary>
    public string? Unit { get; init; }

    public Refusal? Refusal { get; init; }

    public static RefusalValue OfBytes(string name, long bytes) => new(name) { Number = bytes, Unit = Bytes };

    /// <summary>What was met, as it is: another refusal where it needs words of its own, else its text.</summary>
    public static RefusalValue Of(string name, object? met)
    {
        if (met is Refusal words)
            return (name, words);
        var text = string.Create(CultureInfo.InvariantCulture, $"{met ?? "null"}");
        return (name, text.Length <= Longest ? text : text[..Longest] + "...");
    }

    /// <param name="metric">Keras's name of it.</param>
    public static RefusalValue OfMetric(string name, string metric) => new(name) { Text = metric, Unit = Metric };

    public static implicit operator RefusalValue((string Name, string? Text) value) => new(value.Name) { Text = value.Text };

    public static implicit operator RefusalValue((string Name, double Number) value) => new(value.Name) { Number = value.Number };

    public static implicit operator RefusalValue((string Name, TimeSpan Duration) value) =>
        new(value.Name) { Number = value.Duration.TotalSeconds, Unit = Seconds };

    public static implicit operator RefusalValue((string Name, Refusal Refusal) value) => new(value.Name) { Refusal = value.Refusal };
}
