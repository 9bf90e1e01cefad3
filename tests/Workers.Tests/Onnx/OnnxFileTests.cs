using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>Whole networks as ONNX, run in ONNX Runtime beside the engine.</summary>
public sealed class OnnxFileTests
{
    [Theory]
    [InlineData("pretrained_model.keras")]
    [InlineData("pretrained_model.h5")]
    [InlineData("transfer_mobilenet.keras")]
    [InlineData("layer_zoo.keras")]
    [InlineData("layer_zoo.h5")]
    [InlineData("tokens.keras")]
    public void Save_OfAKerasFile_ComputesTheSame(string name)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(Repository.Golden("formats", name));
        Assert.InRange(OnnxCheck.Difference(model.Network, Inputs(name)), 0, 1e-5);
    }

    /// <summary>Keras computes half of it in bfloat16; the file is float32, so it is compared with the same network under that policy.</summary>
    [Fact]
    public void Save_OfAMixedPrecisionNetwork_ComputesInFloat32()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(Repository.Golden("formats", "augmented_mixed.keras"));
        Assert.Contains(model.Network.Layers, layer => layer.DTypePolicy.Name == "mixed_bfloat16");
        Assert.InRange(OnnxCheck.Difference(model.Network, Inputs("augmented_mixed.keras")), 0, 2e-2);
        foreach (var layer in model.Network.Layers)
        {
            layer.DTypePolicy = DTypePolicy.Float32;
        }

        Assert.InRange(OnnxCheck.Difference(model.Network, Inputs("augmented_mixed.keras")), 0, 1e-5);
    }

    [Fact]
    public void Save_OfSharedNestedAndSeveralEnds_ComputesTheSame()
    {
        using var scope = NewDisposeScope();
        using var network = Branching();
        GoldenData.Fill(network);
        var path = Path.Combine(TestFolder.Create(), "network.onnx");
        OnnxFile.Save(network, path);
        using var session = OnnxCheck.Open(path);
        Assert.Equal(["left", "right"], session.InputNames);
        Assert.Equal(["scores", "map"], session.OutputNames);
        Assert.Equal([-1, 8, 8, 3], session.InputMetadata["left"].Dimensions);
        foreach (var batch in new[] { 1, 3 })
        {
            Tensor[] inputs = [GoldenData.Image(1, batch, 8, 8, 3) / 255, GoldenData.Image(2, batch, 8, 8, 3) / 255];
            Assert.InRange(OnnxCheck.Difference(session, inputs, network.Forward(inputs, CallContext.Inference)), 0, 1e-5);
        }
    }

    /// <summary>The shared encoder's weights stand in the file once.</summary>
    [Fact]
    public void Save_OfASharedNetwork_KeepsItsWeightsOnce()
    {
        using var network = Branching();
        GoldenData.Fill(network);
        var path = Path.Combine(TestFolder.Create(), "network.onnx");
        OnnxFile.Save(network, path);
        Assert.InRange(new FileInfo(path).Length, network.CountParams() * 4, network.CountParams() * 4 + 20_000);
    }

    [Fact]
    public void Save_WithOpenSizes_TakesAnySize()
    {
        using var scope = NewDisposeScope();
        var input = new InputLayer(TensorShape.Of(null, null, null, 3), name: "pictures");
        var x = new Conv2D(6, 3, strides: 2, padding: "same", activation: "relu").Apply(input.Output);
        x = new MaxPooling2D(3, 2, "same").Apply(x);
        x = new DepthwiseConv2D(5, 2, "same").Apply(x);
        x = new AveragePooling2D(2, 2, "same").Apply(x);
        x = new GlobalAveragePooling2D().Apply(x);
        using var network = new Network(input.Output, new Dense(4, activation: "softmax").Apply(x));
        GoldenData.Fill(network);
        var path = Path.Combine(TestFolder.Create(), "network.onnx");
        OnnxFile.Save(network, path);
        using var session = OnnxCheck.Open(path);
        foreach (var (height, width) in new[] { (32, 32), (33, 47), (20, 21) })
        {
            Tensor[] inputs = [GoldenData.Image(5, 2, height, width, 3) / 255];
            Assert.InRange(OnnxCheck.Difference(session, inputs, network.Forward(inputs, CallContext.Inference)), 0, 1e-5);
        }
    }

    [Theory]
    [InlineData("resnet", "rgb")]
    [InlineData("densenet", "rgb")]
    [InlineData("mobilenet_v2", "grayscale")]
    public void Save_WithItsPipeline_TakesPixels(string preprocessing, string colorMode)
    {
        using var scope = NewDisposeScope();
        var channels = colorMode == "rgb" ? 3 : 1;
        using var network = Classifier(channels);
        var pipeline = new PicturePipeline(new PictureFormat(16, 20, colorMode), PreprocessingFunction.Named(preprocessing), ["Katze", "Hund", "鳥"]);
        var path = Path.Combine(TestFolder.Create(), "classifier.onnx");
        OnnxFile.Save(network, path, pipeline);
        using var session = OnnxCheck.Open(path);
        Assert.Equal(["image"], session.InputNames);
        Assert.Equal([-1, 16, 20, channels], session.InputMetadata["image"].Dimensions);
        var pixels = GoldenData.Image(9, 2, 16, 20, channels);
        Assert.InRange(OnnxCheck.Difference(session, [pixels], [network.Forward(pipeline.Preprocessing.Apply(pixels), CallContext.Inference)]), 0, 1e-5);

        var metadata = session.ModelMetadata;
        Assert.Equal("MlOpsDashboard", metadata.ProducerName);
        Assert.Equal("classifier", metadata.CustomMetadataMap["keras.name"]);
        Assert.Equal(["Katze", "Hund", "鳥"], JsonNode.Parse(metadata.CustomMetadataMap["classNames"])!.AsArray().Select(name => (string)name!));
        Assert.Equal(preprocessing, (string)JsonNode.Parse(metadata.CustomMetadataMap["preprocessing"])!["name"]!);
        Assert.Equal("[16,20]", metadata.CustomMetadataMap["imageSize"]);
        Assert.Equal(colorMode, metadata.CustomMetadataMap["colorMode"]);
    }

    [Fact]
    public void Save_WithAPipelineOfAnotherSize_IsRefused()
    {
        using var network = Classifier(3);
        var pipeline = new PicturePipeline(new PictureFormat(32, 32, "rgb"), PreprocessingFunction.Named("identity"), []);
        var refusal = Assert.Throws<RefusedException>(() => OnnxFile.Save(network, Path.Combine(TestFolder.Create(), "x.onnx"), pipeline));
        Assert.Contains("(None, 32, 32, 3)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("(None, 16, 20, 3)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_OfWhatHasNoMeaning_IsRefusedByNameAndLeavesNoFile()
    {
        var input = new InputLayer(TensorShape.Of(null, null, null, 3), name: "pictures");
        using var network = new Network(input.Output, new CenterCrop(8, 8, name: "middle").Apply(input.Output));
        var folder = TestFolder.Create();
        var refusal = Assert.Throws<RefusedException>(() => OnnxFile.Save(network, Path.Combine(folder, "x.onnx")));
        Assert.Contains("'middle' (CenterCrop)", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Save_OfMoreThanTwoGibibytes_IsRefused()
    {
        // Weights take no memory before they are read, and nothing is read before the size is known.
        var input = new InputLayer(TensorShape.Of(null, 40_000), name: "numbers");
        using var network = new Network(input.Output, new Dense(20_000).Apply(input.Output));
        var refusal = Assert.Throws<RefusedException>(() => OnnxFile.Save(network, Path.Combine(TestFolder.Create(), "x.onnx")));
        Assert.Contains("at most 2 GiB. Received 3.0 GiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_OfTheRegistry_HaveAMeaningOrAreListedAsRefused()
    {
        // docs/onnx.md names them.
        string[] refused =
        [
            "AdaptiveAveragePooling1D",
            "AdaptiveAveragePooling2D",
            "AdaptiveAveragePooling3D",
            "AdaptiveMaxPooling1D",
            "AdaptiveMaxPooling2D",
            "AdaptiveMaxPooling3D",
            "AdditiveAttention",
            "Attention",
            "Hashing",
            "IntegerLookup",
            "StringLookup",
            "TextVectorization",
        ];

        // What is drawn only in training passes pictures on as they are.
        var drawn = LayerRegistry.Known.Where(name =>
            typeof(Layer).Assembly.GetType($"MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation.{name}") is not null
        );
        Assert.Equal(refused, LayerRegistry.Known.Except(OnnxFile.SupportedLayers).Except(drawn).Except([nameof(InputLayer)]));
    }

    private static Network Classifier(int channels)
    {
        var input = new InputLayer(TensorShape.Of(null, 16, 20, channels), name: "input_layer");
        var x = new Conv2D(4, 3, padding: "same").Apply(input.Output);
        x = new BatchNormalization().Apply(x);
        x = new Activation("relu").Apply(x);
        x = new Dropout(0.5).Apply(new Flatten().Apply(x));
        var network = new Network(input.Output, new Dense(3, activation: "softmax", name: "predictions").Apply(x), "classifier");
        GoldenData.Fill(network);
        return network;
    }

    // One nested encoder on two inputs; an operator; squeeze and excitation; two outputs, one of them a map.
    private static Network Branching()
    {
        var inner = new InputLayer(TensorShape.Of(null, 8, 8, 3), name: "inner");
        var y = new Conv2D(8, 3, padding: "same", activation: "silu", name: "scores").Apply(inner.Output);
        y = new BatchNormalization(name: "norm").Apply(y);
        var gate = new Reshape([1, 1, 8], name: "reshape").Apply(new GlobalAveragePooling2D(name: "pool").Apply(y));
        gate = new Conv2D(8, 1, activation: "sigmoid", name: "gate").Apply(gate);
        var encoder = new Network(inner.Output, new Multiply(name: "excite").Apply(y, gate), "encoder");

        var (left, right) = (new InputLayer(TensorShape.Of(null, 8, 8, 3), name: "left"), new InputLayer(TensorShape.Of(null, 8, 8, 3), name: "right"));
        var (a, b) = (encoder.Apply(left.Output), encoder.Apply(right.Output));
        var map = new Concatenate(name: "map").Apply(new Subtract(name: "difference").Apply(a, b), new ArithmeticOperation("Multiply", "half").Apply(b, 0.5));
        var scores = new Dense(3, activation: "softmax", name: "scores_").Apply(new Flatten(name: "flat").Apply(map));
        return new Network([left.Output, right.Output], [new Activation("linear", "scores").Apply(scores), map], "branching");
    }

    private static Tensor[] Inputs(string name) =>
        [
            .. GoldenData.Json("formats", "index.json")[Path.GetFileNameWithoutExtension(name)]!["inputs"]!
                .AsArray()
                .Select(input =>
                {
                    long[] shape = [.. input!["shape"]!.AsArray().Select(d => d!.GetValue<long>())];
                    return input["tokens"] is { } tokens
                        ? tensor(GoldenData.Floats(tokens), shape)
                        : GoldenData.Image(input["image_seed"]!.GetValue<ulong>(), shape) * input["scale"]!.GetValue<float>();
                }),
        ];
}
