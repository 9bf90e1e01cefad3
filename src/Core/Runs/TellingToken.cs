using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A part of a text that spoke for an answer, or against it.</summary>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="End">Where the next one would begin.</param>
/// <param name="Score">Above 0 for the answer, below 0 against it; only their proportions mean something.</param>
public sealed record TellingToken(int Start, int End, double Score)
{
    /// <summary>Those of an answer of <c>mlops predict</c> (<c>tokens</c>) that lie in the text, in its order, none over another; empty where there are none.</summary>
    public static IReadOnlyList<TellingToken> Of(JsonObject answer, string text)
    {
        if (answer["tokens"] is not JsonArray given)
            return [];
        var found = new List<TellingToken>();
        foreach (var token in given.OfType<JsonObject>().Select(Read).OfType<TellingToken>().OrderBy(token => token.Start))
            if (token.Start >= (found.Count == 0 ? 0 : found[^1].End) && token.End > token.Start && token.End <= text.Length)
                found.Add(token);
        return found;
    }

    /// <summary>Those of each thing that an answer explains, by its name: of several numbers each (<c>tokensOf</c>), else of the answer alone, whose name
    /// (<c>explained</c>) may not be known.</summary>
    public static IReadOnlyList<(string? Name, IReadOnlyList<TellingToken> Tokens)> Each(JsonObject answer, string text) =>
        answer["tokensOf"] is JsonObject several
            ? [.. several.Select(one => ((string?)one.Key, Of(new JsonObject { ["tokens"] = one.Value?.DeepClone() }, text)))]
            : [(answer["explained"] is JsonValue name && name.TryGetValue<string>(out var said) ? said : null, Of(answer, text))];

    private static TellingToken? Read(JsonObject token) =>
        token["start"] is JsonValue start
        && start.TryGetValue(out int from)
        && token["end"] is JsonValue end
        && end.TryGetValue(out int to)
        && token["score"] is JsonValue score
        && score.TryGetValue(out double number)
        && double.IsFinite(number)
            ? new(from, to, number)
            : null;
}
