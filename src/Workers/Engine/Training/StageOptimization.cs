using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What moves a stage's weights, and the best of them. New with each stage, as after Keras's compile.</summary>
internal sealed class StageOptimization : IDisposable
{
    private readonly WeightSnapshot _best;

    /// <param name="isFirst">Whether it is the run's first stage, which may go on with a file's own optimizer.</param>
    public StageOptimization(StageSpec stage, TrainableModel model, string precision, bool isFirst)
    {
        // What a plan holds still is left without gradients.
        model.Network.SyncRequiresGrad();
        var saved = isFirst ? model.SavedOptimizer : null;
        Optimizer = saved is null ? OptimizerFactory.Create(stage.Optimizer) : saved.Create(stage.Optimizer);
        Rates = LayerRates.Of(stage, model);
        Optimizer.Build(model.Network.TrainableWeights, Rates?.For(model.Network.TrainableWeights));
        saved?.Continue(Optimizer);
        LossScale = precision == "mixed_float16" ? new LossScale() : null;
        _best = new WeightSnapshot([.. model.Network.TrainableWeights, .. FrozenWeights.Moving(model)]);
    }

    public Optimizer Optimizer { get; }

    public LayerRates? Rates { get; }

    public LossScale? LossScale { get; }

    /// <summary>Keeps the weights as they are as the stage's best.</summary>
    public void KeepBest() => _best.Capture();

    /// <summary>Averages take the weights' place where the optimizer keeps some; then the best ones do, where they were kept.</summary>
    public void End()
    {
        Optimizer.FinalizeWeights();
        if (_best.IsTaken)
        {
            _best.Restore();
        }
    }

    /// <summary>What a checkpoint holds of it.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> Tensors =>
        [.. Optimizer.Slots.Select((slot, i) => ($"slot/{i}/{slot.Path}", slot.Value)), .. _best.Copies.Select((copy, i) => ($"best/{i}", copy))];

    public void Restore(StoredCheckpoint checkpoint)
    {
        using var quiet = torch.no_grad();
        foreach (var (slot, value) in Optimizer.Slots.Zip(checkpoint.Group("slot")))
        {
            slot.Value.copy_(value);
        }
        Optimizer.State = checkpoint.State.Optimizer;
        if (LossScale is not null && checkpoint.State.LossScale is { } scale)
        {
            LossScale.State = scale;
        }
        if (checkpoint.Has("best"))
        {
            _best.TakeFrom(checkpoint.Group("best"));
        }
    }

    /// <summary>Goes on from another run's stage as far as the two are alike.</summary>
    /// <param name="keepsRate">Whether the rate that was reached goes on.</param>
    /// <param name="keepsBest">Whether the best weights so far do.</param>
    public void Branch(StoredCheckpoint checkpoint, bool keepsOptimizer, bool keepsRate, bool keepsBest)
    {
        using var quiet = torch.no_grad();
        if (keepsOptimizer && TakeSlots(checkpoint))
        {
            var state = checkpoint.State.Optimizer;
            Optimizer.State = keepsRate ? state : state with { LearningRate = Optimizer.LearningRate };
        }
        if (LossScale is not null && checkpoint.State.LossScale is { } scale)
        {
            LossScale.State = scale;
        }
        if (keepsBest && checkpoint.Has("best"))
        {
            _best.TakeFrom(checkpoint.Group("best"));
        }
    }

    // By path: the weights that train may be others. False, and nothing taken, where the optimizer kept other averages.
    private bool TakeSlots(StoredCheckpoint checkpoint)
    {
        var own = Optimizer.Slots.ToLookup(slot => slot.Path);
        var saved = checkpoint.Paths("slot").ToHashSet();
        var perWeight = Optimizer.Weights.Count == 0 ? 0 : Optimizer.Slots.Count / Optimizer.Weights.Count;
        if (
            perWeight > 0
            && Optimizer.Slots.Chunk(perWeight).Any(slots => slots.Count(slot => saved.Contains(slot.Path)) is var known && known > 0 && known < perWeight)
        )
        {
            return false;
        }
        foreach (var slot in Optimizer.Slots.Where(slot => !saved.Contains(slot.Path) && slot.Path.EndsWith("_average", StringComparison.Ordinal)))
        {
            // The average of a weight that did not move so far is the weight.
            var weight = Optimizer.Weights.First(weight => slot.Path == $"{Optimizer.Name}/{weight.Path.Replace('/', '_')}_average");
            slot.Value.copy_(weight.Value);
        }
        foreach (var (path, value) in checkpoint.Named("slot"))
        {
            foreach (var slot in own[path])
            {
                slot.Value.copy_(value);
            }
        }
        return true;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _best.Dispose();
    }
}
