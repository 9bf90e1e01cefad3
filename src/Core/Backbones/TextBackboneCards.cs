namespace MlOpsDashboard.Core.Backbones;

/// <summary>Every backbone of texts that can be named in a spec.</summary>
public static class TextBackboneCards
{
    public static IReadOnlyList<TextBackboneCard> All { get; } =
    [
        new("NGrams", 4_194_304, 0, 16, null, []) { HasNoWeights = true, Tokenizer = "n-grams" },
        new("AllMiniLML6V2", 22_713_216, 6, 384, 512, ["en"], WeightsEmbedded: true) { License = "Apache-2.0" },
        new("SnowflakeArcticEmbedXs", 22_565_376, 6, 384, 512, ["en"], WeightsEmbedded: true) { License = "Apache-2.0" },
        new("BertBaseChinese", 102_267_648, 12, 768, 512, ["zh"]),
        new("ChineseRobertaWwmExt", 102_267_648, 12, 768, 512, ["zh"]),
        new("BertBaseUncased", 109_482_240, 12, 768, 512, ["en"]),
        new("DistilbertBaseMultilingualCased", 134_734_080, 6, 768, 512, ["zh", "en"]),
        new("BertZh", 102_267_648, 12, 768, 512, ["zh"]) { Tokenizer = "bert-tensorflow" },
        new("NnlmZhDim50", 48_800_000, 0, 50, null, ["zh"]) { Tokenizer = "nnlm" },
        new("NnlmEnDim50", 48_190_600, 0, 50, null, ["en"]) { Tokenizer = "nnlm" },
    ];

    public static TextBackboneCard? Find(string name) => All.FirstOrDefault(card => card.Name == name);
}
