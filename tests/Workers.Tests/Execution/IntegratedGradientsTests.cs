using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

public sealed class IntegratedGradientsTests
{
    private static readonly int[] Ids = [11, 565, 307, 307, 446, 367, 311, 38, 12];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The tiny encoder with a head that answers in classes, nested as a trained model is.
    private static Network Encoder(int output, string? activation)
    {
        using var names = NameScope.Begin();
        var backbone = ModelFile.Load(Repository.Golden("text", "bert-tiny")).Network;
        KerasTensor[] inputs =
        [
            .. new[] { "token_ids", "padding_mask", "segment_ids" }.Select(name => InputLayer.Create(new TensorShape([null, null]), "int32", name).Output),
        ];
        var features = backbone.Apply(inputs, CallArguments.One())[output];
        if (output == 0)
            features = new GlobalAveragePooling1D().Apply(features);
        var network = new Network(inputs, [new Dense(3, activation).Apply(features)], "texts");
        network.Initialize(5);
        return network;
    }

    private static Tensor[] Inputs(int[] ids) =>
        [tensor(ids, [1, ids.Length]), ones([1, ids.Length], ScalarType.Int32), zeros([1, ids.Length], ScalarType.Int32)];

    private static int[] Baseline => [Ids[0], .. new int[Ids.Length - 2], Ids[^1]];

    [Theory]
    [InlineData(0, "softmax")]
    [InlineData(1, "softmax")]
    [InlineData(1, "sigmoid")]
    [InlineData(1, null)]
    public void OfAnEncoder_TheScoresAddUpToTheDifferenceOfTheLogits(int output, string? activation)
    {
        using var scope = NewDisposeScope();
        using var network = Encoder(output, activation);
        for (var unit = 0; unit < 3; unit++)
        {
            var scores = new IntegratedGradients(network).Explain(Inputs(Ids), tensor(Baseline, [1, Ids.Length]), unit, cancellationToken: Cancelled);
            using var quiet = no_grad();
            var difference =
                network.Forward(Inputs(Ids), CallContext.Inference, logits: true)[0][0, unit].item<float>()
                - network.Forward(Inputs(Baseline), CallContext.Inference, logits: true)[0][0, unit].item<float>();
            Assert.Equal(difference, scores.Output - scores.Baseline, 1e-5);
            Assert.InRange(Math.Abs(scores.Scores.Sum() - difference), 0, Math.Abs(difference) / 100);
            // What both texts have did nothing; the rest is no single token.
            Assert.Equal((0.0, 0.0), (scores.Scores[0], scores.Scores[^1]));
            Assert.True(scores.Scores.Count(score => Math.Abs(score) > Math.Abs(difference) / 1000) > 4);
        }
    }

    [Fact]
    public void OfAnEncoder_TheyAreWhatManyMidpointsGive()
    {
        using var scope = NewDisposeScope();
        using var network = Encoder(1, "softmax");
        var scores = new IntegratedGradients(network).Explain(Inputs(Ids), tensor(Baseline, [1, Ids.Length]), 1, cancellationToken: Cancelled);

        // By hand: token 3's vector moves alone at each midpoint of the way, there and back by a little. Every text has rows of its own.
        const int Points = 40;
        const float Little = 1e-2f;
        var table = network.Weights.First(weight => weight.Path.Contains("token_embedding", StringComparison.Ordinal)).Value;
        using var quiet = no_grad();
        var kept = table.clone();
        var free = 20;
        var texts = new List<int>();
        for (var point = 0; point < Points; point++)
        {
            var at = (point + 0.5f) / Points;
            foreach (var moved in new[] { at + Little, at - Little })
            {
                texts.Add(Ids[0]);
                for (var i = 1; i < Ids.Length - 1; i++)
                {
                    table[free] = kept[Baseline[i]].lerp(kept[Ids[i]], i == 3 ? moved : at);
                    texts.Add(free++);
                }
                texts.Add(Ids[^1]);
            }
        }
        long[] shape = [2 * Points, Ids.Length];
        Tensor[] inputs = [tensor(texts.ToArray(), shape), ones(shape, ScalarType.Int32), zeros(shape, ScalarType.Int32)];
        var logits = network.Forward(inputs, CallContext.Inference, logits: true)[0].select(1, 1).reshape(Points, 2);
        var sum = ((logits.select(1, 0) - logits.select(1, 1)).sum() / (2 * Little * Points)).item<float>();
        Assert.InRange(Math.Abs(sum - scores.Scores[3]), 0, (0.01 * Math.Abs(sum)) + 1e-3);
        Assert.True(Math.Abs(sum) > 0.01);
    }

