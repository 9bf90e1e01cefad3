using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>Which words of a text told for an answer, and which against it.</summary>
internal sealed class TextExplainer(Network network, TokenEncoding encoding)
{
    private readonly TextExplanation _explanation = new(network, encoding);

    /// <summary>Objects with <c>text</c>, <c>start</c>, <c>end</c> (UTF-16 units) and <c>score</c>: what is above 0 told for the answer. One sigmoid unit answers the
    /// second of two classes above a half, else the first.</summary>
    /// <param name="values">The network's output for the text: the largest is the answer.</param>
    public JsonArray Tokens(string text, TokenizedText tokens, IReadOnlyList<float> values, CancellationToken stop)
    {
        var unit = values.Count == 1 ? 0 : Enumerable.Range(0, values.Count).MaxBy(i => values[i]);
        var sign = values.Count == 1 && Network.ActivationOf(network.Outputs[0].Layer) == "sigmoid" && values[0] < 0.5 ? -1 : 1;
        return
        [
            .. _explanation
                .Of(text, tokens, unit, stop)
                .Tokens.Select(token => new JsonObject
                {
                    ["text"] = token.Text,
                    ["start"] = token.Start,
                    ["end"] = token.End,
                    ["score"] = sign * token.Score,
                }),
        ];
    }
}
