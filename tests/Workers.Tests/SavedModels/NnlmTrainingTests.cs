using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>Word vectors that are trained with what stands on them, step by step as Keras does.</summary>
public sealed class NnlmTrainingTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("text/nnlm-train.json");

    [Fact]
    public void FiveStepsOfAdam_GiveKerassWeights()
    {
        using var scope = NewDisposeScope();
        using var words = ModelFile.Load(GoldenFile.Path("text/nnlm-tiny"));
        using var network = Classifier(words.Network);
        var (ids, mask) = TextBatches.Pad([
            .. Golden.GetProperty("texts").EnumerateArray().Select(text => words.Tokenizer!.Tokenize(text.GetString()!).Ids.ToArray()),
        ]);
        var labels = tensor(Golden.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64()).ToArray());
        using var optimizer = new Adam(new OptimizerOptions(Golden.GetProperty("lr").GetSingle()));
        var weights = network.TrainableWeights.ToList();
        optimizer.Build(weights);
        network.SyncRequiresGrad();
        var losses = new List<float>();
        for (var step = 0; step <= Golden.GetProperty("steps").GetInt32(); step++)
        {
            using var inner = NewDisposeScope();
            var loss = -network.Forward([ids, mask], new CallContext { Training = true })[0].log().gather(1, labels.unsqueeze(1)).mean();
            losses.Add(loss.item<float>());
            if (step < Golden.GetProperty("steps").GetInt32())
            {
                loss.backward();
                optimizer.Apply([.. weights.Select(weight => weight.Gradient)]);
                weights.ForEach(weight => weight.ClearGradient());
            }
        }

        Close([.. GoldenFile.Floats(Golden.GetProperty("losses")), Golden.GetProperty("loss_after").GetSingle()], [.. losses]);
        foreach (var (name, weight) in new[] { ("dense1_kernel", 1), ("dense1_bias", 2), ("dense2_kernel", 3), ("dense2_bias", 4) })
        {
            Close(GoldenFile.Floats(Golden.GetProperty(name).GetProperty("data")), GoldenData.Values(weights[weight].Value));
        }
        Close(
            GoldenFile.Floats(Golden.GetProperty("vectors_after").GetProperty("data")),
            GoldenData.Values(words.Network.Forward([ids, mask], CallContext.Inference)[0])
        );
        foreach (var row in Golden.GetProperty("embedding_rows_changed").EnumerateArray())
        {
            Close(GoldenFile.Floats(row.GetProperty("row")), GoldenData.Values(weights[0].Value[row.GetProperty("id").GetInt64()]));
        }
    }

    private static Network Classifier(Network words)
    {
        using var names = NameScope.Begin();
        KerasTensor[] inputs = [.. words.Inputs.Select(input => InputLayer.Create(input.Shape, input.DType, input.Layer.Name).Output)];
        var hidden = new Dense(64, "relu", name: "hidden");
        var top = new Dense(4, "softmax", name: "top");
        var network = new Network(inputs, [top.Apply(hidden.Apply(words.Apply(inputs)))]);
        foreach (var (layer, variable) in new[] { (hidden, 9101UL), (top, 9102UL) })
        {
            layer.Weights[0].Assign(GoldenData.FillValues("kernel", layer.Weights[0].Shape, variable));
            layer.Weights[1].Assign(new float[layer.Weights[1].Count]);
        }
        return network;
    }

    private static void Close(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }
}
