using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution.Segments;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>Six steps with activations computed twice give the numbers of six steps with activations kept.</summary>
public class SegmentedNetworkTests
{
    private static readonly ComponentSpec Adam = new("Adam", ("learningRate", 0.01));

    [Theory]
    [InlineData("inference", "float32")]
    [InlineData("train", "float32")]
    [InlineData("train", "mixed_bfloat16")]
    public void Train_OfAResidualNetwork_EqualsThePlainStep(string mode, string precision) =>
        Compare(() => Residual(DTypePolicy.Named(precision)), [16, 16, 3], mode, Adam);

    [Fact]
    public void Train_OfMobileNetV3Small_EqualsThePlainStep() =>
        Compare(MobileNet, [64, 64, 3], "train", new ComponentSpec("SGD", ("learningRate", 0.01)), minimum: 4);

    [Fact]
    public void Train_WithGradientAccumulation_EqualsThePlainStep() =>
        Compare(() => Residual(DTypePolicy.Float32), [16, 16, 3], "train", Adam.With("gradientAccumulationSteps", 2));

    [Fact]
    public void Train_OfAPartlyFrozenNetwork_EqualsThePlainStep() =>
        Compare(
            () =>
            {
                var network = Residual(DTypePolicy.Float32);
                foreach (var layer in network.Layers.Take(network.Layers.Count / 2))
                {
                    layer.Trainable = false;
                }
                return network;
            },
            [16, 16, 3],
            "train",
            Adam
        );

    [Fact]
    public void Train_WithALayerThatManyPartsShare_EqualsThePlainStep()
        // Its gradient is a sum of parts, whose order Adam would make much of.
        =>
        Compare(Shared, [12], "train", new ComponentSpec("SGD", ("learningRate", 0.05)));

    [Fact]
    public void Train_WithSpectralNormalization_MovesItsKernelOnce() => Compare(Spectral, [16, 16, 3], "train", Adam, minimum: 2);

    [Fact]
    public void Train_WithAMask_HandsItAcrossTheCuts()
    {
        using var scope = NewDisposeScope();
        Compare(Masked, [() => Tokens(0)], "train", Adam, minimum: 2);
    }

    [Fact]
    public void Train_OfTwoInputs_EqualsThePlainStep() =>
        Compare(TwoInputs, [() => GoldenData.Image(3, [6, 16, 16, 3]) / 255f, () => GoldenData.Image(4, [6, 5]) / 255f], "train", Adam, minimum: 2);

