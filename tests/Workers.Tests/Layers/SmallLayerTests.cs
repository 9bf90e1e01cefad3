using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Constraints;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>Layers of a line or two, by their definition.</summary>
public class SmallLayerTests
{
    [Fact]
    public void RepeatVector_RepeatsEverySample()
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("RepeatVector", """{"n":3}""", [2, 4]);
        LayerCheck.Close(stack([inputs[0], inputs[0], inputs[0]], 1), outputs[0], "repeat");
        network.Dispose();
    }

    [Fact]
    public void PositionEmbedding_GivesEveryRowItsFirstVectors()
    {
        using var scope = NewDisposeScope();
        var (network, _, outputs) = LayerCheck.Run("PositionEmbedding", """{"sequence_length":5}""", [2, 3, 4]);
        var vectors = network.Weights[0].Value.narrow(0, 0, 3);
        LayerCheck.Close(stack([vectors, vectors], 0), outputs[0], "positions");
        Assert.Equal("keras_hub>PositionEmbedding", NetworkConfig.Describe(network.GetLayer("layer"))["registered_name"]!.GetValue<string>());
        network.Dispose();
    }

    [Fact]
    public void PositionEmbedding_OfMoreStepsThanItHas_IsRefused()
    {
        using var scope = NewDisposeScope();
        var input = new InputLayer(new TensorShape([null, null, 4]), name: "in");
        var layer = LayerRegistry.Create("PositionEmbedding", JsonNode.Parse("""{"name":"positions","sequence_length":5}""")!.AsObject());
        using var network = new Network(input.Output, layer.Apply(input.Output));
        var refusal = Assert.Throws<RefusedException>(() => network.Predict(zeros(1, 6, 4)));
        Assert.Contains("at most 5 steps. Received 6", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masking_SilencesOnlyStepsThatAreTheMaskAltogether()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 5, 5, 5, 1, 2, 3, 5, 5 }, [1, 4, 2]);
        var (network, _, outputs) = LayerCheck.Run(
            "Masking",
            """{"mask_value":5.0}""",
            [
                [1, 4, 2],
            ],
            CallArguments.One(),
            x
        );
        Assert.Equal([0, 0, 5, 1, 2, 3, 0, 0], GoldenData.Values(outputs[0]));
        network.Dispose();
    }

    [Theory]
    [InlineData("""{"axis":-1}""")]
    [InlineData("""{"axis":[1,2]}""")]
    public void UnitNormalization_MakesNormsOne(string config)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("UnitNormalization", config, [2, 3, 4]);
        var size = config.Contains('[') ? 12 : 4;
        float[] expected =
        [
            .. GoldenData
                .Values(inputs[0])
                .Chunk(size)
                .SelectMany(chunk => chunk.Select(value => (float)(value / Math.Sqrt(chunk.Sum(other => (double)other * other))))),
        ];
        GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, "unit");
        network.Dispose();
    }

    [Theory]
    [InlineData("""{"axes":[1,2]}""", "2,3,5", "2,7,3", "2,5,7")]
    [InlineData("""{"axes":-1,"normalize":true}""", "2,6", "2,6", "2,1")]
    [InlineData("""{"axes":[2,1]}""", "2,4,3", "2,3", "2,4")]
    [InlineData("""{"axes":1}""", "2,3,2", "2,3,2,4", "2,2,2,4")]
    public void Dot_SumsProductsAlongTheAxes(string config, string first, string second, string result)
    {
        using var scope = NewDisposeScope();
        static long[] Shape(string text) => [.. text.Split(',').Select(long.Parse)];
        var arguments = CallArguments.List(2);
        var (network, inputs, outputs) = LayerCheck.Run("Dot", config, [Shape(first), Shape(second)], arguments);
        Assert.Equal(Shape(result), outputs[0].shape);
        var (x, y) = (inputs[0], inputs[1]);
        var settings = JsonNode.Parse(config)!;
        var expected =
            settings["normalize"] is not null ? (x / x.norm(-1, true) * (y / y.norm(-1, true))).sum([-1L], keepdim: true)
            : first == "2,3,5" ? einsum("nab,nca->nbc", x, y)
            : first == "2,4,3" ? einsum("nab,nb->na", x, y)
            : einsum("nab,nacd->nbcd", x, y);
        LayerCheck.Close(expected, outputs[0], "dot");
        network.Dispose();
    }

    [Fact]
    public void Resizing_Bilinear_WeighsTheFourNearestPixels()
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("Resizing", """{"height":7,"width":3}""", [1, 4, 5, 2]);
        var x = GoldenData.Values(inputs[0]);
        float At(double row, double column, int channel) => x[((int)Math.Clamp(row, 0, 3) * 5 + (int)Math.Clamp(column, 0, 4)) * 2 + channel];
        var expected = new List<float>();
        for (var i = 0; i < 42; i++)
        {
            var (r, c) = (Math.Max((i / 6 + 0.5) * 4 / 7 - 0.5, 0), Math.Max((i / 2 % 3 + 0.5) * 5 / 3 - 0.5, 0));
            var (top, left) = (Math.Floor(r), Math.Floor(c));
            var (down, right) = (r - top, c - left);
            expected.Add(
                (float)(
                    (1 - down) * ((1 - right) * At(top, left, i % 2) + right * At(top, left + 1, i % 2))
                    + down * ((1 - right) * At(top + 1, left, i % 2) + right * At(top + 1, left + 1, i % 2))
                )
            );
        }

        GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, "resized");
        network.Dispose();
    }

    [Fact]
    public void Resizing_Nearest_TakesThePixelUnderTheCentre()
    {
        using var scope = NewDisposeScope();
        var x = tensor([.. Enumerable.Range(0, 5).Select(i => (float)i)], [1, 1, 5, 1]);
        var (network, _, outputs) = LayerCheck.Run(
            "Resizing",
            """{"height":1,"width":3,"interpolation":"nearest"}""",
            [
                [1, 1, 5, 1],
            ],
            CallArguments.One(),
            x
        );
        Assert.Equal([0, 2, 4], GoldenData.Values(outputs[0]));
        network.Dispose();
    }

    [Fact]
    public void CenterCrop_TakesTheMiddle()
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("CenterCrop", """{"height":3,"width":2}""", [2, 6, 5, 3]);
        LayerCheck.Close(inputs[0].narrow(1, 1, 3).narrow(2, 1, 2), outputs[0], "crop");
        network.Dispose();
    }

    [Theory]
    [InlineData("multi_hot", new float[] { 1, 0, 1, 0, 0, 1, 0, 0 })]
    [InlineData("count", new float[] { 1, 0, 2, 0, 0, 3, 0, 0 })]
    public void CategoryEncoding_MarksOrCounts(string mode, float[] expected)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2, 0, 2, 1, 1, 1 }, [2, 3]);
        var (network, _, outputs) = LayerCheck.Run(
            "CategoryEncoding",
            $$"""{"num_tokens":4,"output_mode":"{{mode}}"}""",
            [
                [2, 3],
            ],
            CallArguments.One(),
            x
        );
        Assert.Equal(expected, GoldenData.Values(outputs[0]));
        network.Dispose();
    }

    [Fact]
    public void Discretization_CountsTheBoundariesThatAreNotAbove()
    {
        // The example of Keras's own documentation.
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { -1.5f, 1, 3.4f, 0.5f, 0, 3, 1.3f, 0 }, [2, 4]);
        var (network, _, outputs) = LayerCheck.Run(
            "Discretization",
            """{"bin_boundaries":[0.0,1.0,2.0]}""",
            [
                [2, 4],
            ],
            CallArguments.One(),
            x
        );
        Assert.Equal([0, 2, 3, 1, 1, 3, 2, 1], GoldenData.Values(outputs[0]));
        Assert.Equal("int64", network.Outputs[0].DType);
        network.Dispose();
    }

    [Theory]
    [InlineData("celu", -1, -0.6321206)]
    [InlineData("hard_shrink", 0.4, 0)]
    [InlineData("hard_shrink", -0.6, -0.6)]
    [InlineData("soft_shrink", -0.75, -0.25)]
    [InlineData("tanh_shrink", 1, 0.2384058)]
    [InlineData("squareplus", 1.5, 2)]
    [InlineData("sparse_plus", 0.5, 0.5625)]
    [InlineData("sparse_plus", 2, 2)]
    [InlineData("sparse_sigmoid", 0.5, 0.75)]
    public void Activation_IsItsDefinition(string name, double x, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, ActivationFunction.Named(name).Apply(tensor(new[] { (float)x })).item<float>(), 1e-6);
    }

    [Fact]
    public void Sparsemax_IsTheNearestPointOfTheSimplex()
    {
        using var scope = NewDisposeScope();
        var result = GoldenData.Values(ActivationFunction.Named("sparsemax").Apply(tensor(new float[] { 0.1f, 1.1f, 0.7f, -2, 3, 0, 0, 0 }, [2, 4])));
        GoldenData.AssertClose([0, 0.7f, 0.3f, 0, 1, 0, 0, 0], result, 1e-6, "sparsemax");
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    public void Orthogonal_HasOrthogonalRowsOrColumns(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var drawn = InitializerRegistry.Named("orthogonal", new JsonObject { ["gain"] = 2.0 }).Create([rows, columns], ScalarType.Float32, generator);
        var product = rows < columns ? drawn.Times(drawn.t()) : drawn.t().Times(drawn);
        LayerCheck.Close(eye(Math.Min(rows, columns)) * 4, product, "orthogonal");
    }

    [Fact]
    public void Constraint_IsAppliedAfterEachStepAndKeptInTheConfig()
    {
        using var scope = NewDisposeScope();
        var config =
            """{"name":"d","units":2,"kernel_constraint":{"module":"keras.constraints","class_name":"NonNeg","config":{},"registered_name":null},"bias_constraint":"unit_norm"}""";
        var layer = LayerRegistry.Create("Dense", JsonNode.Parse(config)!.AsObject());
        var input = InputLayer.Of(2).Output;
        using var network = new Network(input, layer.Apply(input), "n");
        network.Weights[0].Assign([1, -2, 0.5f, 3]);
        network.Weights[1].Assign([3, 4]);
        using var optimizer = OptimizerFactory.Create(new ComponentSpec { Class = "SGD" });
        optimizer.Build(network.TrainableWeights);
        optimizer.Apply([zeros(2, 2), zeros(2)]);
        Assert.Equal([1, 0, 0.5f, 3], GoldenData.Values(network.Weights[0].Value));
        GoldenData.AssertClose([0.6f, 0.8f], GoldenData.Values(network.Weights[1].Value), 1e-5, "bias");
        Assert.Equal("NonNeg", layer.GetConfig()["kernel_constraint"]!["class_name"]!.GetValue<string>());
        using var copy = NetworkReader.Read(JsonNode.Parse(NetworkConfig.Describe(network).ToJsonString()));
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(copy)));
    }

    [Fact]
    public void Norms_AreBroughtIntoTheirBounds()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new float[] { 3, 0.3f, 4, 0.4f }, [2, 2]);
        GoldenData.AssertClose([1.2f, 0.3f, 1.6f, 0.4f], GoldenData.Values(new MaxNorm(2).Project(weight)), 1e-5, "max");
        GoldenData.AssertClose([0.6f, 0.6f, 0.8f, 0.8f], GoldenData.Values(new UnitNorm().Project(weight)), 1e-5, "unit");
        GoldenData.AssertClose([1.8f, 0.45f, 2.4f, 0.6f], GoldenData.Values(new MinMaxNorm(1, 1, 0.5).Project(weight)), 1e-5, "min max");
    }

    [Fact]
    public void Masking_InAFunctionalModel_ReachesTheRecurrentLayerThroughTheGraph()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var input = InputLayer.Of(4, 2).Output;
        var masked = LayerRegistry.Create("Masking", JsonNode.Parse("""{"name":"m","mask_value":0.0}""")!.AsObject()).Apply(input);
        var mask = new AnyOperation(name: "any").Apply(new ArithmeticOperation("NotEqual", "not_equal").Apply(input, 0));
        var layer = new SimpleRNN(3, "rnn");
        var keywords = new JsonObject { ["training"] = false, ["mask"] = CallArguments.Placeholder(1) };
        using var network = new Network([input], layer.Apply([masked, mask], new CallArguments([CallArguments.Placeholder(0)], keywords)), "n");
        GoldenData.Fill(network);
        var x = tensor(new float[] { 1, 2, 0, 0, 3, 4, 0, 0 }, [1, 4, 2]);
        var path = Path.Combine(TestFolder.Create(), "masked.keras");
        ModelFile.Save(network, path);
        using var again = ModelFile.Load(path);

        // The steps that are zero are as if they were not there.
        var shortInput = InputLayer.Of(2, 2).Output;
        using var shorter = new Network(shortInput, new SimpleRNN(3, "short").Apply(shortInput), "s");
        GoldenData.Fill(shorter);
        LayerCheck.Close(shorter.Predict(tensor(new float[] { 1, 2, 3, 4 }, [1, 2, 2])), again.Network.Predict(x), "masked");
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again.Network)));
    }

    [Fact]
    public void OrthogonalRegularizer_PenalisesRowsThatPointTheSameWay()
    {
        using var scope = NewDisposeScope();
        var config = JsonNode.Parse(
            """{"module":"keras.regularizers","class_name":"OrthogonalRegularizer","config":{"factor":0.5,"mode":"rows"},"registered_name":null}"""
        )!;
        var regularizer = RegularizerRegistry.FromJson(config, "layer");
        Assert.Equal(JsonText.Canonical(config), JsonText.Canonical(regularizer.ToJson()));

        // Rows (3, 4), (4, 3), (1, 0): cosines 0.96, 0.6, 0.8; each pair counts once.
        Assert.Equal(0.5 * (0.96 + 0.6 + 0.8) / 3, regularizer.Loss(tensor(new float[] { 3, 4, 4, 3, 1, 0 }, [3, 2])).item<float>(), 1e-6);
    }

    [Theory]
    [InlineData("ConvLSTM2D", "a layer of Keras that is not supported")]
    [InlineData("Hologram", "Received 'Hologram'.")]
    public void Create_OfAClassThatIsNotHere_NamesTheLayerFirst(string className, string expected)
    {
        var refusal = Assert.Throws<RefusedException>(() => LayerRegistry.Create(className, new JsonObject { ["name"] = "x" })).Message;
        Assert.Contains(expected, refusal);
        Assert.StartsWith("Layer 'x'", refusal);
        Assert.InRange(refusal.Length, 1, 300);
    }

    [Fact]
    public void Apply_OfALayerWithoutTheConstrainedWeight_IsRefused()
    {
        var layer = LayerRegistry.Create("Dense", JsonNode.Parse("""{"name":"d","units":2,"use_bias":false,"bias_constraint":"non_neg"}""")!.AsObject());
        Assert.Contains("'bias_constraint'", Assert.Throws<RefusedException>(() => layer.Apply(InputLayer.Of(2).Output)).Message);
    }
}
