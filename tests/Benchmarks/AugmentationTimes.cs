using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Host.Bench;
using static TorchSharp.torch;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Seconds">Of one call on the whole batch.</param>
/// <param name="Share">Of a training step of MobileNetV3Small, all layers, on the same batch in the same run.</param>
internal sealed record AugmentationTime(string Layer, double Seconds, double Share);

/// <summary>Every augmentation layer with the options a spec gives it by default, beside the step it delays.</summary>
internal static class AugmentationTimes
{
    public static IEnumerable<AugmentationTime> Measure(int size, int batch)
    {
        using var pictures = rand(batch, size, size, 3) * 255;
        var step = Step(pictures);
        yield return new("MobileNetV3Small training step", step, 1);
        using var generator = new Generator(1);
        foreach (var known in ComponentCatalog.Augmentations)
        {
            using var names = NameScope.Begin();
            var layer = AugmentationFactory.Create(ComponentCatalog.Complete(ComponentCatalog.Augmentations, new ComponentSpec(known.Class)));
            var seconds = Stopclock.BestSeconds(
                5,
                () =>
                {
                    using var scope = NewDisposeScope();
                    layer.Call([pictures], new CallContext { Training = true, Generator = generator });
                }
            );
            yield return new(known.Class, seconds, seconds / step);
        }
    }

    private static double Step(Tensor pictures)
    {
        var (size, batch) = (pictures.shape[1], pictures.shape[0]);
        using var names = NameScope.Begin();
        using var backbone = BackboneCatalog.Named("MobileNetV3Small").Build(new() { InputShape = new TensorShape(size, size, 3), Pooling = "avg" });
        using var network = new Network(backbone.Inputs, [new Dense(8, "softmax").Apply(backbone.Outputs[0])]);
        network.Initialize(seed: 1);
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam"));
        optimizer.Build(network.TrainableWeights);
        using var labels = arange(batch).remainder(8);
        using var generator = new Generator(1);
        var step = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        return Stopclock.BestSeconds(
            3,
            () =>
                step.Train(
                    new Batch([pictures], [labels]),
                    optimizer,
                    new CallContext
                    {
                        Training = true,
                        BatchNormMode = BatchNormMode.Train,
                        Generator = generator,
                    }
                )
        );
    }
}
