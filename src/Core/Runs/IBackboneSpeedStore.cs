namespace MlOpsDashboard.Core.Runs;

/// <summary>Measured speeds of backbones on this machine, kept between starts.</summary>
public interface IBackboneSpeedStore
{
    Task<IReadOnlyList<BackboneSpeed>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the measurement of that backbone and size.</summary>
    Task StoreAsync(BackboneSpeed speed, CancellationToken cancellationToken);
}
