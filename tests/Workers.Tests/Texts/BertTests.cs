using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.HuggingFace;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Texts;

/// <summary>BERT against the numbers of transformers (<c>tests/Golden/text</c>).</summary>
public sealed class BertTests
{
    [Theory]
    [InlineData("bert-tiny", "masked")]
    [InlineData("bert-tiny", "unmasked")]
    [InlineData("bert-tiny", "pairs")]
    [InlineData("bert-tiny-legacy-names", "masked")]
    public void Outputs_AreThoseOfTransformers(string folder, string kind)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(GoldenTokens.Folder(folder));
        var json = GoldenTokens.Json("bert-outputs.json");
        var inputs = kind == "pairs" ? GoldenTokens.Inputs("pairs") : GoldenTokens.Inputs("cases", GoldenTokens.Cases(json));
        if (kind == "unmasked")
        {
            inputs[1] = ones_like(inputs[1]);
        }

        var (sequence, pooled) = Run(model.Network, inputs);
        var expected = json[kind]!;
        AssertNear(GoldenData.Floats(expected["pooler_output"]!["data"]), pooled, "pooled");
        AssertSequence(expected["last_hidden_state"]!, sequence, inputs[1]);
        using var quiet = no_grad();
        foreach (var state in expected["hidden_states"]!.AsArray().Select(state => state!))
        {
            var index = state["index"]!.GetValue<int>();
            var cut = model.Network.CutAt(index == 0 ? Bert.EmbeddingsNormalization : $"{Bert.Layer(index - 1)}_feedforward_layer_norm");
            var hidden = cut.Forward(inputs, CallContext.Inference)[0];
            AssertNear(GoldenData.Floats(state["first4_of_row0_token1"]), hidden[0, 1].narrow(0, 0, 4), $"state {index}");
            Assert.Equal(state["mean"]!.GetValue<float>(), hidden.mean().item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Outputs_WithGeluByTanh_AreThoseOfTransformers()
    {
        using var scope = NewDisposeScope();
        var folder = Copy("bert-tiny", config => config["hidden_act"] = "gelu_new");
        using var model = ModelFile.Load(folder);
        var json = GoldenTokens.Json("bert-outputs.json");
        var (_, pooled) = Run(model.Network, GoldenTokens.Inputs("cases", GoldenTokens.Cases(json)));
        AssertNear(GoldenData.Floats(json["gelu_tanh"]!["pooler_output"]!["data"]), pooled, "pooled");
    }

    [Fact]
    public void Outputs_OfATextAlone_AreThoseOfItsRowInABatch()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(GoldenTokens.Folder("bert-tiny"));
        var inputs = GoldenTokens.Inputs("cases", [0]);
        var length = inputs[1].sum().item<long>();
        var (_, padded) = Run(model.Network, inputs);
        var (_, alone) = Run(model.Network, [.. inputs.Select(input => input.narrow(1, 0, length))]);
        AssertNear(GoldenData.Values(padded), alone, "pooled");
    }

    [Fact]
    public void Network_IsBuiltOfKerasLayersUnderKerasHubsNames()
    {
        using var network = Bert.Build(new BertOptions(100, 2, 2, 8, 16));
        Assert.Equal([TextInputs.TokenIds, TextInputs.PaddingMask, TextInputs.SegmentIds], network.Inputs.Select(input => input.Layer.Name));
        Assert.Equal(["(None, None, 8)", "(None, 8)"], network.Outputs.Select(output => output.Shape.ToString()));
        string[] layer = ["self_attention", "self_attention_dropout", "self_attention_add", "self_attention_layer_norm"];
        string[] after = ["feedforward_intermediate_dense", "feedforward_output_dense", "feedforward_dropout", "feedforward_add", "feedforward_layer_norm"];
        Assert.Equal(
            [
                "token_embedding",
                "position_embedding",
                "segment_embedding",
                "embeddings_add",
                "embeddings_layer_norm",
                "embeddings_dropout",
                .. layer.Concat(after).Select(part => $"transformer_layer_0_{part}"),
                .. layer.Concat(after).Select(part => $"transformer_layer_1_{part}"),
                "pooled_dense",
            ],
            network.Layers.Where(part => part is not InputLayer).Select(part => part.Name)
        );
    }

    [Fact]
    public void Files_KeepTheNetworkAndItsNumbers()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(GoldenTokens.Folder("bert-tiny"));
        var path = Path.Combine(TestFolder.Create(), "bert.keras");
        ModelFile.Save(model.Network, path);
        using var again = ModelFile.Load(path);
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(model.Network)), JsonText.Canonical(NetworkConfig.Describe(again.Network)));
        var inputs = GoldenTokens.Inputs("cases", [0, 1]);
        var (expected, received) = (Run(model.Network, inputs), Run(again.Network, inputs));
        Assert.Equal(GoldenData.Values(expected.Sequence), GoldenData.Values(received.Sequence));
        Assert.Equal(GoldenData.Values(expected.Pooled), GoldenData.Values(received.Pooled));
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("gelu_new")]
    public void OnnxFile_ComputesTheSame(string activation)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(Copy("bert-tiny", config => config["hidden_act"] = activation));
        Assert.InRange(OnnxCheck.Difference(model.Network, GoldenTokens.Inputs("pairs")), 0, 1e-5);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("strong_decay")]
    [InlineData("strong_decay_excluded")]
    public void FineTuning_FollowsKerasAdamW(string name)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(GoldenTokens.Folder("bert-tiny"));
        var json = GoldenTokens.Json("bert-finetune.json");
        var trace = json["traces"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == name)!;
        var head = new Dense(3, name: "head");
        using var network = new Network(model.Network.Inputs, [head.Apply(model.Network.Outputs[1])], "classifier");
        head.Kernel!.Assign(GoldenData.FillValues("kernel", [64, 3], 9001));
        head.Bias!.Assign(new float[3]);
        network.SyncRequiresGrad();
        var options = new OptimizerOptions((float)json["lr"]!.GetValue<double>(), WeightDecay: trace["weight_decay"]!.GetValue<double>())
        {
            ExcludedFromDecay = name.EndsWith("excluded", StringComparison.Ordinal) ? ["bias", "gamma", "beta"] : [],
        };
        using var optimizer = new AdamW(options);
        optimizer.Build(network.TrainableWeights);
        var inputs = GoldenTokens.Inputs("cases", GoldenTokens.Cases(json));
        var labels = tensor([.. json["labels"]!.AsArray().Select(label => (long)label!.GetValue<int>())]);
        foreach (var expected in GoldenData.Floats(trace["losses"]))
        {
            var loss = Loss();
            Assert.Equal(expected, loss.item<float>(), 1e-5);
            loss.backward();
            optimizer.Apply([.. optimizer.Weights.Select(weight => weight.Gradient)]);
            foreach (var weight in optimizer.Weights)
            {
                weight.ClearGradient();
            }
        }

        using var quiet = no_grad();
        Assert.Equal(trace["loss_after"]!.GetValue<float>(), Loss().item<float>(), 1e-4);
        AssertNear(GoldenData.Floats(trace["head_kernel"]!["data"]), head.Kernel.Value, "head kernel", 1e-4);
        AssertNear(GoldenData.Floats(trace["pooled_output"]!["data"]), Run(model.Network, inputs).Pooled, "pooled", 1e-4);
        AssertWeights(trace["weights_after"]!.AsObject(), model.Network);

        Tensor Loss() => nn.functional.cross_entropy(network.Forward(inputs, CallContext.Inference)[0], labels);
    }

    private static void AssertWeights(JsonObject expected, Network network)
    {
        var weights = network.Weights.ToDictionary(weight => HuggingFaceNames.Bert.Of(weight.Path)[0]);
        foreach (var (name, after) in expected.Where(pair => !pair.Key.StartsWith("head.", StringComparison.Ordinal)))
        {
            var weight = weights[name];
            var value = weight.Name == "kernel" ? weight.Value.reshape(weight.Path.Contains("attention_output") ? 64 : weight.Shape[0], -1).t() : weight.Value;
            AssertNear(GoldenData.Floats(after!["first4"]), value.reshape(-1).narrow(0, 0, 4), name, 1e-4);
            Assert.Equal(after["mean"]!.GetValue<float>(), value.mean().item<float>(), 1e-5);
        }
    }

    private static (Tensor Sequence, Tensor Pooled) Run(Network network, Tensor[] inputs)
    {
        using var quiet = no_grad();
        var outputs = network.Forward(inputs, CallContext.Inference);
        return (outputs[0], outputs[1]);
    }

    private static void AssertSequence(JsonNode expected, Tensor sequence, Tensor mask)
    {
        Assert.Equal(expected["shape"]!.AsArray().Select(d => d!.GetValue<long>()), sequence.shape);
        foreach (var (row, index) in expected["rows"]!.AsArray().Select((row, index) => (row!, index)))
        {
            var real = mask[index].sum().item<long>();
            var hidden = sequence[index];
            AssertNear(GoldenData.Floats(row["first8_of_first3_tokens"]), hidden.narrow(0, 0, 3).narrow(1, 0, 8), $"row {index}");
            Assert.Equal(row["mean"]!.GetValue<float>(), hidden.mean().item<float>(), 1e-5);
            Assert.Equal(row["real_std"]!.GetValue<float>(), hidden.narrow(0, 0, real).std(false).item<float>(), 1e-5);
        }
    }

    private static void AssertNear(float[] expected, Tensor received, string what, double tolerance = 1e-5)
    {
        var numbers = GoldenData.Values(received);
        Assert.Equal(expected.Length, numbers.Length);
        var difference = expected.Zip(numbers, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference <= tolerance, $"{what}: differs by {difference:g3}, allowed {tolerance:g3}.");
    }

    private static string Copy(string name, Action<JsonObject> change)
    {
        var folder = TestFolder.Create();
        foreach (var file in Directory.GetFiles(GoldenTokens.Folder(name)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
        return folder;
    }
}
