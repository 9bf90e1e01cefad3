using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Training;

/// <summary>One thing wrong with a spec: where (<c>stages[0].optimizer.learningRate</c>), and why with what was expected and received.</summary>
public sealed record SpecProblem(string Path, Refusal Reason)
{
    /// <summary>One of a form, which says itself what it can't read.</summary>
    public SpecProblem(string path, string sentence)
        : this(path, Refusal.OfSentence(sentence)) { }

    /// <summary>The sentence in the language of the moment.</summary>
    public string Sentence => Reason.Sentence;

    /// <summary>A value that is not what was expected there.</summary>
    internal static SpecProblem Of(string path, Refusal expected, object? received) =>
        new(path, new Refusal("spec.value", ("path", path), ("expected", expected), ("received", Show(received))));

    /// <summary>A value as refusals show it; null as nothing.</summary>
    internal static string? Show(object? value) =>
        value switch
        {
            null => null,
            string text => $"\"{text}\"",
            JsonElement element => element.GetRawText(),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
