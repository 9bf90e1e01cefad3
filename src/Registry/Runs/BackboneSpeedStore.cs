using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

public sealed class BackboneSpeedStore(RegistryWriter writer, RegistryReader reader) : IBackboneSpeedStore
{
    public Task<IReadOnlyList<BackboneSpeed>> ListAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<BackboneSpeed>>(
            async context =>
                await context
                    .Speeds.OrderBy(s => s.Backbone)
                    .ThenBy(s => s.ImageSize)
                    .Select(s => new BackboneSpeed(s.Backbone, s.ImageSize, s.MillisecondsPerPicture, s.TrainMillisecondsPerPicture))
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    /// <exception cref="ArgumentException">A speed is not finite or not positive.</exception>
    public Task StoreAsync(BackboneSpeed speed, CancellationToken cancellationToken)
    {
        if (!(double.IsFinite(speed.MillisecondsPerPicture) && speed.MillisecondsPerPicture > 0 && double.IsFinite(speed.TrainMillisecondsPerPicture)))
            throw new ArgumentException($"Expected a measured speed above 0 ms; received {speed}.", nameof(speed));
        return writer.WriteAsync(
            async unit =>
            {
                var row = await unit.Context.Speeds.FindAsync([speed.Backbone, speed.ImageSize], cancellationToken);
                if (row is null)
                    unit.Context.Add(row = new() { Backbone = speed.Backbone, ImageSize = speed.ImageSize });
                (row.MillisecondsPerPicture, row.TrainMillisecondsPerPicture, row.MeasuredAt) = (
                    speed.MillisecondsPerPicture,
                    speed.TrainMillisecondsPerPicture,
                    unit.Now
                );
                return true;
            },
            cancellationToken
        );
    }
}
