namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>State of <see cref="EarlyStopping"/>.</summary>
public sealed record EarlyStoppingState(int Wait, double? Best, int BestEpoch, bool HasWeights, int? StoppedEpoch)
{
    public static readonly EarlyStoppingState Begin = new(0, null, 0, false, null);
}
