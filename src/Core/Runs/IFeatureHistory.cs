using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Which frozen layers have already run over which pictures, as the runs of this registry told it.</summary>
public interface IFeatureHistory
{
    /// <summary>The newest runs of the spec's backbone on its data that told of features, newest first.</summary>
    Task<IReadOnlyList<KeptFeatures>> ListAsync(TrainingSpec like, CancellationToken cancellationToken);
}
