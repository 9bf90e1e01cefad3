using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>All that a run needs to go on as if it had never stopped.</summary>
/// <param name="SpecHash">As <see cref="Core.Training.SpecHash"/> has it.</param>
/// <param name="Threads">Threads it ran on.</param>
/// <param name="Stage">Stage that runs.</param>
/// <param name="Epoch">Epoch that runs next, or runs now if <paramref name="Step"/> is above 0; counted through all stages.</param>
/// <param name="StageFirstEpoch">Epoch at which the stage began.</param>
/// <param name="Step">Steps done of the epoch.</param>
/// <param name="StageEnded">The stage's last epoch is done, its ending (best weights back) is not.</param>
/// <param name="StoppedEarly">EarlyStopping ended the stage.</param>
/// <param name="Sums">Of the epoch's steps done.</param>
/// <param name="Optimizer">Count, rate, further numbers.</param>
/// <param name="EarlyStopping">In the spec's order.</param>
/// <param name="ReduceLR">In the spec's order.</param>
/// <param name="Best">The best epoch so far.</param>
/// <param name="FrozenHash">Of the stage's frozen weights at its beginning.</param>
/// <param name="LossScale">With mixed_float16.</param>
/// <param name="Depthwise">The type of depthwise convolutions, with mixed_bfloat16.</param>
public sealed record CheckpointState(
    string SpecHash,
    int Threads,
    int Stage,
    int Epoch,
    int StageFirstEpoch,
    int Step,
    bool StageEnded,
    bool StoppedEarly,
    EpochSums Sums,
    OptimizerState Optimizer,
    IReadOnlyList<EarlyStoppingState> EarlyStopping,
    IReadOnlyList<ReduceLROnPlateauState> ReduceLR,
    BestEpochState Best,
    string FrozenHash,
    HistoryJson History,
    LossScaleState? LossScale = null,
    string? Depthwise = null
);
