namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>What <c>mlops predict</c> is asked of texts.</summary>
/// <param name="Texts">Given one by one.</param>
/// <param name="Input">A file of texts, or null.</param>
/// <param name="Column">The column of texts where the file is a table; null finds it.</param>
/// <param name="Layer">Whose output is asked for: <c>sequence</c> and <c>pooled</c> are a bare encoder's own outputs; null for the network's end.</param>
internal sealed record TextQuestion(IReadOnlyList<string> Texts, string? Input, string? Column, string? Layer)
{
    /// <summary>Most tokens of a text; null for as many as the model was trained with, or knows places for.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Whether the words that told are asked for.</summary>
    public bool Explains { get; init; }

    /// <summary>The class, label or number whose words are asked for; null for the answer's.</summary>
    public string? Of { get; init; }
}
