namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>Tokens by a number that is computed code by code, <c>number = number * Factor + code</c> modulo 2^64. No two tokens have the same.</summary>
internal sealed class WordTable
{
    /// <summary>What the number of a token at a word's start begins with, and of one within a word.</summary>
    public const long AtStart = 1,
        Within = 2;

    private const int Tries = 16;

    private readonly List<(long From, int[] Codes, int Id)> tokens = [];

    /// <summary>Odd, so that every code counts.</summary>
    public long Factor { get; private set; }

    /// <summary>Codes of the longest token.</summary>
    public int Longest { get; private set; } = 1;

    public void Add(long from, int[] codes, int id)
    {
        tokens.Add((from, codes, id));
        Longest = Math.Max(Longest, codes.Length);
    }

    /// <summary>Numbers and ids of the tokens, and settles <see cref="Factor"/>.</summary>
    public (long[] Numbers, long[] Ids) Build()
    {
        var random = new Random(20_011);
        for (var i = 0; i < Tries; i++)
        {
            Factor = random.NextInt64() | 1;
            var ids = new Dictionary<long, int>(tokens.Count);
            if (tokens.All(token => ids.TryAdd(Number(token.From, token.Codes), token.Id) || ids[Number(token.From, token.Codes)] == token.Id))
                return ([.. ids.Keys], [.. ids.Values.Select(id => (long)id)]);
        }
        throw new InvalidOperationException("Two tokens have the same number, whatever the factor.");
    }

    private long Number(long from, int[] codes) => codes.Aggregate(from, (number, code) => unchecked((number * Factor) + code));
}
