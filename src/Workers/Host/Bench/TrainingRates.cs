using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <param name="Unfrozen">Backbone layers that train; "all" for every one.</param>
/// <param name="AllocatedBytes">Managed memory one step allocates.</param>
internal sealed record TrainingRate(string Backbone, string Precision, string Unfrozen, double ImagesPerSecond, long AllocatedBytes);

/// <summary>Training steps (forward, loss, backward, Adam) behind the freeze frontier, on random pictures and weights.</summary>
internal static class TrainingRates
{
    public static TrainingRate Measure(
        string backbone,
        string precision,
        Unfreeze unfreeze,
        string batchNormMode,
        int size = 224,
        int batch = 32,
        int steps = 4
    )
    {
        using var whole = NewDisposeScope();
        var spec = new TrainingSpec
        {
            Data = new DataSpec { ImageSize = [size, size] },
            Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
            Head = new HeadSpec { Dropout = 0.2 },
            Precision = precision,
        };
        using var model = new ModelBuilder(new ModelFiles(), ".").Build(spec, new HeadEnd(8, "softmax"));
        new FreezePlan(unfreeze, batchNormMode).Apply(model);
        model.Network.SyncRequiresGrad();
        var split = FrontierSplit.Of(model.Core, BatchNormMode.Train);
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam", ("learningRate", 1e-5)));
        optimizer.Build(model.Network.TrainableWeights);
        var step = new TrainingStep(split.Rest, model.Network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy()));
        var pictures = rand(batch, size, size, 3) * 255;
        IReadOnlyList<Tensor> inputs = split.Prefix is null ? [pictures] : Frozen(split.Prefix, pictures);
        var labels = arange(batch, ScalarType.Int64) % 8;
        using var generator = new Generator(1);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        void Step() => step.Train(new Batch(inputs, [labels]), optimizer, context);
        Step();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var taken = 0;
        var best = Stopclock.BestSeconds(
            steps,
            () =>
            {
                Step();
                taken++;
            }
        );
        return new(
            backbone,
            precision,
            unfreeze.IsAll ? "all" : unfreeze.LastLayers?.ToString() ?? "none",
            batch / best,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / taken
        );
    }

    private static IReadOnlyList<Tensor> Frozen(Network prefix, Tensor pictures)
    {
        using var quiet = no_grad();
        return prefix.Forward([pictures], CallContext.Inference);
    }
}