    [Fact]
    public void OfABagOfWords_AScoreIsWhatTheWordAdds()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var bag = BagOfWords.Build(20, 4, "words");
        using var network = new Network(bag.Inputs, [new Dense(2, "softmax").Apply(bag.Outputs[0])], "texts");
        network.Initialize(3);
        int[] ids = [3, 7, 3, 0];
        Tensor[] inputs = [tensor(ids, [1, 4]), tensor(new[] { 1, 1, 1, 0 }, [1, 4])];
        var scores = new IntegratedGradients(network).Explain(inputs, null, 1, steps: 1, cancellationToken: Cancelled);
        var (embeddings, kernel) = (network.Weights[0].Value, network.Weights[1].Value);
        for (var i = 0; i < 4; i++)
        {
            var adds = i == 3 ? 0 : (embeddings[ids[i]].dot(kernel[TensorIndex.Colon, 1]) / Math.Sqrt(3)).item<float>();
            Assert.Equal(adds, scores.Scores[i], 1e-6);
        }
        Assert.Equal(0, scores.Baseline, 1e-6);
        Assert.Equal(scores.Output, scores.Scores.Sum(), 1e-6);
    }

    [Fact]
    public void OfAMaskOfZeros_TheMaskStays()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Create(new TensorShape([null, null]), "int32", "words").Output;
        var x = new GlobalAveragePooling1D().Apply(new Embedding(9, 3, maskZero: true).Apply(input));
        using var network = new Network([input], [new Dense(1, "tanh").Apply(new Dense(4, "gelu").Apply(x))], "texts");
        network.Initialize(3);
        var scores = new IntegratedGradients(network).Explain([tensor(new[] { 5, 2, 0, 0 }, [1, 4])], null, 0, cancellationToken: Cancelled);
        Assert.Equal((0.0, 0.0), (scores.Scores[2], scores.Scores[3]));
        Assert.InRange(Math.Abs(scores.Scores.Sum() - (scores.Output - scores.Baseline)), 0, Math.Abs(scores.Output - scores.Baseline) / 100);
        Assert.All(scores.Scores.Take(2), score => Assert.True(Math.Abs(score) > 1e-6));
    }

    [Fact]
    public void LongTexts_AreTakenInParts_AndNothingStays()
    {
        using var names = NameScope.Begin();
        using var bag = BagOfWords.Build(20, 4, "words");
        using var network = new Network(bag.Inputs, [new Dense(2, "softmax").Apply(new Dense(5, "relu").Apply(bag.Outputs[0]))], "texts");
        network.Initialize(3);
        using var ids = randint(0, 20, [1, 700], ScalarType.Int32);
        using var mask = ones([1, 700], ScalarType.Int32);
        var gradients = new IntegratedGradients(network);
        gradients.Explain([ids, mask], null, 0, cancellationToken: Cancelled);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var scores = gradients.Explain([ids, mask], null, 0, cancellationToken: Cancelled);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange(Math.Abs(scores.Scores.Sum() - (scores.Output - scores.Baseline)), 0, Math.Abs(scores.Output - scores.Baseline) / 100);
    }

    [Theory]
    [InlineData(3, 8, "a unit of the output from 0 to 2. Received: 3")]
    [InlineData(-1, 8, "Received: -1")]
    [InlineData(0, 0, "1 to 1,024 steps of the integral. Received: 0")]
    [InlineData(0, 5000, "Received: 5,000")]
    public void WhatIsOutOfRange_IsRefused(int unit, int steps, string sentence)
    {
        using var scope = NewDisposeScope();
        using var network = Encoder(1, null);
        Assert.Contains(
            sentence,
            Assert.Throws<RefusedException>(() => new IntegratedGradients(network).Explain(Inputs(Ids), null, unit, steps, Cancelled)).Message
        );
    }

    [Fact]
    public void ANetworkOfOtherInputs_IsRefused()
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(4).Output;
        using var network = new Network(input, new Dense(2).Apply(input), "numbers");
        Assert.Contains("Received: 'numbers'", Assert.Throws<RefusedException>(() => new IntegratedGradients(network)).Message);
    }

    [Fact]
    public void ASumThatMisses_IsTakenWithMoreSteps()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var bag = BagOfWords.Build(20, 4, "words");
        using var network = new Network(bag.Inputs, [new Dense(1).Apply(new Dense(30, "tanh").Apply(bag.Outputs[0]))], "texts");
        network.Initialize(3);
        // So steep that one point sees nothing of it.
        network.Weights[0].Value.mul_(400);
        Tensor[] inputs = [tensor(new[] { 3, 7, 5 }, [1, 3]), ones([1, 3], ScalarType.Int32)];
        var scores = new IntegratedGradients(network).Explain(inputs, null, 0, steps: 1, cancellationToken: Cancelled);
        Assert.InRange(Math.Abs(scores.Scores.Sum() - (scores.Output - scores.Baseline)), 0, Math.Abs(scores.Output - scores.Baseline) / 100);
        Assert.True(Math.Abs(scores.Output - scores.Baseline) > 0.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(32)]
    public void TheIntegral_IsExactForPolynomials(int points)
    {
        var (nodes, weights) = IntegratedGradients.GaussLegendre(points);
        for (var degree = 0; degree < 2 * points; degree++)
            Assert.Equal(1.0 / (degree + 1), nodes.Zip(weights, (node, weight) => weight * Math.Pow(node, degree)).Sum(), 1e-12);
        Assert.True(
            points > 5 || Math.Abs(nodes.Zip(weights, (node, weight) => weight * Math.Pow(node, 2 * points)).Sum() - (1.0 / ((2 * points) + 1))) > 1e-8
        );
    }
}
