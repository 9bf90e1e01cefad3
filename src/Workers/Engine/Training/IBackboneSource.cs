using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The backbones of an input whose networks are not those of pictures. Stands in the input's folder; its examples come with it
/// (<see cref="SplitData.Backbones"/>).</summary>
public interface IBackboneSource
{
    /// <summary>A backbone of its own, with weights; whoever asks owns it.</summary>
    /// <param name="file">Where the spec's <c>backbone.file</c> lies; null where it names a backbone.</param>
    /// <exception cref="Core.RefusedException">It can't be read or had, or takes other inputs.</exception>
    BackboneStart Open(TrainingSpec spec, IModelFiles files, string? file);
}