    [Fact]
    public void Train_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var network = Residual(DTypePolicy.Float32);
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(Adam);
        optimizer.Build(network.TrainableWeights);
        using var generator = new Generator(1);
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()), rematerialize: true);
        var (pictures, labels) = (GoldenData.Image(1, [6, 16, 16, 3]) / 255f, arange(6) % 5);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        step.Train(new Batch([pictures], [labels]), optimizer, context);
        var live = Tensor.TotalCount;
        step.Train(new Batch([pictures], [labels]), optimizer, context);
        Assert.Equal(live, Tensor.TotalCount);
        // A step that ends at a loss which is not finite goes through no backward pass.
        step.Train(new Batch([pictures * float.NaN], [labels]), optimizer, context);
        Assert.Equal(live + 1, Tensor.TotalCount);
    }

    [Theory]
    [InlineData("ResNet50V2", 0.35)]
    [InlineData("EfficientNetB0", 0.35)]
    [InlineData("DenseNet121", 0.35)]
    [InlineData("MobileNetV3Small", 0.6)]
    public void Of_ABackbone_KeepsAndComputesAPartOfIt(string name, double most)
    {
        using var names = NameScope.Begin();
        using var network = BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(224, 224, 3) });
        var segments = SegmentedNetwork.Of(network);
        double all = network.Nodes.Where(node => node.Layer is not InputLayer).Sum(node => node.Outputs.Sum(Size));
        var (kept, peak) = (0.0, 0.0);
        foreach (var segment in segments.Segments)
        {
            peak = Math.Max(peak, kept + segment.Nodes.Sum(node => node.Outputs.Sum(Size)));
            kept += segment.Outputs.Sum(Size);
        }
        Assert.InRange(peak / all, 0, most);
    }

    private static long Size(KerasTensor tensor) => Enumerable.Range(1, tensor.Shape.Rank - 1).Aggregate(1L, (size, axis) => size * tensor.Shape[axis]!.Value);

    private static void Compare(Func<Network> build, long[] shape, string mode, ComponentSpec optimizer, int minimum = 3) =>
        Compare(build, [() => GoldenData.Image(1, [6, .. shape]) / 255f], mode, optimizer, minimum);

    private static void Compare(Func<Network> build, Func<Tensor>[] inputs, string mode, ComponentSpec optimizer, int minimum)
    {
        var plain = Run(build, inputs, mode, optimizer, rematerialize: false, minimum);
        var twice = Run(build, inputs, mode, optimizer, rematerialize: true, minimum);
        Assert.Equal(plain.State, twice.State);
        foreach (var (expected, loss) in plain.Losses.Zip(twice.Losses))
        {
            Assert.Equal(expected.Loss, loss.Loss, 1e-6 * Math.Max(1, Math.Abs(expected.Loss)));
            Assert.Equal(expected.Correct, loss.Correct);
        }
        Assert.Equal(plain.Weights.Count, twice.Weights.Count);
        foreach (var ((path, before, expected), (_, _, weight)) in plain.Weights.Zip(twice.Weights))
        {
            GoldenData.AssertClose(expected, weight, 1e-6, path);
        }
        // All that may train has trained: nothing is equal because nothing happened.
        Assert.Contains(plain.Weights, weight => !weight.Before.SequenceEqual(weight.After));
    }

    private static (List<(double Loss, long Correct)> Losses, List<(string Path, float[] Before, float[] After)> Weights, byte[] State) Run(
        Func<Network> build,
        Func<Tensor>[] inputs,
        string mode,
        ComponentSpec spec,
        bool rematerialize,
        int minimum
    )
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var network = build();
        network.Initialize(7);
        foreach (var layer in network.Layers.OfType<BatchNormalization>().Where(_ => mode == "inference"))
        {
            layer.RunsInInferenceMode = true;
        }
        network.SyncRequiresGrad();
        Assert.True(SegmentedNetwork.Of(network).Count >= minimum, $"Expected {minimum} parts or more. Received {SegmentedNetwork.Of(network).Count}.");
        using var optimizer = OptimizerFactory.Create(spec);
        optimizer.Build(network.TrainableWeights);
        using var generator = new Generator(5);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        var step = new TrainingStep(
            network,
            network.TrainableWeights,
            new ClassificationObjective(new CategoricalCrossentropy()),
            rematerialize: rematerialize
        );
        Tensor[] given = [.. inputs.Select(make => make())];
        var labels = arange(given[0].shape[0]) % 5;
        float[][] before = [.. network.Weights.Select(weight => GoldenData.Values(weight.Value))];
        var losses = Enumerable
            .Range(0, 6)
            .Select(_ => step.Train(new Batch(given, [labels]), optimizer, context))
            .Select(result => (result.Loss, result.Right()))
            .ToList();
        Assert.All(network.Weights, weight => Assert.Null(weight.Value.grad));
        return (
            losses,
            [.. network.Weights.Select((weight, i) => (weight.Path, before[i], GoldenData.Values(weight.Value)))],
            generator.get_state().data<byte>().ToArray()
        );
    }

    private static Network Residual(DTypePolicy policy)
    {
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = new Conv2D(8, 3, padding: "same", dtype: policy, kernelRegularizer: Regularizer.L2(0.01)).Apply(input);
        for (var i = 0; i < 4; i++)
        {
            var y = new BatchNormalization(dtype: policy).Apply(x);
            y = new Activation("relu", dtype: policy).Apply(y);
            y = new Dropout(0.2, dtype: policy).Apply(y);
            y = new Conv2D(8, 3, padding: "same", dtype: policy, kernelRegularizer: Regularizer.L2(0.01)).Apply(y);
            x = new Add(dtype: policy).Apply(x, y);
        }
        x = new GlobalAveragePooling2D(dtype: policy).Apply(x);
        x = new Dropout(0.3, dtype: policy).Apply(x);
        return new Network(input, new Dense(5, activation: "softmax").Apply(x));
    }

    private static Network MobileNet()
    {
        var backbone = BackboneCatalog.Named("MobileNetV3Small").Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        var input = InputLayer.Of(64, 64, 3).Output;
        var x = new GlobalAveragePooling2D().Apply(backbone.Apply(input, training: false));
        return new Network(input, new Dense(5, activation: "softmax").Apply(new Dropout(0.2).Apply(x)));
    }

    private static Network Shared()
    {
        var input = InputLayer.Of(12).Output;
        var shared = new Dense(12, activation: "tanh");
        var x = shared.Apply(input);
        for (var i = 0; i < 5; i++)
        {
            x = new Add().Apply(x, shared.Apply(new Dense(12).Apply(new Dense(40, activation: "relu").Apply(x))));
        }
        return new Network(input, new Dense(5, activation: "softmax").Apply(x));
    }

    private static Network Spectral()
    {
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = input;
        for (var i = 0; i < 5; i++)
        {
            x = new SpectralNormalization(new Conv2D(6, 3, padding: "same", activation: "relu")).Apply(x);
        }
        return new Network(input, new Dense(5, activation: "softmax").Apply(new GlobalAveragePooling2D().Apply(x)));
    }

    private static Network Masked()
    {
        var input = InputLayer.Create(TensorShape.Of(null, 9), "int32").Output;
        var x = new Embedding(20, 8, maskZero: true).Apply(input);
        x = new GRU(new RecurrentOptions(8) { ReturnSequences = true }).Apply(x);
        x = new Dropout(0.2).Apply(x);
        x = new GRU(new RecurrentOptions(8) { ReturnSequences = true }).Apply(x);
        x = new LSTM(6).Apply(x);
        return new Network(input, new Dense(5, activation: "softmax").Apply(x));
    }

    private static Network TwoInputs()
    {
        var (picture, numbers) = (InputLayer.Of(16, 16, 3).Output, InputLayer.Of(5).Output);
        var x = picture;
        for (var i = 0; i < 4; i++)
        {
            x = new Conv2D(6, 3, padding: "same", activation: "relu").Apply(x);
        }
        x = new Concatenate().Apply(new GlobalAveragePooling2D().Apply(x), new Dense(7, activation: "relu").Apply(numbers));
        return new Network([picture, numbers], [new Dense(5, activation: "softmax").Apply(x)]);
    }

    private static Tensor Tokens(int seed)
    {
        using var generator = new Generator((ulong)seed + 3);
        return randint(0, 4, [6, 9], ScalarType.Int32, generator: generator);
    }
}
