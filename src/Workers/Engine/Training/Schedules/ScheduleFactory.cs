using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>Makes the learning-rate schedule that a spec names, with Keras's defaults for what it leaves out.</summary>
public static class ScheduleFactory
{
    /// <exception cref="RefusedException">An unknown class, or an option that has no default is missing.</exception>
    public static LearningRateSchedule Create(ComponentSpec spec) =>
        spec.Class switch
        {
            "CosineDecay" => new CosineDecay(
                Number(spec, "initialLearningRate"),
                Steps(spec, "decaySteps"),
                spec.Number("alpha", 0),
                spec.NumberOrNull("warmupTarget"),
                spec.Whole("warmupSteps", 0)
            ),
            "CosineDecayRestarts" => new CosineDecayRestarts(
                Number(spec, "initialLearningRate"),
                Steps(spec, "firstDecaySteps"),
                spec.Number("tMul", 2),
                spec.Number("mMul", 1),
                spec.Number("alpha", 0)
            ),
            "ExponentialDecay" => new ExponentialDecay(
                Number(spec, "initialLearningRate"),
                Steps(spec, "decaySteps"),
                Number(spec, "decayRate"),
                spec.Flag("staircase", false)
            ),
            "InverseTimeDecay" => new InverseTimeDecay(
                Number(spec, "initialLearningRate"),
                Steps(spec, "decaySteps"),
                Number(spec, "decayRate"),
                spec.Flag("staircase", false)
            ),
            "PiecewiseConstantDecay" => new PiecewiseConstantDecay(
                [.. Numbers(spec, "boundaries").Select(boundary => (long)boundary)],
                Numbers(spec, "values")
            ),
            "PolynomialDecay" => new PolynomialDecay(
                Number(spec, "initialLearningRate"),
                Steps(spec, "decaySteps"),
                spec.Number("endLearningRate", 0.0001),
                spec.Number("power", 1),
                spec.Flag("cycle", false)
            ),
            _ => throw new RefusedException(
                new Refusal("trainer.schedule.unknown", ("known", string.Join(", ", ComponentCatalog.Schedules.Select(s => s.Class))), ("received", spec.Class))
            ),
        };

    private static double Number(ComponentSpec spec, string name) => spec.NumberOrNull(name) ?? throw Missing(spec, name);

    private static long Steps(ComponentSpec spec, string name) => (long)Number(spec, name);

    private static double[] Numbers(ComponentSpec spec, string name) => spec.Numbers(name) ?? throw Missing(spec, name);

    private static RefusedException Missing(ComponentSpec spec, string name) =>
        new(new Refusal("trainer.schedule.missing", ("schedule", spec.Class), ("name", name)));
}
