namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Tokens of a text as they are found.</summary>
internal sealed class TokenList
{
    private readonly List<string> tokens = [];
    private readonly List<int> ids = [];
    private readonly List<int> types = [];
    private readonly List<(int Start, int End)> spans = [];

    public int Count => ids.Count;

    public void Add(string token, int id, (int Start, int End) span = default, int type = 0)
    {
        tokens.Add(token);
        ids.Add(id);
        types.Add(type);
        spans.Add(span);
    }

    /// <summary>The first tokens of another list.</summary>
    public void AddRange(TokenList other, int count, int type)
    {
        tokens.AddRange(other.tokens.Take(count));
        ids.AddRange(other.ids.Take(count));
        types.AddRange(Enumerable.Repeat(type, count));
        spans.AddRange(other.spans.Take(count));
    }

    public TokenizedText ToText(int cut) => new(tokens, ids, types, spans) { Cut = cut };
}
