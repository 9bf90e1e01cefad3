namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Which n-grams a <see cref="NGramTokenizer"/> takes.</summary>
public sealed record NGramOptions
{
    /// <summary>Most that an n-gram may be long.</summary>
    public const int Longest = 20;

    /// <summary>Most that <see cref="Buckets"/> may be.</summary>
    public const int MostBuckets = 1 << 24;

    /// <summary>Numbers that n-grams share by their hash.</summary>
    public int Buckets { get; init; } = 1 << 18;

    /// <summary>Fewest characters (code points) of an n-gram of characters.</summary>
    public int MinCharacters { get; init; } = 1;

    /// <summary>Most characters of an n-gram of characters; 0 for none of them.</summary>
    public int MaxCharacters { get; init; } = 3;

    /// <summary>Most words of an n-gram of words; 0 for none of them. A word is a run of letters and digits other than CJK ideographs.</summary>
    public int MaxWords { get; init; } = 2;
}
