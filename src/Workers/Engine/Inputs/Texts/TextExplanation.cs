using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Which words of a text decided an answer (<see cref="IntegratedGradients"/>). A text that says nothing has the tokens that every text gets, and padding
/// between them; where a tokenizer adds none, no vectors at all.</summary>
/// <param name="network">Stays the caller's.</param>
/// <exception cref="Core.RefusedException">It has no embedding of tokens, or does not answer in units.</exception>
public sealed class TextExplanation(Network network, TokenEncoding encoding)
{
    private readonly IntegratedGradients gradients = new(network);

    /// <param name="tokens">The text's, as <see cref="TokenEncoding.Tokenize"/> made them.</param>
    /// <param name="unit">Of the network's first output.</param>
    /// <returns>Scores that add up to the unit's output, before a final softmax or sigmoid, less that of a text that says nothing.</returns>
    public TellingTokens Of(string text, TokenizedText tokens, int unit, CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        var scores = gradients.Explain(encoding.ToTensors([tokens]), Baseline(tokens), unit, cancellationToken: cancellationToken);
        return TellingTokens.Of(text, encoding.Tokenizer, tokens, scores.Scores);
    }

    /// <summary>The same, above 0 for the answer that <paramref name="answer"/> speaks for.</summary>
    public TellingTokens Of(string text, TokenizedText tokens, AnswerUnit answer, CancellationToken cancellationToken = default)
    {
        var told = Of(text, tokens, answer.Unit, cancellationToken);
        return answer.Sign > 0 ? told : new([.. told.Tokens.Select(token => token with { Score = -token.Score })], -told.Unplaced);
    }

    private Tensor? Baseline(TokenizedText tokens)
    {
        if (encoding.Tokenizer.Added == 0)
            return null;
        int[] ids = [.. tokens.Ids.Select((id, i) => tokens.Spans[i].End == 0 ? id : encoding.Tokenizer.PadId)];
        return tensor(ids, [1, ids.Length]);
    }
}
