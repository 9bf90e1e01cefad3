using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution.Features;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What a run is made of.</summary>
/// <param name="Options">With the complete spec.</param>
/// <param name="Bank">Activations of frozen parts, kept over splits and runs.</param>
/// <param name="Plan">As <see cref="SplitData.Plan"/>.</param>
internal sealed record RunParts(
    TrainerOptions Options,
    ITask Task,
    ITargets Targets,
    TrainableModel Model,
    IExamples Training,
    IExamples Validation,
    RunArtifacts Artifacts,
    IRunEventSink Events,
    TimeProvider Time,
    FeatureBank Bank,
    Func<double[]?, IBatchPlan>? Plan = null
)
{
    public TrainingSpec Spec => Options.Spec;

    /// <summary>What is stored of each training example.</summary>
    public IReadOnlyList<IReadOnlyList<double>> TrainingTargets { get; } = [.. Enumerable.Range(0, Training.Count).Select(Training.Target)];
}
