using System.Text.Json;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Feature extraction, then the last five layers, with partial batches: each way of treating BatchNormalization against the Keras that does
/// so.</summary>
public sealed class TwoStagesTests
{
    private const int BatchSize = 5;

    [Theory]
    [InlineData("functional_training_false", "train")]
    [InlineData("sequential", "train")]
    [InlineData("batchnorm_not_trainable", "frozen")]
    [InlineData("legacy_training_false", "inference")]
    public void History_OfTwoStages_EqualsKeras(string run, string mode)
    {
        var golden = GoldenFile.Read("training/two_stages.json").GetProperty("runs").GetProperty(run);
        using var scope = NewDisposeScope();
        using var model = Model();
        Stage(run, model, new FreezePlan(Unfreeze.None, mode), 0.01, golden.GetProperty("stage1"));
        var frozen = FrozenWeights.Hash(model);
        Stage(run, model, new FreezePlan(Unfreeze.Last(5), mode), 0.0001, golden.GetProperty("stage2"));
        Assert.NotEqual(frozen, FrozenWeights.Hash(model));
    }

    [Fact]
    public void Plan_InEachMode_SaysWhatEachLayerDoes()
    {
        using var model = Model();
        Assert.Equal("fffffffffffff", States(model, Unfreeze.None, "inference"));
        Assert.Equal("ffffffffttitt", States(model, Unfreeze.Last(5), "inference"));
        Assert.Equal("ffffffffttbtt", States(model, Unfreeze.Last(5), "train"));
        Assert.Equal("ffffffffttftt", States(model, Unfreeze.Last(5), "frozen"));
        Assert.Equal("ffffffffttitt", States(model, Unfreeze.From("bp1"), "inference"));
        Assert.Equal("tttttttttttt", States(model, Unfreeze.All, "train")[1..].Replace('b', 't'));
        Assert.Throws<Core.RefusedException>(() => States(model, Unfreeze.Last(14), "train"));
        Assert.Throws<Core.RefusedException>(() => States(model, Unfreeze.From("nowhere"), "train"));
    }

    [Fact]
    public void Callbacks_OverAFit_EqualKeras()
    {
        var golden = GoldenFile.Read("training/callbacks_fit.json");
        var expected = golden.GetProperty("history");
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create();
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam", ("learningRate", 0.03)));
        optimizer.Build(network.TrainableWeights);
        var early = new EarlyStopping(patience: 5, restoreBestWeights: true);
        var reduce = new ReduceLROnPlateau(factor: 0.2, patience: 3);
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        var stopped = false;
        var (epoch, kept) = (0, -1);
        for (; !stopped; epoch++)
        {
            Assert.Equal(expected.GetProperty("learning_rate")[epoch].GetSingle(), optimizer.LearningRate);
            var watched = expected.GetProperty("val_loss")[epoch].GetDouble();
            if (epoch < 12)
            {
                // At this rate rounding grows from step to step; the first epochs must agree, then the callbacks go on by Keras's own values.
                var (sums, validated) = Epoch(step, optimizer, 8);
                Fidelity.Close(
                    FidelitySection.Training,
                    "callbacks over a fit",
                    "loss, first 12 epochs",
                    expected.GetProperty("loss")[epoch].GetDouble(),
                    sums.MeanLoss,
                    1e-3
                );
                Fidelity.Close(FidelitySection.Training, "callbacks over a fit", "validation loss, first 12 epochs", watched, validated.MeanLoss, 1e-3);
            }
            (var keep, stopped) = early.EpochEnd(epoch, watched);
            kept = keep ? epoch : kept;
            optimizer.LearningRate = reduce.EpochEnd(watched, optimizer.LearningRate);
        }
        Assert.Equal(golden.GetProperty("epochs_run").GetInt32(), epoch);
        Assert.Equal(golden.GetProperty("stopped_epoch").GetInt32(), early.State.StoppedEpoch);
        Assert.Equal(golden.GetProperty("best_epoch").GetInt32(), early.State.BestEpoch);
        Assert.Equal(early.State.BestEpoch, kept);
    }

