using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Graph;

/// <summary>Masks that Keras hangs on tensors, against the same network with the mask as an edge of its graph (which golden tokens.keras checks).</summary>
public class MaskFlowTests
{
    private static Tensor Tokens => tensor(new long[] { 3, 1, 0, 0, 5, 0, 0, 0, 2, 4, 1, 6 }, [3, 4]);

    [Theory]
    [InlineData("LSTM", """{"units":3}""")]
    [InlineData("GRU", """{"units":3,"reset_after":true}""")]
    [InlineData("GlobalAveragePooling1D", "{}")]
    [InlineData(
        "Bidirectional",
        """{"layer":{"module":"keras.layers","class_name":"LSTM","config":{"name":"lstm","units":3},"registered_name":null},"merge_mode":"concat"}"""
    )]
    public void Sequential_PassesTheMaskOn_AsAFunctionalEdgeDoes(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        Layer[] Layers() =>
            [
                Make("Embedding", """{"input_dim":8,"output_dim":5,"mask_zero":true}"""),
                Make("Dense", """{"units":4,"activation":"relu"}"""),
                Make("Dropout", """{"rate":0.2}"""),
                Make(className, config),
                Make("Dense", """{"units":2}"""),
            ];
        using var sequential = new Sequential([Input(), .. Layers()], "s");

        var input = Input();
        var mask = new ArithmeticOperation("NotEqual").Apply(input.Output, 0);
        var layers = Layers();
        var x = layers[2].Apply(layers[1].Apply(layers[0].Apply(input.Output)));
        x = layers[3].Apply([x, mask], CallArguments.One(new JsonObject { ["mask"] = CallArguments.Placeholder(1) }))[0];
        using var functional = new Network(input.Output, layers[4].Apply(x), "f");
        AssertSame(functional, sequential);

        // The same in another model, whole or cut in two.
        var outer = Input();
        using var nested = new Network(outer.Output, sequential.Apply(outer.Output), "outer");
        AssertSame(functional, nested);
        var front = Layers();
        using var head = new Sequential([Input(), front[0]], "front");
        var start = Input();
        var y = head.Apply(start.Output);
        using var split = new Network(start.Output, front.Skip(1).Aggregate(y, (t, layer) => layer.Apply(t)), "split");
        AssertSame(functional, split);
    }

    [Fact]
    public void Masking_ReachesTheLayersBehindIt()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var layers = new[]
        {
            Make("Masking", """{"mask_value":2.0}"""),
            Make("LSTM", """{"units":3,"return_sequences":true}"""),
            Make("LSTM", """{"units":2}"""),
        };
        using var network = new Sequential([InputLayer.Of(4, 2), .. layers], "s");
        GoldenData.Fill(network);
        var x = GoldenData.Image(4, 1, 4, 2) / 255;
        var padded = x.clone();
        padded[0, 3] = tensor(new float[] { 2, 2 });

