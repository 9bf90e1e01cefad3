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

    public void Dispose()
    {
        Optimizer.Dispose();
        _best.Dispose();
    }
}
