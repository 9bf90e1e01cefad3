using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>
/// One table of layers and settings: each alone, and each between two convolutions, where tensors lie with channels first. The layers' own tests compare their
/// files too.
/// </summary>
public sealed class OnnxLayerTests
{
    private static readonly (string Class, string Config)[] OnPictures =
    [
        ("Activation", """{"activation":"softmax"}"""),
        ("Activation", """{"activation":"sparsemax"}"""),
        ("AveragePooling2D", """{"pool_size":3,"strides":2,"padding":"same"}"""),
        ("AveragePooling2D", """{"pool_size":[2,3],"strides":[1,2],"padding":"valid"}"""),
        ("BatchNormalization", """{"axis":-1,"epsilon":0.01}"""),
        ("BatchNormalization", """{"axis":-1,"scale":false,"center":false}"""),
        ("BatchNormalization", """{"axis":1}"""),
        ("CenterCrop", """{"height":5,"width":4}"""),
        ("CenterCrop", """{"height":14,"width":12}"""),
        ("Conv2D", """{"filters":4,"kernel_size":[2,3],"strides":[2,3],"padding":"same","activation":"gelu"}"""),
        ("Conv2D", """{"filters":6,"kernel_size":3,"groups":2,"dilation_rate":2,"padding":"same","use_bias":false}"""),
        ("Conv2DTranspose", """{"filters":4,"kernel_size":3,"strides":2,"padding":"same","activation":"tanh"}"""),
        ("Conv2DTranspose", """{"filters":4,"kernel_size":[4,2],"strides":[1,3],"padding":"valid"}"""),
        ("Conv2DTranspose", """{"filters":4,"kernel_size":2,"strides":3,"padding":"same"}"""),
        ("Conv2DTranspose", """{"filters":4,"kernel_size":2,"dilation_rate":2,"padding":"same","use_bias":false}"""),
        ("Cropping2D", """{"cropping":[[1,0],[2,3]]}"""),
        ("Dense", """{"units":5,"activation":"relu6"}"""),
        ("DepthwiseConv2D", """{"kernel_size":[3,5],"strides":2,"padding":"same","depth_multiplier":2}"""),
        ("Dropout", """{"rate":0.4}"""),
        ("ELU", """{"alpha":0.3}"""),
        ("GaussianNoise", """{"stddev":0.4}"""),
        ("GroupNormalization", """{"groups":2}"""),
        ("GroupNormalization", """{"groups":-1,"center":false,"scale":false}"""),
        ("LayerNormalization", """{"axis":-1}"""),
        ("LayerNormalization", """{"axis":[1,2,3],"center":false}"""),
        ("LeakyReLU", """{"negative_slope":0.2}"""),
        ("MaxPooling2D", """{"pool_size":3,"strides":2,"padding":"same"}"""),
        ("MaxPooling2D", """{"pool_size":2,"padding":"valid"}"""),
        ("Normalization", """{"axis":-1}"""),
        ("Normalization", """{"axis":-1,"mean":[1,2,3,4,5,6],"variance":[1,4,9,16,25,36]}"""),
        ("Normalization", """{"axis":-1,"mean":[1,2,3,4,5,6],"variance":[1,4,9,16,25,36],"invert":true}"""),
        ("Normalization", """{"axis":null,"mean":0.5,"variance":4}"""),
        ("Permute", """{"dims":[3,1,2]}"""),
        ("PReLU", """{"shared_axes":[1,2]}"""),
        ("PReLU", "{}"),
        ("RandomFlip", """{"mode":"horizontal"}"""),
        ("RandomRotation", """{"factor":0.2}"""),
        ("ReLU", """{"max_value":0.8,"negative_slope":0.1,"threshold":0.2}"""),
        ("ReLU", """{"negative_slope":0.1}"""),
        ("ReLU", """{"threshold":0.4}"""),
        ("Rescaling", """{"scale":0.5,"offset":-1}"""),
        ("Rescaling", """{"scale":[1,2,3,4,5,6],"offset":[0,1,0,1,0,1]}"""),
        ("Reshape", """{"target_shape":[-1,6]}"""),
        ("Resizing", """{"height":13,"width":7}"""),
        ("Resizing", """{"height":5,"width":12,"interpolation":"nearest"}"""),
        ("Resizing", """{"height":4,"width":8,"crop_to_aspect_ratio":true}"""),
        ("SeparableConv2D", """{"filters":4,"kernel_size":3,"strides":2,"padding":"same","depth_multiplier":2,"activation":"silu"}"""),
        ("Softmax", """{"axis":1}"""),
        ("Softmax", """{"axis":-1}"""),
        ("SpatialDropout2D", """{"rate":0.4}"""),
        ("UnitNormalization", """{"axis":-1}"""),
        ("UnitNormalization", """{"axis":[1,2]}"""),
        ("UpSampling2D", """{"size":[2,3]}"""),
        ("UpSampling2D", """{"size":2,"interpolation":"bilinear"}"""),
        ("ZeroPadding2D", """{"padding":[[1,2],[0,3]]}"""),
        ("GlobalAveragePooling2D", """{"keepdims":true}"""),
        ("GlobalMaxPooling2D", """{"keepdims":true}"""),
        ("GlobalAveragePooling2D", "{}"),
        ("GlobalMaxPooling2D", "{}"),
        ("Flatten", "{}"),
    ];

