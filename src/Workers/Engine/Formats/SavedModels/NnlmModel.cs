using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>TensorFlow Hub's NNLM: a vector a word, of a text their sum over the root of their count. Its SavedModel has one matrix, whose last row is that of
/// words outside the vocabulary, and the vocabulary as its asset.</summary>
internal static class NnlmModel
{
    /// <summary>What it takes off a text before it splits it.</summary>
    private const string Punctuation = @"\pP";

    private const string Combination = "SparseSegmentSqrtN";

    // What prepares a text otherwise.
    private static readonly string[] Others = ["StringLower", "StringUpper", "RegexReplace", "CaseFoldUTF8", "NormalizeUTF8", "StringNGrams"];

    /// <summary>Whether a graph computes what is built here, and nothing else with texts.</summary>
    public static bool Fits(SavedModelGraph graph) =>
        graph.Operations.Contains(Combination)
        && graph.Operations.Any(name => name.StartsWith("StringSplit", StringComparison.Ordinal))
        && graph.Patterns.SetEquals([Punctuation])
        && !graph.Operations.Overlaps(Others);

    public static LoadedModel Load(ModelFolder folder)
    {
        var bundle = new TensorBundle(folder, "variables/variables");
        if (bundle.Entries.Where(entry => entry is { NumberType: not null, Shape.Count: 2 }).ToList() is not [var matrix])
        {
            throw new RefusedException(new Refusal("formats.savedModel.oneMatrix", ("file", folder.Source)));
        }
        var rows = matrix.Shape[0];
        if (rows is < 1 or > int.MaxValue || matrix.Shape[1] is < 1 or > 1 << 16)
        {
            throw new RefusedException(new Refusal("formats.savedModel.matrixShape", ("file", folder.Source), ("received", string.Join(" x ", matrix.Shape))));
        }
        var vocabulary = ReadVocabulary(folder);
        if (rows != vocabulary.Count + 1)
        {
            throw new RefusedException(
                new Refusal("formats.savedModel.buckets", ("file", folder.Source), ("expected", vocabulary.Count + 1), ("received", rows))
            );
        }
        var network = BagOfWords.Build((int)rows, (int)matrix.Shape[1], "nnlm");
        try
        {
            bundle.Read([matrix], (_, numbers) => network.Weights[0].Assign(numbers));
            return new LoadedModel(network, null, null) { Tokenizer = new NnlmTokenizer(vocabulary) };
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static Vocabulary ReadVocabulary(ModelFolder folder)
    {
        using var file = folder.Open(SavedModelGraph.OnlyAsset(folder));
        return Vocabulary.Read(file);
    }
}
