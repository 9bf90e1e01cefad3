using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Texts.Networks;

/// <summary>
/// Joulin et al. 2016 (https://arxiv.org/abs/1607.01759), fastText: a text is the mean of the vectors of its n-grams, whose numbers are hashes. Inputs
/// <c>token_ids</c> and <c>padding_mask</c>, (N, T); output (N, width).
/// </summary>
public static class NGrams
{
    /// <summary>Of a vector, where nothing else is said.</summary>
    public const int UsualWidth = 16;

    /// <param name="buckets">Rows of the embedding: numbers that an n-gram may have.</param>
    public static Network Build(int buckets, int width)
    {
        using var names = NameScope.Join();
        var tokens = TextInputs.Create(TextInputs.TokenIds);
        var mask = TextInputs.Create(TextInputs.PaddingMask);
        var vectors = new Embedding(buckets, width, new RandomUniform(-1.0 / width, 1.0 / width), name: "token_embedding").Apply(tokens);
        var mean = new GlobalAveragePooling1D(name: "mean").Apply(
            [vectors, mask],
            CallArguments.One(new JsonObject { ["mask"] = CallArguments.Placeholder(1) })
        )[0];
        return new Network([tokens, mask], [mean], "ngrams");
    }
}
