using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts in memory, each made tokens of once.</summary>
/// <param name="encoding">Asked when the first text is needed: it comes with the network.</param>
public sealed class TextStore(LabelledFiles texts, Func<TokenEncoding> encoding)
{
    private readonly TokenizedText?[] _tokens = new TokenizedText?[texts.Files.Count];
    private (TokenEncoding Of, string Format)? _format;

    public LabelledFiles Texts => texts;

    public TokenEncoding Encoding => encoding();

    /// <summary>How texts become tokens, in a line: equal where the same text gives the same numbers.</summary>
    public string Format
    {
        get
        {
            var encoding = Encoding;
            if (_format is not { } known || !ReferenceEquals(known.Of, encoding))
            {
                var tokenizer = encoding.Tokenizer;
                known = (encoding, $"texts {encoding.MaxLength} {tokenizer.ToJson().ToJsonString()} {Hash(tokenizer.Vocabulary)}");
                _format = known;
            }
            return known.Format;
        }
    }

    public int Tokenized { get; private set; }

    public TokenizedText Tokens(int row)
    {
        if (_tokens[row] is { } known)
        {
            return known;
        }
        Tokenized++;
        return _tokens[row] = Encoding.Tokenize(Text(row));
    }

    /// <summary>SHA-256 of the text in UTF-8.</summary>
    public string Id(int row) => texts.Files[row].Sha256 ?? TextHash.Of(Text(row));

    public void Expect(int row, string sha256, Func<RefusedException> refuse)
    {
        if (Id(row) != sha256)
        {
            throw refuse();
        }
    }

    private static string Hash(IReadOnlyList<string>? vocabulary) =>
        vocabulary is null ? "" : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', vocabulary))));

    private string Text(int row) => texts.Files[row].Text ?? "";
}
