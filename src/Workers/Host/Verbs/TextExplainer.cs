using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>Which words of a text told for an answer, and which against it.</summary>
/// <param name="names">Of the classes, labels or numbers; empty where they are not known.</param>
/// <param name="areNumbers">Whether they are numbers: each is an answer of its own, however large it is.</param>
internal sealed class TextExplainer(Network network, TokenEncoding encoding, IReadOnlyList<string> names, bool areNumbers)
{
    private readonly TextExplanation _explanation = new(network, encoding);

    // One sigmoid unit tells of two classes, whatever they are called.
    private readonly int _count =
        names.Count == 0 && network.Outputs[0].Shape[^1] == 1 && Network.ActivationOf(network.Outputs[0].Layer) == "sigmoid" ? 2 : names.Count;

    /// <summary>Adds <c>tokens</c> to an answer: objects with <c>text</c>, <c>start</c>, <c>end</c> (UTF-16 units) and <c>score</c>, above 0 for what told for
    /// the answer; and <c>explained</c>, the name of what they tell for, or null. Of several numbers <c>tokensOf</c> has those of each, by its name, and
    /// <c>tokens</c> those of the first.</summary>
    /// <param name="values">The network's output for the text.</param>
    /// <param name="of">The name to explain; null for the answer: the largest output, and each of several numbers. One sigmoid unit answers the second of two
    /// classes above a half, else the first.</param>
    /// <exception cref="RefusedException">There is no such name.</exception>
    public void AddTo(JsonObject answer, string text, TokenizedText tokens, IReadOnlyList<float> values, string? of, CancellationToken stop)
    {
        var asked = Asked(values, of);
        var first = Tokens(text, tokens, asked[0], stop);
        answer["explained"] = names.ElementAtOrDefault(asked[0]);
        answer["tokens"] = first;
        if (asked.Length > 1)
        {
            answer["tokensOf"] = new JsonObject(
                asked.Select((name, i) => KeyValuePair.Create(names[name], (JsonNode?)(i == 0 ? first.DeepClone() : Tokens(text, tokens, name, stop))))
            );
        }
    }

    /// <exception cref="RefusedException">No class, label or number is called so.</exception>
    public void Require(string? of)
    {
        if (of is not null && !names.Contains(of))
        {
            throw new RefusedException(new Refusal("command.explain.class", ("known", string.Join(", ", names)), ("received", of)));
        }
    }

    private int[] Asked(IReadOnlyList<float> values, string? of)
    {
        Require(of);
        return of is not null ? [names.ToList().IndexOf(of)]
            : areNumbers && names.Count == values.Count ? [.. Enumerable.Range(0, names.Count)]
            : values.Count == 1 && _count == 2 ? [values[0] < 0.5 ? 0 : 1]
            : [Enumerable.Range(0, values.Count).MaxBy(i => values[i])];
    }

    private JsonArray Tokens(string text, TokenizedText tokens, int name, CancellationToken stop) =>
        [
            .. _explanation
                .Of(text, tokens, AnswerUnit.Of(network, name, _count), stop)
                .Tokens.Select(token => new JsonObject
                {
                    ["text"] = token.Text,
                    ["start"] = token.Start,
                    ["end"] = token.End,
                    ["score"] = token.Score,
                }),
        ];
}
