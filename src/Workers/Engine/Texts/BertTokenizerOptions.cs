namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>How a <see cref="BertTokenizer"/> reads a text; the defaults are Hugging Face's.</summary>
public sealed record BertTokenizerOptions
{
    /// <summary>Most that <see cref="MaxWordLength"/> may be.</summary>
    public const int LongestWord = 1000;

    /// <summary>Whether letters become small.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Whether texts are decomposed and lose their marks, so that é is e; null is as <see cref="LowerCase"/>.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Whether each CJK ideograph is a word.</summary>
    public bool TokenizeChineseChars { get; init; } = true;

    /// <summary>Whether control characters are dropped.</summary>
    public bool CleanText { get; init; } = true;

    public string UnknownToken { get; init; } = "[UNK]";
    public string ClassToken { get; init; } = "[CLS]";
    public string SeparatorToken { get; init; } = "[SEP]";
    public string PaddingToken { get; init; } = "[PAD]";

    /// <summary>Looked for in texts where the vocabulary has it.</summary>
    public string MaskToken { get; init; } = "[MASK]";

    /// <summary>Stands before tokens within a word.</summary>
    public string Prefix { get; init; } = "##";

    /// <summary>A word of more code points is unknown.</summary>
    public int MaxWordLength { get; init; } = 100;

    /// <summary>Found in texts beside the five above.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];
}