    public static TheoryData<string, string> Pictures()
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, config) in OnPictures)
        {
            data.Add(name, config);
        }

        return data;
    }

    [Theory, MemberData(nameof(Pictures))]
    public void Layer_AloneAndBetweenConvolutions_ComputesTheSame(string className, string config)
    {
        using var scope = NewDisposeScope();
        var alone = new InputLayer(TensorShape.Of(null, 10, 9, 6), name: "input");
        Check(new Network(alone.Output, Create(className, config).Apply(alone.Output)), GoldenData.Image(3, 2, 10, 9, 6) / 128 - 1);

        var input = new InputLayer(TensorShape.Of(null, 10, 9, 3), name: "input");
        var x = Create(className, config).Apply(new Conv2D(6, 1, name: "before").Apply(input.Output));
        Check(new Network(input.Output, x.Shape.Rank == 4 ? new Conv2D(2, 1, name: "after").Apply(x) : x), GoldenData.Image(3, 2, 10, 9, 3) / 128 - 1);
    }

    [Fact]
    public void Activation_OfEveryName_ComputesTheSame()
    {
        using var scope = NewDisposeScope();
        foreach (var name in ActivationEmitters.Known)
        {
            var input = new InputLayer(TensorShape.Of(null, 40), name: "input");
            Check(new Network(input.Output, new Activation(name).Apply(input.Output)), linspace(-6, 6, 80).reshape(2, 40));
        }
    }

    [Theory]
    [InlineData("add")]
    [InlineData("average")]
    [InlineData("maximum")]
    [InlineData("minimum")]
    [InlineData("multiply")]
    [InlineData("subtract")]
    [InlineData("concatenate")]
    public void Merge_OfEveryLayoutAndRank_ComputesTheSame(string kind)
    {
        using var scope = NewDisposeScope();
        var input = new InputLayer(TensorShape.Of(null, 6, 5, 3), name: "input");
        var first = new Conv2D(4, 1, name: "first").Apply(input.Output);
        var second = new Dense(4, name: "second").Apply(input.Output);
        var gate = new GlobalAveragePooling2D(name: "gate").Apply(first);
        var x = Merged("one").Apply(first, second);
        if (kind is not "concatenate")
        {
            // (N, 4) stretches over (N, 6, 5, 4); what lies with channels first meets what does not.
            x = new Activation("tanh", name: "tanh").Apply(Merged("two").Apply(x, gate));
        }

        Check(new Network(input.Output, x), GoldenData.Image(4, 2, 6, 5, 3) / 128 - 1);

        Layer Merged(string name) =>
            kind switch
            {
                "add" => new Add(name),
                "average" => new Average(name),
                "maximum" => new Maximum(name),
                "minimum" => new Minimum(name),
                "multiply" => new Multiply(name),
                "subtract" => new Subtract(name),
                _ => new Concatenate(1, name),
            };
    }

    /// <summary>Chains and branches of the table's layers, put together by chance.</summary>
    [Fact]
    public void Networks_PutTogetherByChance_ComputeTheSame()
    {
        using var scope = NewDisposeScope();
        for (ulong seed = 0; seed < 60; seed++)
        {
            var (at, draw) = (0UL, seed);
            int Next(int below) => (int)(GoldenData.Uniform(draw, at++) * below);
            var input = new InputLayer(TensorShape.Of(null, 10, 9, 6), name: "input");
            var values = new List<KerasTensor> { input.Output };
            for (var i = 0; i < 10; i++)
            {
                var pictures = values.Where(value => value.Shape.Rank == 4 && value.Shape[1] >= 6 && value.Shape[2] >= 6 && value.Shape[3] == 6).ToList();
                var x = pictures[Next(pictures.Count)];
                var equal = pictures.Where(value => value != x && value.Shape.Equals(x.Shape)).ToList();
                if (equal.Count > 0 && Next(3) == 0)
                {
                    values.Add(new Add($"add{i}").Apply(x, equal[Next(equal.Count)]));
                    continue;
                }

                var (name, config) = OnPictures[Next(OnPictures.Length)];
                values.Add(Create(name, config, $"layer{i}").Apply(x));
            }

            // Every end is an output.
            var read = values.SelectMany(value => value.Producer.Inputs).ToHashSet();
            Check(new Network([input.Output], [.. values.Where(value => !read.Contains(value))], $"seed{seed}"), GoldenData.Image(seed, 2, 10, 9, 6) / 128 - 1);
        }
    }

    private static void Check(Network network, Tensor input)
    {
        using (network)
        {
            GoldenData.Fill(network);
            var difference = OnnxCheck.Difference(network, [input]);
            Assert.True(difference <= 2e-5, $"{network.Name}: {string.Join(", ", network.Layers.Select(layer => layer.ClassName))}: {difference:g3}");
        }
    }

    private static Layer Create(string className, string config, string name = "layer")
    {
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = name;
        return LayerRegistry.Create(className, item);
    }
}