    private static string States(TrainableModel model, Unfreeze unfreeze, string mode)
    {
        new FreezePlan(unfreeze, mode).Apply(model);
        return FreezePlan.States(model);
    }

    private static void Stage(string run, TrainableModel model, FreezePlan plan, double rate, JsonElement golden)
    {
        plan.Apply(model);
        model.Network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam", ("learningRate", rate)));
        optimizer.Build(model.Network.TrainableWeights);
        var step = new TrainingStep(model.Network, model.Network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        var history = golden.GetProperty("history");
        for (var epoch = 0; epoch < history.GetProperty("loss").GetArrayLength(); epoch++)
        {
            var (sums, validated) = Epoch(step, optimizer, BatchSize);
            Fidelity.Close(FidelitySection.Training, $"two stages: {run}", "loss", history.GetProperty("loss")[epoch].GetDouble(), sums.MeanLoss, 2e-5);
            Assert.Equal(history.GetProperty("accuracy")[epoch].GetDouble(), sums.Accuracy(), 1e-6);
            Fidelity.Close(
                FidelitySection.Training,
                $"two stages: {run}",
                "validation loss",
                history.GetProperty("val_loss")[epoch].GetDouble(),
                validated.MeanLoss,
                2e-5
            );
            Assert.Equal(history.GetProperty("val_accuracy")[epoch].GetDouble(), validated.Accuracy(), 1e-6);
        }
        foreach (var (weight, expected) in model.Network.Weights.Zip(golden.GetProperty("weights").EnumerateArray()))
        {
            Fidelity.Close(
                FidelitySection.Training,
                $"two stages: {run}",
                "weights at the end",
                GoldenFile.Floats(expected.GetProperty("first")),
                GoldenData.Values(weight.Value)[..expected.GetProperty("first").GetArrayLength()],
                2e-4
            );
        }
    }

    private static (EpochSums Training, EpochSums Validation) Epoch(TrainingStep step, Optimizer optimizer, int batchSize)
    {
        using var scope = NewDisposeScope();
        var (pictures, labels) = StepsNetwork.Data("train");
        var (others, answers) = StepsNetwork.Data("validation");
        var context = new CallContext { Training = true, BatchNormMode = BatchNormMode.Train };
        var sums = new EpochSums();
        for (var start = 0; start < pictures.shape[0]; start += batchSize)
        {
            var n = (int)Math.Min(batchSize, pictures.shape[0] - start);
            var (loss, correct) = step.Train(new Batch([pictures.narrow(0, start, n)], [labels.narrow(0, start, n)]), optimizer, context);
            sums = sums.Add(loss, correct, n);
        }
        var (lost, right) = step.Judge(new Batch([others], [answers])).Result;
        return (sums, new EpochSums().Add(lost, right, (int)others.shape[0]));
    }

    private static TrainableModel Model()
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3);
        var x = input.Output;
        foreach (var (filters, i) in new[] { 8, 12, 16 }.Select((f, i) => (f, i)))
        {
            x = new Conv2D(filters, 3, padding: "same", useBias: false, name: $"bc{i}").Apply(x);
            x = new BatchNormalization(name: $"bb{i}").Apply(x);
            x = new Activation("relu", name: $"br{i}").Apply(x);
            x = new MaxPooling2D(2, name: $"bp{i}").Apply(x);
        }
        var backbone = new Network(input.Output, x);
        var outer = InputLayer.Of(16, 16, 3);
        var features = new GlobalAveragePooling2D().Apply(backbone.Apply(outer.Output));
        var network = new Network(outer.Output, new Dense(5, "softmax", name: "head").Apply(features));
        GoldenData.Fill(network, 800);
        return new TrainableModel(network, backbone, network, [], PreprocessingFunction.Named("identity"), HasHead: true);
    }
}
