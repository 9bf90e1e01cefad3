using System.Text.Json;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Six steps of each setting on one network and batch: loss, accuracy and final weights are Keras's. The golden file names the settings, not their
/// numbers; these were found by their traces.</summary>
public sealed class StepTests
{
    private static readonly ComponentSpec Adam = new("Adam", ("learningRate", 0.01));

    // A training run before may have left one thread. Its order of summing takes batchnorm_adam another way at the fifth step (2.3e-5 from Keras, where
    // float64 and two threads stay at 3e-6).
    public StepTests() => set_num_threads(2);

    [Theory]
    [InlineData("adam", "Adam", 0.01, "")]
    [InlineData("adam_amsgrad", "Adam", 0.01, "{\"amsgrad\":true}")]
    [InlineData("adamw", "AdamW", 0.01, "{\"weightDecay\":0.05}")]
    [InlineData("sgd", "SGD", 0.1, "")]
    [InlineData("sgd_momentum", "SGD", 0.1, "{\"momentum\":0.9}")]
    [InlineData("sgd_nesterov", "SGD", 0.1, "{\"momentum\":0.9,\"nesterov\":true}")]
    [InlineData("rmsprop", "RMSprop", 0.01, "")]
    [InlineData("rmsprop_momentum_centered", "RMSprop", 0.01, "{\"momentum\":0.5,\"centered\":true}")]
    [InlineData("adagrad", "Adagrad", 0.05, "")]
    [InlineData("nadam", "Nadam", 0.01, "")]
    [InlineData("lion", "Lion", 0.001, "")]
    [InlineData("adam_clipnorm", "Adam", 0.01, "{\"clipnorm\":0.05}")]
    [InlineData("adam_global_clipnorm", "Adam", 0.01, "{\"globalClipnorm\":0.1}")]
    [InlineData("sgd_clipvalue", "SGD", 0.1, "{\"clipvalue\":0.01}")]
    [InlineData("adam_ema", "Adam", 0.01, "{\"useEma\":true}")]
    [InlineData("adam_accumulate_2", "Adam", 0.01, "{\"gradientAccumulationSteps\":2}")]
    public void Optimizer_OverSixSteps_EqualsKeras(string trace, string optimizer, double rate, string options)
    {
        var spec = new ComponentSpec
        {
            Class = optimizer,
            Options = options == "" ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(options)!,
        }.With("learningRate", rate);
        using var network = StepsNetwork.Create();
        Compare(trace, network, spec, new CategoricalCrossentropy());
    }

    [Fact]
    public void BatchNormalization_OverSixSteps_EqualsKeras()
    {
        using var network = StepsNetwork.Create(batchNormalization: true);
        Compare("batchnorm_adam", network, Adam, new CategoricalCrossentropy());
    }

    [Fact]
    public void Penalties_OverSixSteps_EqualKeras()
    {
        using var network = StepsNetwork.Create(regularizer: Regularizer.L2(0.01));
        Compare("l2_adam", network, Adam, new CategoricalCrossentropy());
        using var both = StepsNetwork.Create(regularizer: Regularizer.L1L2(0.001, 0.01));
        Compare("l1l2_sgd", both, new ComponentSpec("SGD", ("learningRate", 0.1)), new CategoricalCrossentropy());
    }

    [Fact]
    public void LabelSmoothing_OverSixSteps_EqualsKeras()
    {
        using var network = StepsNetwork.Create();
        Compare("label_smoothing", network, Adam, new CategoricalCrossentropy(0.1));
    }

    [Fact]
    public void FocalLoss_OverSixSteps_EqualsKeras()
    {
        using var network = StepsNetwork.Create();
        Compare("focal", network, Adam, ClassificationLoss.Of(new LossSpec { Class = "CategoricalFocalCrossentropy" }));
    }