        // A masked last step leaves what the first three steps give.
        using var shorter = new Sequential([InputLayer.Of(3, 2), .. layers.Skip(1)], "t");
        LayerClose(shorter.Forward(padded.narrow(1, 0, 3), CallContext.Inference), network.Forward(padded, CallContext.Inference));
    }

    [Fact]
    public void SharedLayer_WithAndWithoutMask_KeepsItsCallsApart()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(4, 2);
        var masked = new ArithmeticOperation("NotEqual").Apply(input.Output, 0);
        var steps = new AnyOperation(name: "any").Apply(masked);
        var lstm = Make("LSTM", """{"units":3}""");
        var first = lstm.Apply([input.Output, steps], CallArguments.One(new JsonObject { ["mask"] = CallArguments.Placeholder(1) }))[0];
        var second = lstm.Apply(input.Output);
        using var network = new Network([input.Output], [first, second], "n");
        GoldenData.Fill(network);
        var x = GoldenData.Image(4, 1, 4, 2) / 255;
        x[0, 3] = zeros(2);
        var outputs = network.Forward([x], CallContext.Inference);
        using var alone = new Network(input.Output, second, "alone");
        LayerClose(alone.Forward(x, CallContext.Inference), outputs[1]);
        Assert.False(outputs[0].allclose(outputs[1]));
    }

    [Fact]
    public void SequentialWithAMask_IsReadAndWrittenAsItWas()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var network = new Sequential(
            [Input(), Make("Embedding", """{"input_dim":8,"output_dim":5,"mask_zero":true}"""), Make("GRU", """{"units":3}""")],
            "s"
        );
        GoldenData.Fill(network);
        var path = Path.Combine(TestFolder.Create(), "masked.keras");
        ModelFile.Save(network, path);
        using var again = ModelFile.Load(path).Network;
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again)));
        LayerClose(network.Forward(Tokens, CallContext.Inference), again.Forward(Tokens, CallContext.Inference));
        Assert.Equal(2, again.Layers.Count);
    }

    [Theory]
    [InlineData("LSTM", """{"units":3}""")]
    [InlineData("GRU", """{"units":3,"return_sequences":true}""")]
    [InlineData("SimpleRNN", """{"units":3}""")]
    [InlineData("GlobalAveragePooling1D", "{}")]
    [InlineData("Bidirectional", """{"layer":{"module":"keras.layers","class_name":"GRU","config":{"name":"gru","units":3},"registered_name":null}}""")]
    [InlineData("MultiHeadAttention", """{"num_heads":2,"key_dim":3}""")]
    public void Onnx_OfASequentialWithAMask_CarriesIt(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = Input();
        var embedded = Make("Embedding", """{"input_dim":8,"output_dim":5,"mask_zero":true}""").Apply(input.Output);
        var last = Make(className, config);
        using var network =
            className == "MultiHeadAttention"
                ? new Network([input.Output], last.Apply([embedded, embedded], MultiHeadAttention.Arguments(withKey: false)), "n")
                : new Sequential(
                    [Input(), Make("Embedding", """{"input_dim":8,"output_dim":5,"mask_zero":true}"""), Make("Dense", """{"units":4}"""), last],
                    "s"
                );
        GoldenData.Fill(network);
        Assert.InRange(OnnxCheck.Difference(network, [Tokens]), 0, 1e-5);
        var outer = Input();
        using var nested = new Network(outer.Output, network.Apply(outer.Output), "outer");
        Assert.InRange(OnnxCheck.Difference(nested, [Tokens]), 0, 1e-5);
    }

    [Theory]
    [InlineData("GRU")]
    [InlineData("LSTM")]
    public void Onnx_OfMasking_CarriesTheMask(string className)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var network = new Sequential(
            [
                InputLayer.Of(4, 2),
                Make("Masking", """{"mask_value":2.0}"""),
                Make(className, """{"units":3,"return_sequences":true}"""),
                Make(className, """{"units":2}"""),
            ],
            "s"
        );
        GoldenData.Fill(network);
        var x = GoldenData.Image(4, 3, 4, 2) / 255;
        var whole = network.Forward(x, CallContext.Inference);
        x[0, 3] = tensor(new float[] { 2, 2 });
        x[2, 0] = tensor(new float[] { 2, 2 });
        Assert.False(whole.allclose(network.Forward(x, CallContext.Inference)));
        Assert.InRange(OnnxCheck.Difference(network, [x]), 0, 1e-5);
    }

    private static InputLayer Input() => InputLayer.Create(TensorShape.Of(null, 4), "int64");

    private static Layer Make(string className, string config)
    {
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = NameScope.Current.Unique(NameScope.SnakeCase(className));
        return LayerRegistry.Create(className, item);
    }

    private static void AssertSame(Network expected, Network actual)
    {
        GoldenData.Fill(expected);
        foreach (var (from, to) in expected.Weights.Zip(actual.Weights))
        {
            to.Assign(from.Value);
        }

        var plain = expected.Forward(Tokens, CallContext.Inference);
        LayerClose(plain, actual.Forward(Tokens, CallContext.Inference));

        // Without its mask the second row, one token and three fillers, would differ.
        var other = Tokens.clone();
        other[1, 1] = tensor(7L);
        Assert.False(plain.allclose(expected.Forward(other, CallContext.Inference)));
    }

    private static void LayerClose(Tensor expected, Tensor actual) =>
        GoldenData.AssertClose(GoldenData.Values(expected), GoldenData.Values(actual), 1e-6, "masked");
}
