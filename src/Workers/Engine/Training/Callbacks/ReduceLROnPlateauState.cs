namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>State of <see cref="ReduceLROnPlateau"/>.</summary>
public sealed record ReduceLROnPlateauState(double? Best, int Wait, int Cooldown)
{
    public static readonly ReduceLROnPlateauState Begin = new(null, 0, 0);
}
