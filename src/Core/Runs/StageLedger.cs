namespace MlOpsDashboard.Core.Runs;

/// <summary>One row of the freeze ledger.</summary>
/// <param name="LayerStates">See <see cref="StageEvent"/>.</param>
/// <param name="FrozenHashAfter">Null while the stage runs.</param>
/// <param name="FrozenUnchanged">Null while it is not known.</param>
public sealed record StageLedger(
    int Index,
    string Name,
    int FirstEpoch,
    int LastEpoch,
    IReadOnlyList<string> TrainableLayers,
    long TrainableParameters,
    string BatchNormMode,
    double LearningRate,
    string LayerStates,
    string FrozenHash,
    string? FrozenHashAfter,
    bool? FrozenUnchanged
);