    [Fact]
    public void FocalLoss_WithGammaZeroAndAlphaOne_IsCrossentropy()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (randn(7, 5), arange(7) % 5);
        var focal = new CategoricalFocalCrossentropy(alpha: 1, gamma: 0, labelSmoothing: 0.1).PerSample(logits, labels);
        Assert.True(focal.allclose(new CategoricalCrossentropy(0.1).PerSample(logits, labels), 1e-5, 1e-5));
    }

    [Theory]
    [InlineData("float32", 1e-5)]
    [InlineData("mixed_bfloat16", 2e-2)]
    public void Precision_OfOneStep_AgreesWithKeras(string policy, double tolerance)
    {
        var golden = GoldenFile.Read("training/mixed_precision.json").GetProperty(policy);
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create(batchNormalization: true, dtype: DTypePolicy.Named(policy));
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(Adam);
        optimizer.Build(network.TrainableWeights);
        var (pictures, labels) = StepsNetwork.Data("train");
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        var (loss, _) = step.Train(new Batch([pictures], [labels]), optimizer, new CallContext { Training = true, BatchNormMode = BatchNormMode.Train });
        Fidelity.Close(FidelitySection.Training, $"one step, {policy}", "loss", golden.GetProperty("loss")[0].GetDouble(), loss, tolerance);
        using var quiet = no_grad();
        var predicted = network.Forward([StepsNetwork.Data("validation").Pictures[..2]], CallContext.Inference)[0].to_type(ScalarType.Float32);
        Fidelity.Close(
            FidelitySection.Training,
            $"one step, {policy}",
            "predictions after it",
            GoldenFile.Floats(golden.GetProperty("predict")),
            GoldenData.Values(predicted),
            tolerance
        );
        Assert.All(network.Weights, weight => Assert.Equal(ScalarType.Float32, weight.Value.dtype));
    }

    [Fact]
    public void Logits_OverSixSteps_EqualKeras()
    {
        using var network = StepsNetwork.Create();
        Compare("from_logits", network, Adam, new CategoricalCrossentropy());
    }

    [Fact]
    public void ClassWeights_OverSixSteps_EqualKeras()
    {
        using var network = StepsNetwork.Create();
        Compare("class_weight", network, Adam, new CategoricalCrossentropy(), [1, 2, 0.5f, 1.5f, 3]);
    }

    [Fact]
    public void Balanced_WeighsRareClassesMore_AndAbsentOnesNot()
    {
        Assert.Equal([6f / (2 * 4), 6f / (2 * 2), 0f], ClassWeights.Of("balanced", [0, 0, 0, 0, 1, 1], 3)!);
        Assert.Null(ClassWeights.Of("none", [0, 1], 2));
    }

    [Fact]
    public void Ema_AtTheEnd_PutsTheAverageInPlace()
    {
        using var network = StepsNetwork.Create();
        using var optimizer = OptimizerFactory.Create(Adam.With("useEma", true).With("emaMomentum", 0.5));
        network.SyncRequiresGrad();
        optimizer.Build(network.TrainableWeights);
        var weight = network.TrainableWeights[^1].Value;
        using var ones = ones_like(weight.detach());
        Tensor?[] gradients = [.. optimizer.Weights.Select(w => w.Value.Equals(weight) ? ones : null)];
        optimizer.Apply(gradients);
        var first = GoldenData.Values(weight);
        optimizer.Apply(gradients);
        var second = GoldenData.Values(weight);
        optimizer.FinalizeWeights();
        Assert.All(GoldenData.Values(weight).Select((value, i) => (value, i)), p => Assert.Equal((first[p.i] + second[p.i]) / 2, p.value, 5));
    }

    [Fact]
    public void Train_WithALossThatIsNotFinite_MovesNothing()
    {
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create();
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(Adam);
        optimizer.Build(network.TrainableWeights);
        var before = WeightHash.Of(network.Weights);
        var (pictures, labels) = StepsNetwork.Data("train");
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        var (loss, _) = step.Train(new Batch([pictures * float.NaN], [labels]), optimizer, new CallContext { Training = true });
        Assert.False(double.IsFinite(loss));
        Assert.Equal(before, WeightHash.Of(network.Weights));
    }

    private static void Compare(string trace, Network network, ComponentSpec spec, ClassificationLoss loss, float[]? classWeights = null)
    {
        var golden = GoldenFile.Read("training/steps.json").GetProperty("traces").GetProperty(trace);
        using var scope = NewDisposeScope();
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(spec);
        optimizer.Build(network.TrainableWeights);
        var (pictures, labels) = StepsNetwork.Data("train");
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(loss, classWeights));
        var context = new CallContext { Training = true, BatchNormMode = BatchNormMode.Train };
        foreach (var expected in golden.GetProperty("steps").EnumerateArray())
        {
            var result = step.Train(new Batch([pictures], [labels]), optimizer, context);
            Fidelity.Close(FidelitySection.Training, $"six steps: {trace}", "loss", expected.GetProperty("loss").GetDouble(), result.Loss, 1e-5);
            Assert.Equal(expected.GetProperty("accuracy").GetDouble(), result.Right() / 24.0, 1e-6);
        }
        foreach (var (weight, expected) in network.Weights.Zip(golden.GetProperty("final").EnumerateArray()))
        {
            Assert.Equal(expected.GetProperty("path").GetString(), weight.Path);
            var values = GoldenData.Values(weight.Value);
            var scale = expected.GetProperty("abs_sum").GetDouble();
            Assert.Equal(scale, values.Sum(v => Math.Abs((double)v)), 1e-4 * scale);
            Fidelity.Close(
                FidelitySection.Training,
                $"six steps: {trace}",
                "weights after them",
                GoldenFile.Floats(expected.GetProperty("first")),
                values[..expected.GetProperty("first").GetArrayLength()],
                2e-4
            );
        }
    }
}
