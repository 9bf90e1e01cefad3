using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>Why something was refused or went wrong, as a kind, a code and named values. <see cref="RefusalText"/> makes the sentence, where a person reads
/// it.</summary>
/// <param name="Code">Dotted, from the general to the particular: <c>work.disk.full</c>. Every code has a sentence in <see cref="RefusalText"/>.</param>
[method: JsonConstructor]
public sealed record Refusal(RefusalKind Kind, string Code, params IReadOnlyList<RefusalValue> Values)
{
    /// <summary>Something that does not fit: <see cref="RefusalKind.Invalid"/>.</summary>
    public Refusal(string code, params IReadOnlyList<RefusalValue> values)
        : this(RefusalKind.Invalid, code, values) { }

    /// <summary>The code of a refusal that is known as a sentence only.</summary>
    public const string SentenceCode = "sentence";

    /// <summary>A refusal of which only the English sentence is known.</summary>
    public static Refusal OfSentence(string sentence, RefusalKind kind = RefusalKind.Invalid) => new(kind, SentenceCode, ("sentence", sentence));

    /// <summary>The sentence in the language of the moment.</summary>
    [JsonIgnore]
    public string Sentence => RefusalText.Of(this);

    /// <summary>The same with other texts in its values, and in those of the refusals within it.</summary>
    public Refusal MapTexts(Func<string, string> map) =>
        this with
        {
            Values = [.. Values.Select(value => value with { Text = value.Text is { } text ? map(text) : null, Refusal = value.Refusal?.MapTexts(map) })],
        };

    public RefusalValue? Find(string name) => Values.FirstOrDefault(v => v.Name == name);

    public bool Equals(Refusal? other) => other is not null && Kind == other.Kind && Code == other.Code && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Kind, Code, Values.Count);

    public override string ToString() => Sentence;
}
